"""The people of all clients one sees, to be searched, filtered and sorted."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, DateField, Expression, ExpressionWrapper, F, IntegerField, OuterRef, Subquery, When
from django.db.models.functions import Cast, Coalesce, Lower, TruncDate

from accounts.models import Client, Contact
from accounts.models.contact import ContactQuerySet
from kam.expressions import Unaccent
from kam.models import User
from relationships.models import Interaction, Opinion

ORDERS = {"name": "told", "client": "client_told", "role": "role", "influence": "influence",
          "support": "support", "owner": "stakeholder__owner__name", "contact": "last_contact"}  # fmt: skip


def directory(user: User, *, on: date) -> ContactQuerySet:
    """To be filtered and sorted by `role`, `influence` and `support` as this reader knows them, by `last_contact` and
    by `cold_since`: the first day on which more time had passed without contact than the cadence allows.

    These are aliases, not columns: what a page shows of its few rows are their portraits.
    """
    talked = Interaction.objects.kept().filter(people=OuterRef("pk")).exclude(kind=Interaction.Kind.NOTE)
    usual = Case(
        *(When(client__tier=tier, then=days) for tier, days in Client.CADENCE.items()), output_field=IntegerField()
    )
    return (
        Contact.objects.visible_to(user)
        .kept()
        .alias(
            told=Unaccent(Lower("name")),
            client_told=Unaccent(Lower("client__name")),
            role=_in_force(user, Opinion.Trait.ROLE, on),
            influence=Cast(_in_force(user, Opinion.Trait.INFLUENCE, on), IntegerField()),
            support=Cast(_in_force(user, Opinion.Trait.SUPPORT, on), IntegerField()),
            last_contact=Subquery(talked.newest_first().values("happened_at")[:1]),
            cadence=Coalesce("stakeholder__contact_every", "client__contact_every", usual, output_field=IntegerField()),
        )
        .alias(cold_since=_cold_since())
    )


def cold(people: ContactQuerySet, *, on: date) -> ContactQuerySet:
    """Those one can talk to and has not for longer than the cadence."""
    return people.current().filter(**{"cold_since__lte": on})


def by_silence(people: ContactQuerySet) -> ContactQuerySet:
    """The longest gone cold first, each telling since which day by `gone_cold_on`."""
    return people.annotate(gone_cold_on=F("cold_since")).order_by("gone_cold_on", "pk")


def order_of(key: str) -> list[Any]:
    """What to order by for a column of the list; what is not known comes last either way."""
    name = ORDERS.get(key.removeprefix("-"))
    if name is None:
        return ["told", "pk"]
    column = F(name)
    return [column.desc(nulls_last=True) if key.startswith("-") else column.asc(nulls_last=True), "told", "pk"]


def _cold_since() -> Expression:
    since = TruncDate(Coalesce("last_contact", "created_at"))
    return ExpressionWrapper(since + F("cadence") + 1, output_field=DateField())


def _in_force(user: User, trait: str, on: date) -> Subquery:
    noted = Opinion.objects.visible_to(user).filter(contact=OuterRef("pk"), trait=trait, noted_on__lte=on)
    return Subquery(noted.filter(withdrawn_at__isnull=True).order_by("-noted_on", "-pk").values("value")[:1])
