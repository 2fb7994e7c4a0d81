"""Proposing a target and answering the client, on the pages, by mail and over the API."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core import mail
from django.test import Client as Browser

from accounts.models import Client, Contact
from kam import outbox
from kam.models import User
from performance import queue
from planning import services, talks
from planning.models import Agreement, Objective, ProposalReminder
from planning.services import Signer
from tests import make

Browse = Callable[..., Browser]


@pytest.fixture
def ricardo(grupo: Client, alice: User) -> Contact:
    return make.contact(
        grupo, "Ricardo Nunes", by=alice, email="ricardo@grupo.example", job_title="CEO", language="pt-pt"
    )


@pytest.fixture
def draft(grupo: Client, alice: User) -> Objective:
    return make.objective(grupo, by=alice, status=Objective.Status.DRAFT)


@pytest.fixture
def signer(ricardo: Contact) -> Signer:
    return Signer(ricardo, name="Ricardo Nunes", role="CEO")


def sent(ricardo: Contact, **fields: object) -> dict[str, object]:
    return {"recipients": ricardo.pk, "expires_on": make.days_ago(-20).isoformat(), "message": "Como falámos"} | fields


def test_a_proposal_goes_out_by_mail_in_the_language_of_the_person(
    draft: Objective, ricardo: Contact, alice: User, browse: Browse
) -> None:
    answer = browse(alice).post(f"/objectives/{draft.pk}/propose/", sent(ricardo))
    outbox.sweep()

    assert answer.status_code == 302
    letter = mail.outbox[0]
    assert letter.to == ["Ricardo Nunes <ricardo@grupo.example>"]
    assert "Como falámos" in letter.body
    assert "/p/" in letter.body
    assert draft.title in letter.subject


def test_a_preview_shows_what_the_client_will_see_and_sends_nothing(
    draft: Objective, ricardo: Contact, alice: User, browse: Browse
) -> None:
    answer = browse(alice).post(f"/objectives/{draft.pk}/propose/", sent(ricardo, preview="1"))
    outbox.sweep()

    assert "As the client will see it" in answer.content.decode()
    assert not Agreement.objects.exists()
    assert mail.outbox == []


def test_opening_the_page_to_propose_writes_nothing(draft: Objective, alice: User, browse: Browse) -> None:
    browse(alice).get(f"/objectives/{draft.pk}/propose/")

    assert not draft.realism_checks.exists()


def test_nothing_chosen_comes_back_with_what_was_typed(draft: Objective, alice: User, browse: Browse) -> None:
    answer = browse(alice).post(f"/objectives/{draft.pk}/propose/", {"message": "Typed already"})

    assert answer.status_code == 422
    assert "Typed already" in answer.content.decode()


def test_the_counter_proposal_reaches_my_day_and_the_owners_mail(
    draft: Objective, ricardo: Contact, signer: Signer, alice: User, browse: Browse
) -> None:
    offer = make.proposal(draft, ricardo, by=alice)
    counter = services.counter_as_client(offer, signer=signer, value=Decimal(80), reason="Two shops open later")
    mail.outbox.clear()
    outbox.sweep()

    item = queue.of(alice, on=make.today())[0]
    assert (item.rule, item.url) == (queue.Rule.ANSWER, counter.get_absolute_url())
    assert "Ricardo Nunes" in item.why
    told = [letter for letter in mail.outbox if letter.to == ["Alice <alice@kam.example>"]]
    assert ["Two shops open later" in letter.body for letter in told] == [True]

    browse(alice).post(f"/agreements/{counter.pk}/accept/")
    assert all(found.rule != queue.Rule.ANSWER for found in queue.of(alice, on=make.today()))


def test_both_sides_get_a_receipt(draft: Objective, ricardo: Contact, signer: Signer, alice: User) -> None:
    services.accept_as_client(make.proposal(draft, ricardo, by=alice), signer=signer)
    outbox.sweep()

    receipts = [letter for letter in mail.outbox if letter.attachments]
    assert {letter.to[0] for letter in receipts} == {
        "Ricardo Nunes <ricardo@grupo.example>", "Alice <alice@kam.example>",
    }  # fmt: skip
    name, content, kind = receipts[0].attachments[0]
    assert (str(name).endswith("-v1.pdf"), bytes(content)[:5], kind) == (True, b"%PDF-", "application/pdf")


def test_the_receipt_is_shown_to_who_sees_the_client_alone(
    grupo: Client, ricardo: Contact, alice: User, dave: User, browse: Browse
) -> None:
    objective = make.agreed_objective(grupo, ricardo, by=alice)
    address = f"/agreements/{objective.agreements.get().pk}/receipt.pdf"

    assert browse(alice).get(address).content.startswith(b"%PDF-")
    assert browse(dave).get(address).status_code == 404


def test_people_are_reminded_once_for_each_distance_and_never_after_an_answer(
    draft: Objective, ricardo: Contact, signer: Signer, alice: User
) -> None:
    offer = make.proposal(draft, ricardo, by=alice, expires_on=make.days_ago(-6))

    assert services.remind_of_proposals(on=make.today()) == 0
    assert services.remind_of_proposals(on=make.days_ago(-2)) == 1
    assert services.remind_of_proposals(on=make.days_ago(-3)) == 0
    mail.outbox.clear()
    outbox.sweep()
    assert sum(letter.to == ["Ricardo Nunes <ricardo@grupo.example>"] for letter in mail.outbox) >= 1

    services.accept_as_client(offer, signer=signer)
    assert services.remind_of_proposals(on=make.days_ago(-5)) == 0
    assert ProposalReminder.objects.count() == 1


def test_the_form_of_an_agreed_objective_shows_what_was_written_last(
    grupo: Client, ricardo: Contact, alice: User, browse: Browse
) -> None:
    objective = make.agreed_objective(grupo, ricardo, by=alice)
    services.change_objective(objective, by=alice, target=Decimal(175))

    shown = browse(alice).get(f"/objectives/{objective.pk}/edit/").content.decode()

    assert 'value="175"' in shown
    assert "stays in force" in shown


def test_what_the_client_reads_holds_no_reason_of_ours(
    draft: Objective, ricardo: Contact, bob: User, grupo: Client
) -> None:
    offer = make.proposal(draft, ricardo, by=bob, reason="CANARY", message="With pleasure")
    outbox.sweep()

    assert "CANARY" not in str(talks.offer_of(offer))
    assert all("CANARY" not in str(letter.message()) for letter in mail.outbox)


def test_the_api_proposes_counters_and_records(
    draft: Objective, ricardo: Contact, signer: Signer, alice: User, browse: Browse
) -> None:
    caller = browse(alice)
    wanted = {"objective": draft.pk, "recipients": [ricardo.pk], "expires_on": make.days_ago(-9).isoformat()}

    made = caller.post("/api/v1/agreements/", wanted, content_type="application/json")
    assert (made.status_code, made.json()["state"], made.json()["version"]) == (201, "proposed", 1)

    counter = services.counter_as_client(
        Agreement.objects.get(pk=made.json()["id"]), signer=signer, value=Decimal(80), reason="Too high"
    )
    again = caller.post(
        f"/api/v1/agreements/{counter.pk}/counter/",
        {"target": "90", "expires_on": make.days_ago(-9).isoformat()},
        content_type="application/json",
    )
    assert (again.status_code, again.json()["terms"]["target"], again.json()["round"]) == (200, "90", 3)

    recorded = caller.post(
        f"/api/v1/objectives/{draft.pk}/agree/",
        {"contact": ricardo.pk, "agreed_on": make.today().isoformat(), "evidence": "On the phone"},
        content_type="application/json",
    )
    assert (recorded.status_code, recorded.json()["agreed_version"], recorded.json()["agreed_offline"]) == (
        200,
        1,
        True,
    )


def test_a_foreign_contact_in_the_body_is_refused(draft: Objective, alice: User, dave: User, browse: Browse) -> None:
    foreign = make.contact(make.client(owner=dave), "Foreign", by=dave, email="f@other.example")
    wanted = {"objective": draft.pk, "recipients": [foreign.pk], "expires_on": make.days_ago(-9).isoformat()}

    answer = browse(alice).post("/api/v1/agreements/", wanted, content_type="application/json")

    assert (answer.status_code, set(answer.json()["errors"])) == (400, {"recipients"})
