"""What is offered to the client and answered stays as it was; what is measured is what was agreed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from accounts.models import Client, Contact
from kam.models import Event, User
from planning import services, terms
from planning.models import Agreement, AgreementState, Objective
from planning.services import Signer
from tests import make


@pytest.fixture
def ricardo(grupo: Client, alice: User) -> Contact:
    return make.contact(grupo, "Ricardo Nunes", by=alice, email="ricardo@grupo.example", job_title="CEO")


@pytest.fixture
def signer(ricardo: Contact) -> Signer:
    return Signer(ricardo, name="Ricardo Nunes", role="CEO", address="192.0.2.7")


@pytest.fixture
def draft(grupo: Client, alice: User) -> Objective:
    return make.objective(grupo, by=alice, status=Objective.Status.DRAFT)


def propose(objective: Objective, ricardo: Contact, by: User, **fields: object) -> Agreement:
    return make.proposal(objective, ricardo, by=by, **fields)


def state_of(agreement: Agreement) -> str:
    return Agreement.objects.with_state().get(pk=agreement.pk).state


def test_an_agreed_target_is_dated_numbered_and_measured(
    draft: Objective, ricardo: Contact, signer: Signer, alice: User
) -> None:
    services.accept_as_client(propose(draft, ricardo, alice), signer=signer)

    draft.refresh_from_db()
    assert (draft.agreement, draft.agreed_version, draft.agreed_on) == ("agreed", 1, make.today())
    assert draft.status == Objective.Status.ACTIVE


def test_what_begins_later_is_agreed_but_not_yet_active(
    grupo: Client, ricardo: Contact, signer: Signer, alice: User
) -> None:
    later = {"starts_on": make.days_ago(-5), "due_on": make.days_ago(-50)}
    objective = make.objective(grupo, by=alice, status=Objective.Status.DRAFT, **later)

    services.accept_as_client(propose(objective, ricardo, alice), signer=signer)

    objective.refresh_from_db()
    assert objective.status == Objective.Status.AGREED


def test_changing_an_agreed_target_makes_a_draft_and_goes_on_measuring_what_was_agreed(
    agreed: Objective, alice: User
) -> None:
    services.change_objective(agreed, by=alice, target=Decimal(150), cadence_days=10)

    agreed.refresh_from_db()
    assert (agreed.target, agreed.cadence_days) == (Decimal(100), 10)
    assert agreed.next_terms is not None
    assert agreed.next_terms["target"] == "150"


def test_a_draft_changed_back_is_no_draft(agreed: Objective, alice: User) -> None:
    services.change_objective(agreed, by=alice, target=Decimal(150))
    services.change_objective(agreed, by=alice, target=Decimal("100.00"))

    agreed.refresh_from_db()
    assert agreed.next_terms is None


def test_the_second_version_is_in_force_only_once_it_is_agreed(
    agreed: Objective, ricardo: Contact, signer: Signer, alice: User
) -> None:
    services.change_objective(agreed, by=alice, target=Decimal(150))
    offer = propose(agreed, ricardo, alice)
    agreed.refresh_from_db()
    assert (agreed.target, agreed.agreement, agreed.agreed_version, offer.version) == (100, "proposed", 1, 2)

    services.accept_as_client(offer, signer=signer)

    agreed.refresh_from_db()
    assert (agreed.target, agreed.agreed_version, agreed.next_terms) == (150, 2, None)
    assert [state_of(found) for found in agreed.agreements.order_by("version")] == ["superseded", "agreed"]


def test_a_counter_proposal_waits_for_our_answer_and_is_agreed_by_it(
    draft: Objective, ricardo: Contact, signer: Signer, alice: User
) -> None:
    counter = services.counter_as_client(
        propose(draft, ricardo, alice), signer=signer, value=Decimal(80), reason="Two shops open later"
    )
    draft.refresh_from_db()
    assert (draft.agreement, draft.target, counter.version, counter.round) == ("countered", 100, 1, 2)

    services.accept_counter(counter, by=alice)

    draft.refresh_from_db()
    assert (draft.agreement, draft.target, draft.agreed_version) == ("agreed", 80, 1)


def test_we_answer_a_counter_proposal_with_another_number(
    draft: Objective, ricardo: Contact, signer: Signer, alice: User
) -> None:
    counter = services.counter_as_client(
        propose(draft, ricardo, alice), signer=signer, value=Decimal(80), reason="Too high"
    )
    services.change_objective(draft, by=alice, target=Decimal(90))

    again = propose(draft, ricardo, alice)

    assert (state_of(counter), again.version, again.round, again.target) == ("countered", 1, 3, 90)


def test_what_was_declined_and_never_agreed_is_a_draft_again(
    draft: Objective, ricardo: Contact, signer: Signer, alice: User
) -> None:
    offer = propose(draft, ricardo, alice)
    draft.refresh_from_db()
    assert draft.status == Objective.Status.PROPOSED

    services.decline_as_client(offer, signer=signer, reason="Not this year")

    draft.refresh_from_db()
    assert (draft.status, draft.agreement, draft.agreed_version) == (Objective.Status.DRAFT, "declined", None)


def test_a_proposal_keeps_its_terms_when_the_target_moves_meanwhile(
    draft: Objective, ricardo: Contact, signer: Signer, alice: User
) -> None:
    offer = propose(draft, ricardo, alice)
    draft.refresh_from_db()
    services.change_objective(draft, by=alice, target=Decimal(140))

    services.accept_as_client(offer, signer=signer)

    draft.refresh_from_db()
    assert draft.target == 100
    assert draft.next_terms is not None
    assert draft.next_terms["target"] == "140"


@pytest.mark.parametrize("value", ["0", "100", "10000", "-5", "1001"])
def test_a_counter_proposal_that_cannot_be_meant_is_refused(
    draft: Objective, ricardo: Contact, signer: Signer, alice: User, value: str
) -> None:
    offer = propose(draft, ricardo, alice)

    with pytest.raises(ValidationError) as refusal:
        services.counter_as_client(offer, signer=signer, value=Decimal(value), reason="Because")

    assert "value" in refusal.value.message_dict
    assert state_of(offer) == AgreementState.PROPOSED


def test_an_answer_needs_a_name_a_role_and_a_no_its_reason(draft: Objective, ricardo: Contact, alice: User) -> None:
    offer = propose(draft, ricardo, alice)

    with pytest.raises(ValidationError) as refusal:
        services.accept_as_client(offer, signer=Signer(ricardo, name=" ", role=""))
    assert set(refusal.value.message_dict) == {"name", "role"}
    with pytest.raises(ValidationError) as refusal:
        services.decline_as_client(offer, signer=Signer(ricardo, name="R", role="CEO"), reason=" ")
    assert set(refusal.value.message_dict) == {"reason"}


def test_an_offer_is_answered_once(draft: Objective, ricardo: Contact, signer: Signer, alice: User) -> None:
    offer = propose(draft, ricardo, alice)
    services.accept_as_client(offer, signer=signer)

    with pytest.raises(ValidationError, match="agreed already"):
        services.accept_as_client(offer, signer=signer)

    assert offer.steps.filter(state="agreed").count() == 1


def test_a_replaced_proposal_is_not_accepted(draft: Objective, ricardo: Contact, signer: Signer, alice: User) -> None:
    first = propose(draft, ricardo, alice)
    propose(draft, ricardo, alice, message="Again, with the reason")

    with pytest.raises(ValidationError, match="replaced"):
        services.accept_as_client(first, signer=signer)


def test_only_whom_it_was_sent_to_answers(draft: Objective, ricardo: Contact, grupo: Client, alice: User) -> None:
    offer = propose(draft, ricardo, alice)
    other = make.contact(grupo, "Somebody Else", by=alice)

    with pytest.raises(ValidationError, match="somebody else"):
        services.accept_as_client(offer, signer=Signer(other, name="S", role="Buyer"))


def test_an_expired_proposal_is_not_accepted_and_is_ended_by_the_job(
    draft: Objective, ricardo: Contact, signer: Signer, alice: User
) -> None:
    offer = propose(draft, ricardo, alice, expires_on=make.days_ago(-3))

    with time_machine.travel(make.days_ago(-4)):
        with pytest.raises(ValidationError, match="time to answer"):
            services.accept_as_client(offer, signer=signer)
        assert services.expire_proposals(on=make.today()) == 1
        assert services.expire_proposals(on=make.today()) == 0

    draft.refresh_from_db()
    assert (draft.agreement, draft.status) == ("expired", Objective.Status.DRAFT)


def test_people_without_an_address_of_another_client_or_gone_are_not_asked(
    draft: Objective, grupo: Client, alice: User
) -> None:
    silent = make.contact(grupo, "No Mail", by=alice)
    foreign = make.contact(make.client(owner=alice), "Foreign", by=alice, email="f@other.example")
    gone = make.contact(grupo, "Gone", by=alice, email="g@grupo.example", left_on=make.days_ago(3))

    for people in ([], [silent], [foreign], [gone]):
        with pytest.raises(ValidationError) as refusal:
            services.propose_target(draft, recipients=people, expires_on=make.days_ago(-9), by=alice)
        assert "recipients" in refusal.value.message_dict


def test_an_agreement_made_elsewhere_needs_evidence_and_has_its_own_mark(
    draft: Objective, ricardo: Contact, alice: User
) -> None:
    with pytest.raises(ValidationError) as refusal:
        services.record_agreement(draft, contact=ricardo, agreed_on=make.today(), evidence=" ", by=alice)
    assert "evidence" in refusal.value.message_dict

    services.record_agreement(
        draft, contact=ricardo, agreed_on=make.days_ago(2), evidence="Minutes of the meeting", by=alice
    )

    draft.refresh_from_db()
    assert (draft.agreed_version, draft.agreed_offline, draft.agreed_on) == (1, True, make.days_ago(2))


def test_a_target_hardly_ever_reached_is_a_managers_word_with_a_reason(
    grupo: Client, ricardo: Contact, alice: User, bob: User
) -> None:
    year = {"target": Decimal(1200), "starts_on": date(2025, 1, 1), "due_on": date(2025, 12, 31)}
    before = make.objective(grupo, by=alice, **year)
    make.progress(before, 1200, by=alice, noted_on=date(2025, 12, 31))
    next_year = {"target": Decimal(9000), "starts_on": date(2026, 1, 1), "due_on": date(2026, 12, 31)}
    draft = make.objective(grupo, by=alice, status="draft", follows=before, **next_year)

    with pytest.raises(ValidationError, match="a manager may propose"):
        propose(draft, ricardo, alice, reason="I believe in it")
    with pytest.raises(ValidationError) as refusal:
        propose(draft, ricardo, bob)
    assert "reason" in refusal.value.message_dict
    assert propose(draft, ricardo, bob, reason="The new plant opens in May").version == 1


@pytest.mark.parametrize("table", ["planning_agreement", "planning_agreementstep"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_was_agreed(agreed: Objective, table: str, statement: str) -> None:
    with pytest.raises(DatabaseError, match="is refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))

    assert Agreement.objects.count() == 1


def test_an_agreement_cannot_be_removed_by_removing_what_it_is_about(agreed: Objective) -> None:
    with pytest.raises(DatabaseError, match="is refused"), transaction.atomic():
        agreed.client.delete()


def test_the_digest_is_that_of_the_canonical_form(agreed: Objective) -> None:
    agreement = agreed.agreements.get()

    assert agreement.digest == terms.digest_of(agreement.terms)
    assert terms.canonical(agreement.terms).startswith('{"baseline":"0","currency":"EUR","curve":"linear"')


def test_each_state_is_an_event(draft: Objective, ricardo: Contact, signer: Signer, alice: User) -> None:
    counter = services.counter_as_client(
        propose(draft, ricardo, alice), signer=signer, value=Decimal(80), reason="Too high"
    )
    services.decline_counter(counter, by=alice, reason="Costs are fixed")
    services.withdraw_proposal(propose(draft, ricardo, alice), by=alice)

    told = Event.objects.filter(subject_type="planning.objective").order_by("pk").values_list("verb", flat=True)
    assert [verb.removeprefix("planning.") for verb in told][1:] == [
        "target_proposed", "target_countered", "counter_declined", "target_proposed", "proposal_withdrawn",
    ]  # fmt: skip


@pytest.fixture
def agreed(grupo: Client, ricardo: Contact, alice: User) -> Objective:
    return make.agreed_objective(grupo, ricardo, by=alice)
