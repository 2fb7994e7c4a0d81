"""The demo company comes once, always the same, and goes without a trace."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.core.management import call_command
from django.db import models
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Client, Contact
from kam.models import Event, ExternalId, Team, User
from performance import demo
from performance.demo import cast
from performance.models import GoalReview
from planning.models import Objective, Progress
from relationships.models import Interaction
from tests import make


@pytest.mark.django_db
def test_the_same_day_gives_the_same_company() -> None:
    def told() -> list[Any]:
        return [
            list(Progress.objects.order_by("pk").values_list("objective__title", "noted_on", "value")),
            list(Interaction.objects.order_by("pk").values_list("client__name", "happened_at", "summary")),
            list(GoalReview.objects.order_by("pk").values_list("objective__title", "on", "status")),
        ]

    demo.seed(today=date(2026, 2, 28))
    first = told()
    demo.remove()
    demo.seed(today=date(2026, 2, 28))

    assert told() == first


@pytest.mark.django_db
def test_seeding_twice_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("seed_demo", today=date(2026, 6, 1))
    assert "ana@demo.example" in capsys.readouterr().out
    before = Event.objects.count()

    call_command("seed_demo")

    assert "already" in capsys.readouterr().out
    assert Event.objects.count() == before


def ours() -> list[type[models.Model]]:
    labels = {"kam", "accounts", "relationships", "planning", "growth", "performance"}
    return [model for model in apps.get_models() if model._meta.app_label in labels]


def rows() -> dict[str, int]:
    """How many rows every table of ours has, history tables included."""
    return {model._meta.label: model._default_manager.count() for model in ours()}


def test_removing_leaves_what_was_there_before_to_the_row(grupo: Client, objective: Objective, alice: User) -> None:
    make.progress(objective, 50, by=alice)
    before = rows()
    demo.seed(today=timezone.localdate())
    _treat_people()
    ExternalId.objects.create(system="erp", kind="accounts.client", value="9", object_id=Client.objects.last().pk)

    call_command("remove_demo")

    assert rows() == before
    assert not User.objects.filter(is_demo=True).exists()
    call_command("remove_demo")
    assert rows() == before


def _treat_people() -> None:
    """As somebody who tries the demo out does."""
    ana = User.objects.get(email="ana@demo.example")
    twice = {contact.name: contact for contact in Contact.objects.filter(client__name="Grupo Alvorada")}
    accounts.merge_contacts(twice["Pedro Reis"], twice["Pedro M. Reis"], by=ana)
    accounts.erase_contact(twice["Ricardo Nunes"], reason="asked", by=ana)


def test_real_records_that_lean_on_the_demo_company_stay(grupo: Client, alice: User) -> None:
    demo.seed(today=timezone.localdate())
    ana, north = User.objects.get(email="ana@demo.example"), Team.objects.get(name=cast.NORTH)
    talk = make.interaction(grupo, by=ana)
    child = make.client("Real", owner=alice, parent=Client.objects.get(name="Rio Claro"), team=north)

    demo.remove()

    child.refresh_from_db()
    ana.refresh_from_db()
    assert child.parent is None
    assert (child.team.name, child.team.parent.name) == (cast.NORTH, cast.COMPANY)
    assert Interaction.objects.get(pk=talk.pk).by == ana
    assert (ana.is_active, ana.is_demo) == (False, False)
    assert not User.objects.filter(email="rui@demo.example").exists()
    assert not Client.objects.filter(is_demo=True).exists()
    assert not Team.objects.filter(is_demo=True).exists()
    assert not any(has_orphans(model) for model in ours())


def has_orphans(model: type[models.Model]) -> bool:
    """Whether history is left of records that are gone."""
    try:
        history: Any = model._meta.get_field("events").related_model
    except FieldDoesNotExist:
        return False
    return history.objects.exclude(pgh_obj__in=model._default_manager.values("pk")).exists()
