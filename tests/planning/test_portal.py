"""The client portal: what somebody at the client sees and answers, and what they never see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone
from icalendar import Calendar

from accounts import services as accounts
from accounts.models import Client, Contact, PortalAccess
from kam.models import Event, Undo, User
from planning import services as planning
from planning.models import Action, Agreement, AgreementState, Objective
from tests import make

pytestmark = pytest.mark.usefixtures("fresh_cache")

SIGNED = {"name": "Rita Nunes", "role": "CFO"}
Answer = Callable[..., Any]


@pytest.fixture
def link(contact: Contact, alice: User) -> str:
    return make.portal(contact, by=alice)


@pytest.fixture
def offer(grupo: Client, contact: Contact, alice: User) -> Agreement:
    return propose(make.objective(grupo, by=alice, title="New shops"), contact, by=alice)


def propose(objective: Objective, contact: Contact, *, by: User, **more: Any) -> Agreement:
    usual = {"expires_on": make.days_ago(-10), "message": "As we talked about in May"}
    return planning.propose_target(objective, recipients=[contact], by=by, **usual | more)


def answer(link: str, offer: Agreement, kind: str, **said: str) -> Any:
    sent = {f"{kind}-{name}": value for name, value in (SIGNED | said).items()}
    return Browser(REMOTE_ADDR="203.0.113.9").post(f"{link}targets/{offer.pk}/{kind}/", sent)


def state_of(offer: Agreement) -> str:
    return Agreement.objects.with_state().get(pk=offer.pk).state


def test_the_client_sees_old_and_new_and_why(link: str, offer: Agreement, contact: Contact, alice: User) -> None:
    planning.accept_as_client(offer, signer=planning.Signer(contact, "Rita Nunes", "CFO"))
    objective = planning.change_objective(offer.objective, by=alice, target=Decimal(120))
    newer = propose(objective, contact, by=alice, message="Expansion plan, third version")

    page = Browser().get(f"{link}targets/{newer.pk}/").content.decode()

    assert "€100" in page
    assert "€120" in page
    assert "Expansion plan, third version" in page
    assert "answer by" in page


def test_who_agrees_is_kept_with_name_role_address_and_link(link: str, offer: Agreement) -> None:
    response = answer(link, offer, "agree")

    assert response.status_code == 302
    step = offer.steps.get(state=AgreementState.AGREED)
    assert (step.name, step.role, step.address) == ("Rita Nunes", "CFO", "203.0.113.9")
    assert step.access == PortalAccess.objects.get()
    assert "This target is agreed." in Browser().get(response.url).content.decode()


def test_a_counter_proposal_reaches_us_as_an_offer_of_the_client(link: str, offer: Agreement) -> None:
    assert answer(link, offer, "counter", value="90", reason="The shop in Braga opens later").status_code == 302

    assert state_of(offer) == AgreementState.COUNTERED
    theirs = offer.objective.agreements.get(side=Agreement.Side.CLIENT)
    assert theirs.target == 90
    assert Event.objects.filter(verb="planning.target_countered", source="portal", source_name="Rita Nunes").exists()


@pytest.mark.parametrize("value", ["", "ninety", "0", "10000", "100"])
def test_a_number_that_cannot_be_meant_comes_back_as_typed(value: str, link: str, offer: Agreement) -> None:
    response = answer(link, offer, "counter", value=value, reason="Because")

    assert response.status_code == 422
    assert state_of(offer) == AgreementState.PROPOSED
    assert f'value="{value}"' in response.content.decode() or not value


def test_declining_takes_a_reason(link: str, offer: Agreement) -> None:
    assert answer(link, offer, "decline", reason="").status_code == 422
    assert answer(link, offer, "decline", reason="Not this year").status_code == 302
    assert state_of(offer) == AgreementState.DECLINED


def test_without_a_name_nothing_is_agreed(link: str, offer: Agreement) -> None:
    assert answer(link, offer, "agree", name="").status_code == 422
    assert state_of(offer) == AgreementState.PROPOSED


def test_a_superseded_version_is_not_accepted(link: str, offer: Agreement, contact: Contact, alice: User) -> None:
    objective = planning.change_objective(offer.objective, by=alice, target=Decimal(120))
    propose(objective, contact, by=alice)

    response = answer(link, offer, "agree")

    assert response.status_code == 422
    assert "replaced by a newer one" in response.content.decode()
    assert not offer.steps.filter(state=AgreementState.AGREED).exists()


def test_somebody_who_is_late_is_told_and_changes_nothing(link: str, offer: Agreement) -> None:
    answer(link, offer, "agree")

    response = answer(link, offer, "decline", reason="Changed my mind")

    assert response.status_code == 422
    assert state_of(offer) == AgreementState.AGREED


def test_a_proposal_to_another_client_is_not_there(offer: Agreement, dave: User) -> None:
    elsewhere = make.client("Rio Claro", owner=dave, team=dave.memberships.get().team)
    link = make.portal(make.contact(elsewhere, "Rui Sá", by=dave), by=dave)

    assert Browser().get(f"{link}targets/{offer.pk}/").status_code == 404
    assert answer(link, offer, "agree").status_code == 404
    assert state_of(offer) == AgreementState.PROPOSED


def test_a_proposal_to_a_colleague_is_not_there(offer: Agreement, grupo: Client, alice: User) -> None:
    link = make.portal(make.contact(grupo, "Rui Sá", by=alice), by=alice)

    assert Browser().get(f"{link}targets/{offer.pk}/").status_code == 404


def test_what_was_agreed_stays_readable(link: str, offer: Agreement) -> None:
    answer(link, offer, "agree")

    assert "New shops" in Browser().get(f"{link}history/").content.decode()
    assert Browser().get(f"{link}targets/{offer.pk}/").status_code == 200


def test_nothing_is_shown_before_its_switch_is_on(link: str, grupo: Client, alice: User) -> None:
    objective, action = make.objective(grupo, by=alice), make.action(grupo, by=alice)
    plan = make.plan(grupo, by=alice)
    before = Browser().get(link).content.decode()

    planning.share_objective(objective, by=alice)
    planning.share_action(action, by=alice)
    planning.share_review(plan, by=alice)
    after = Browser().get(link).content.decode()

    shown = [objective.title, action.title, "Next review"]
    assert [word in before for word in shown] == [False, False, False]
    assert [word in after for word in shown] == [True, True, True]


def test_a_draft_is_not_shown(grupo: Client, alice: User, browse: Callable[..., Browser]) -> None:
    objective = make.objective(grupo, by=alice)
    Objective.objects.filter(pk=objective.pk).update(status=Objective.Status.DRAFT)

    browse(alice).post(f"/objectives/{objective.pk}/share/")

    assert not Objective.objects.get(pk=objective.pk).is_shared


def test_a_switch_is_undone(grupo: Client, alice: User, browse: Callable[..., Browser]) -> None:
    plan = make.plan(grupo, by=alice)
    browser = browse(alice)
    browser.post(f"/plans/{plan.pk}/share-review/")
    plan.refresh_from_db()
    assert plan.is_shared

    browser.post(_undo_url(alice))

    plan.refresh_from_db()
    assert not plan.is_shared


def _undo_url(user: User) -> str:
    return f"/undo/{Undo.objects.get(by=user).pk}/"


def test_the_client_ticks_their_own_action_only(link: str, grupo: Client, contact: Contact, alice: User) -> None:
    mine = make.action(grupo, by=alice, title="Send the forecast")
    ours = make.action(grupo, by=alice, title="Prepare the offer")
    Action.objects.filter(pk=mine.pk).update(client_owner=contact)
    planning.share_action(mine, by=alice)
    planning.share_action(ours, by=alice)

    assert Browser().post(f"{link}actions/{mine.pk}/done/").status_code == 302
    assert Browser().post(f"{link}actions/{ours.pk}/done/").status_code == 422

    assert [Action.objects.get(pk=action.pk).status for action in (mine, ours)] == ["done", "open"]


def test_the_review_goes_into_a_calendar(link: str, grupo: Client, alice: User) -> None:
    assert Browser().get(f"{link}review.ics").status_code == 404
    plan = planning.share_review(make.plan(grupo, by=alice), by=alice)

    response = Browser().get(f"{link}review.ics")

    assert response["Content-Type"].startswith("text/calendar")
    event = Calendar.from_ical(response.content).walk("VEVENT")[0]
    assert event.decoded("dtstart") == plan.meets_on
    assert "Grupo Alvorada" in event["summary"]


def test_reading_changes_nothing(link: str, offer: Agreement, grupo: Client, contact: Contact, alice: User) -> None:
    """A mail scanner opens every address it finds, with GET, HEAD and OPTIONS."""
    action = planning.share_action(make.action(grupo, by=alice), by=alice)
    planning.share_review(make.plan(grupo, by=alice), by=alice)
    before = _everything()

    for rest in ("", "code/", "code/send/", "language/", "ask/", "history/", "review.ics", f"actions/{action.pk}/done/",
                 *(f"targets/{offer.pk}/{kind}" for kind in ("", "agree/", "counter/", "decline/"))):  # fmt: skip
        for verb in ("get", "head", "options"):
            assert getattr(Browser(), verb)(link + rest).status_code in (200, 302, 405)

    assert _everything() == before


def _everything() -> list[Any]:
    """All rows that the portal can write, and when the link was used aside."""
    link = PortalAccess.objects.values("digest", "revoked_at", "asked_again_at", "code_digest", "code_failures")
    return [
        list(link),
        Event.objects.count(),
        list(Agreement.objects.with_state().values_list("pk", "state")),
        list(Objective.objects.values_list("agreement", "status")),
        list(Action.objects.values_list("status", flat=True)),
    ]


def test_the_page_is_in_the_persons_language_and_can_be_switched(grupo: Client, alice: User) -> None:
    person = make.contact(grupo, "João", by=alice, language="pt-pt")
    link, browser = make.portal(person, by=alice), Browser()

    assert '<html lang="pt-pt"' in browser.get(link).content.decode()
    assert browser.post(f"{link}language/", {"language": "en", "next": "https://evil.example/"}).url == link
    assert '<html lang="en"' in browser.get(link).content.decode()
    assert browser.cookies["portal-language"]["path"] == link


def test_the_page_says_until_when_the_link_works(link: str) -> None:
    until = PortalAccess.objects.get().expires_on

    assert until == timezone.localdate() + timedelta(days=60)
    assert "This link works until" in Browser().get(link).content.decode()
    assert accounts.find_access(link.split("/")[2]) is not None
