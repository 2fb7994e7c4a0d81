"""Disputes, promises and the ladder of reminders, which stops for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Event as Signal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from accounts import services
from accounts.ladder import SHIPPED, next_rung
from accounts.models import Client, Invoice, PaymentTerms, Promise, Reminder, ReminderLine
from kam import outbox
from kam.models import User
from tests import make

SENT: list[tuple[Reminder, list[str]]] = []


@pytest.fixture(autouse=True)
def _nothing_sent() -> None:
    SENT.clear()


def post(reminder: Reminder, lines: Sequence[ReminderLine]) -> None:
    SENT.append((reminder, [line.invoice.number for line in lines]))


def send() -> int:
    return services.send_reminders(at=timezone.now(), post=post)


def approved(invoice: Invoice, by: User) -> Reminder:
    return services.approve_reminder(make.reminder(invoice, by=by), by=by, at=timezone.now())


# --- The ladder -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("late", "last", "days"),
    [
        (-6, None, None),
        (-5, None, -5),
        (-1, None, -5),
        (0, None, -5),
        (1, None, None),  # ahead of the due date it is too late
        (6, None, None),
        (7, None, 7),
        (90, None, 7),  # nobody is threatened before being asked
        (21, (7, 14), 21),
        (90, (7, 13), None),  # as many days pass as lie between the two rungs
        (90, (7, 14), 21),
        (90, (21, 24), 45),
        (99, (45, 90), None),
    ],
)
def test_which_rung_an_invoice_has_reached(late: int, last: tuple[int, int] | None, days: int | None) -> None:
    taken = (last[0], make.days_ago(last[1])) if last else None

    rung = next_rung(SHIPPED, due_on=make.days_ago(late), on=make.today(), last=taken)

    assert (rung.days if rung else None) == days


def test_invoices_on_the_same_rung_go_into_one_mail(grupo: Client, alice: User) -> None:
    make.biller(grupo, by=alice)
    bills = [make.invoice(grupo, by=alice, late=late) for late in (8, 12)]

    assert services.decide_reminders(on=make.today()) == 1
    assert services.decide_reminders(on=make.today()) == 0
    assert {line.invoice for line in Reminder.objects.get().lines.all()} == set(bills)


def test_nothing_goes_out_before_somebody_approves(grupo: Client, alice: User) -> None:
    make.reminder(make.invoice(grupo, by=alice), by=alice)

    assert send() == 0


def test_what_asks_for_no_approval_goes_out_by_itself(grupo: Client, alice: User, frank: User) -> None:
    services.write_step(None, by=frank, days=7, tone="friendly", asks_approval=False)
    make.reminder(make.invoice(grupo, by=alice), by=alice)

    assert send() == 1
    assert send() == 0


def test_the_first_rung_of_ones_own_keeps_the_shipped_ones(frank: User) -> None:
    services.write_step(None, by=frank, days=10, tone="friendly", asks_approval=False)

    assert [rung.days for rung in services.reminder.ladder()] == [-5, 7, 10, 21, 45]


def test_a_client_that_gets_no_reminders_gets_none(grupo: Client, alice: User) -> None:
    make.biller(grupo, by=alice)
    services.set_payment_terms(grupo, by=alice, no_reminders=True)
    make.invoice(grupo, by=alice)

    assert services.decide_reminders(on=make.today()) == 0


def test_without_anybody_to_write_to_it_is_not_approved(grupo: Client, alice: User) -> None:
    make.invoice(grupo, by=alice)
    services.decide_reminders(on=make.today())

    with pytest.raises(ValidationError):
        services.approve_reminder(Reminder.objects.get(), by=alice, at=timezone.now())


def test_a_reminder_stopped_by_hand_is_not_proposed_again_tomorrow(grupo: Client, alice: User) -> None:
    services.stop_reminder(make.reminder(make.invoice(grupo, by=alice), by=alice), by=alice)

    assert services.decide_reminders(on=make.days_ago(-1)) == 0


def test_a_mail_that_failed_is_tried_again_later_and_sent_once(grupo: Client, alice: User) -> None:
    approved(make.invoice(grupo, by=alice), alice)

    def down(reminder: Reminder, lines: Sequence[ReminderLine]) -> None:
        raise ConnectionRefusedError

    now = timezone.now()
    assert services.send_reminders(at=now, post=down) == 0
    assert services.send_reminders(at=now, post=post) == 0
    assert services.send_reminders(at=now + timedelta(minutes=11), post=post) == 1
    assert len(SENT) == 1


# --- What stops it ----------------------------------------------------------------------------------------------------


def pay(invoice: Invoice, by: User) -> None:
    services.record_payment(
        invoice.client, by=by, number="RG 1", received_on=make.today(), amount=invoice.gross_amount, currency="EUR"
    )


STOPS: dict[str, Callable[[Invoice, User], object]] = {
    "in dispute": lambda invoice, by: make.dispute(invoice, by=by),
    "payment is promised": lambda invoice, by: make.promise(invoice, by=by),
    "paid": pay,
    "annulled": lambda invoice, by: services.annul_invoice(invoice, by=by),
}


@pytest.mark.parametrize("because", STOPS)
def test_what_comes_between_the_decision_and_the_sending_stops_it(because: str, grupo: Client, alice: User) -> None:
    invoice = make.invoice(grupo, by=alice)
    reminder = approved(invoice, alice)
    STOPS[because](invoice, alice)

    assert send() == 0
    reminder.refresh_from_db()
    assert (reminder.state, reminder.stopped_because) == ("stopped", because)
    assert SENT == []


@pytest.mark.parametrize("because", STOPS)
def test_what_waits_for_approval_goes_away_by_itself(because: str, grupo: Client, alice: User) -> None:
    invoice = make.invoice(grupo, by=alice)
    reminder = make.reminder(invoice, by=alice)
    STOPS[because](invoice, alice)
    outbox.sweep()

    reminder.refresh_from_db()
    assert reminder.state == "stopped"


def test_only_the_disputed_invoice_is_left_out(grupo: Client, alice: User) -> None:
    disputed, other = make.invoice(grupo, by=alice), make.invoice(grupo, by=alice)
    approved(disputed, alice)
    make.dispute(disputed, by=alice)

    assert send() == 1
    assert SENT[0][1] == [other.number]


def test_a_resolved_dispute_lets_reminders_go_on(grupo: Client, alice: User) -> None:
    invoice = make.invoice(grupo, by=alice)
    approved(invoice, alice)
    dispute = make.dispute(invoice, by=alice)
    send()
    services.resolve_dispute(dispute, by=alice, outcome="upheld")

    assert services.decide_reminders(on=make.today()) == 1


@pytest.mark.django_db(transaction=True)
def test_a_dispute_being_written_while_the_mail_is_to_go_out_stops_it(grupo: Client, alice: User) -> None:
    """The sender waits for the invoice, and sees the dispute that was not committed when it began."""
    invoice = make.invoice(grupo, by=alice)
    reminder = approved(invoice, alice)
    written, go_on = Signal(), Signal()

    def complain() -> None:
        try:
            with transaction.atomic():
                make.dispute(invoice, by=alice)
                written.set()
                go_on.wait(10)
        finally:
            connection.close()

    def deliver() -> int:
        try:
            return send()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        complaint = pool.submit(complain)
        assert written.wait(10)
        sending = pool.submit(deliver)
        with pytest.raises(TimeoutError):
            sending.result(timeout=0.5)
        go_on.set()
        complaint.result(timeout=10)
        assert sending.result(timeout=10) == 0
    reminder.refresh_from_db()
    assert (SENT, reminder.state) == ([], "stopped")


@pytest.mark.django_db(transaction=True)
def test_a_dispute_waits_for_the_mail_that_is_going_out(grupo: Client, alice: User) -> None:
    invoice = make.invoice(grupo, by=alice)
    approved(invoice, alice)
    posting, go_on = Signal(), Signal()

    def slowly(reminder: Reminder, lines: Sequence[ReminderLine]) -> None:
        posting.set()
        go_on.wait(10)
        post(reminder, lines)

    def deliver() -> int:
        try:
            return services.send_reminders(at=timezone.now(), post=slowly)
        finally:
            connection.close()

    def complain() -> object:
        try:
            return make.dispute(invoice, by=alice)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        sending = pool.submit(deliver)
        assert posting.wait(10)
        complaint = pool.submit(complain)
        with pytest.raises(TimeoutError):
            complaint.result(timeout=0.5)
        go_on.set()
        assert sending.result(timeout=10) == 1
        complaint.result(timeout=10)
    assert len(SENT) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_a_reminder_once(grupo: Client, alice: User) -> None:
    approved(make.invoice(grupo, by=alice), alice)

    def deliver() -> int:
        try:
            return send()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _turn: deliver(), range(4))) == 1
    assert len(SENT) == 1


# --- Promises and disputes --------------------------------------------------------------------------------------------


def test_a_promise_is_broken_the_day_after_however_late_the_job_runs(grupo: Client, alice: User) -> None:
    promise = make.promise(make.invoice(grupo, by=alice), by=alice, in_days=2)

    assert services.judge_promises(on=make.days_ago(-2)) == 0
    assert services.judge_promises(on=make.days_ago(-9)) == 1
    promise.refresh_from_db()
    assert (promise.state, promise.settled_on) == (Promise.State.BROKEN, make.days_ago(-3))


def test_a_promise_is_kept_by_money_that_comes_in_time(grupo: Client, alice: User) -> None:
    invoice = make.invoice(grupo, by=alice)
    promise = make.promise(invoice, by=alice, amount=Decimal(60))
    services.record_payment(
        grupo, by=alice, number="RG 1", received_on=make.today(), amount=Decimal(60), currency="EUR"
    )
    outbox.sweep()

    promise.refresh_from_db()
    assert promise.state == Promise.State.KEPT


def test_an_invoice_has_one_promise_and_one_dispute_at_a_time(grupo: Client, alice: User) -> None:
    invoice = make.invoice(grupo, by=alice)
    first = make.promise(invoice, by=alice)
    with pytest.raises(ValidationError):
        make.promise(invoice, by=alice)
    services.withdraw_promise(first, by=alice)
    make.promise(invoice, by=alice)
    make.dispute(invoice, by=alice)
    with pytest.raises(ValidationError):
        make.dispute(invoice, by=alice)


def test_no_more_is_promised_or_disputed_than_is_open(grupo: Client, alice: User) -> None:
    invoice = make.invoice(grupo, by=alice)
    with pytest.raises(ValidationError):
        make.promise(invoice, by=alice, amount=Decimal(101))
    with pytest.raises(ValidationError):
        make.dispute(invoice, by=alice, amount=Decimal(101))


def test_a_dispute_opens_an_issue_where_that_is_wanted(grupo: Client, alice: User) -> None:
    dispute = make.dispute(make.invoice(grupo, by=alice), by=alice, opens_issue=True, told="Two boxes were missing")

    assert dispute.issue is not None
    assert dispute.issue.description == "Two boxes were missing"


def test_who_left_is_not_written_to(grupo: Client, alice: User) -> None:
    reminder = approved(make.invoice(grupo, by=alice), alice)
    person = PaymentTerms.objects.get(client=grupo).bills_to
    assert person is not None
    services.note_departure(person, by=alice, left_on=make.today())

    assert send() == 0
    reminder.refresh_from_db()
    assert reminder.state == Reminder.State.STOPPED
