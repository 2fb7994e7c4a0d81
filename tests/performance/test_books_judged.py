"""What issues, invoices, promises and documents make of a client's standing, and where they are shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Client, Dispute, Document, Invoice, Issue, IssueInvoice, IssueMessage, Promise, Reminder
from kam import outbox
from kam.models import User
from performance import queue, reasons, services
from performance.brief import of as brief_of
from performance.models import ClientStanding
from performance.queue import Item, Rule
from tests import make


def open_issue(client: Client, *, by: User, **fields: Any) -> Issue:
    """`left`: minutes until it is due, negative once over; None while its clocks stand."""
    left = fields.pop("left", 60 * 24 * 3)
    issue = accounts.open_issue(client, by=by, **{"title": "Late delivery"} | fields)
    due = timezone.now() + timedelta(minutes=left) if left is not None else None
    Issue.objects.filter(pk=issue.pk).update(response_due_at=due, resolution_due_at=due)
    return Issue.objects.get(pk=issue.pk)


def owe(client: Client, *, by: User, late: int, amount: int = 100, currency: str = "EUR") -> Invoice:
    """An invoice so many days past its due date (negative: still to come)."""
    fields = {"number": f"FT {Invoice.objects.count() + 1}", "net_amount": Decimal(amount), "tax_amount": Decimal(0)}
    dates = {"issued_on": make.days_ago(late + 30), "due_on": make.days_ago(late)}
    fields["gross_amount"] = Decimal(amount)
    return accounts.create_invoice(client, by=by, currency=currency, **fields, **dates)


def promise(invoice: Invoice, *, by: User, late: int) -> Promise:
    return Promise.objects.create(
        invoice=invoice, amount=50, promised_for=make.days_ago(late), made_on=make.days_ago(late + 5), by=by
    )


def dispute(invoice: Invoice, *, by: User) -> Dispute:
    return Dispute.objects.create(invoice=invoice, reason="price", amount=10, raised_on=make.days_ago(2), by=by)


def contract(client: Client, *, by: User, ends_in: int, notice: int = 60) -> Document:
    ends = make.days_ago(-ends_in)
    return Document.objects.create(
        client=client, kind="contract", title="Framework contract", expires_on=ends, notice_days=notice,
        act_on=ends - timedelta(days=notice), responsible=by, created_by=by,
    )  # fmt: skip


def standing(client: Client) -> ClientStanding:
    services.refresh_standings(on=make.today(), client_ids=[client.pk])
    return ClientStanding.objects.get(client=client)


def why(client: Client) -> list[str]:
    return [reasons.sentence(reason) for reason in standing(client).reasons_of("accounts")]


def rows(user: User, *rules: Rule) -> list[Item]:
    return [item for item in queue.of(user, on=make.today()) if item.rule in rules]


def test_nothing_known_is_not_good_news(grupo: Client) -> None:
    found = standing(grupo)

    assert (found.accounts, found.issues, found.open_issues, found.overdue) == ("none", "none", 0, 0)


def test_invoices_none_of_which_is_overdue_are_good_news(grupo: Client, alice: User) -> None:
    owe(grupo, by=alice, late=-5)
    owe(grupo, by=alice, late=0)

    assert (standing(grupo).accounts, why(grupo)) == ("good", ["No invoice is overdue"])


@pytest.mark.parametrize(("left", "status"), [(-10, "bad"), (60 * 24 * 5, "good"), (None, "good")])
def test_an_issue_stands_by_its_worse_clock(grupo: Client, alice: User, left: int | None, status: str) -> None:
    open_issue(grupo, by=alice, left=left)

    found = standing(grupo)

    assert (found.open_issues, found.issues, found.accounts) == (1, status, status)


def test_a_critical_issue_puts_a_client_at_risk_though_it_is_in_time(grupo: Client, alice: User) -> None:
    open_issue(grupo, by=alice, severity="critical")

    assert standing(grupo).issues == "warn"


def test_an_answered_issue_is_no_longer_judged_by_its_first_response(grupo: Client, alice: User) -> None:
    issue = open_issue(grupo, by=alice, left=-10)
    Issue.objects.filter(pk=issue.pk).update(responded_at=timezone.now(), resolution_due_at=None)

    assert standing(grupo).issues == "good"


def test_an_issue_that_ran_out_of_time_stays_so_while_it_waits_for_the_client(grupo: Client, alice: User) -> None:
    issue = open_issue(grupo, by=alice, left=None)
    Issue.objects.filter(pk=issue.pk).update(
        status="waiting", responded_at=timezone.now(), resolution_minutes=60, resolution_seconds=3601
    )

    assert standing(grupo).issues == "bad"


def test_removed_merged_and_solved_issues_do_not_count(grupo: Client, alice: User) -> None:
    kept = open_issue(grupo, by=alice)
    for change in ({"removed_at": timezone.now()}, {"merged_into": kept}, {"status": "solved"}):
        Issue.objects.filter(pk=open_issue(grupo, by=alice, left=-5).pk).update(**change)

    assert (standing(grupo).open_issues, standing(grupo).issues) == (1, "good")


def test_an_open_complaint_is_said_with_its_day(grupo: Client, alice: User) -> None:
    open_issue(grupo, by=alice, kind="complaint", left=-10)

    (told,) = why(grupo)

    assert told.startswith("The agreed time (SLA) is over for 1 issue: “Late delivery”; open complaint since ")


@pytest.mark.parametrize(("late", "status"), [(1, "warn"), (30, "warn"), (31, "bad")])
def test_overdue_invoices_put_at_risk_and_after_thirty_days_are_critical(
    grupo: Client, alice: User, late: int, status: str
) -> None:
    owe(grupo, by=alice, late=late, amount=120)
    owe(grupo, by=alice, late=1, amount=30)

    found = standing(grupo)

    assert (found.accounts, found.overdue, found.overdue_since) == (status, 150, make.days_ago(late))


def test_currencies_are_never_added(grupo: Client, alice: User) -> None:
    owe(grupo, by=alice, late=3, amount=100)
    owe(grupo, by=alice, late=40, amount=70, currency="USD")

    found = standing(grupo)

    assert (found.overdue, found.overdue_since, found.accounts) == (100, make.days_ago(3), "bad")
    assert why(grupo) == ["$70.00 overdue, the oldest 40 days"]


def test_an_invoice_that_an_issue_holds_up_says_why_it_is_not_paid(grupo: Client, alice: User) -> None:
    issue, invoice = open_issue(grupo, by=alice), owe(grupo, by=alice, late=10)
    IssueInvoice.objects.create(issue=issue, invoice=invoice, holds_up=True, by=alice)

    assert why(grupo) == ["€100.00 overdue, the oldest 10 days; not paid because of “Late delivery”"]


def test_a_broken_promise_is_critical_until_the_invoice_is_paid(grupo: Client, alice: User) -> None:
    invoice = owe(grupo, by=alice, late=5)
    promise(invoice, by=alice, late=1)

    assert (standing(grupo).accounts, why(grupo)) == ("bad", ["1 promise to pay broken"])

    accounts.record_payment(
        grupo, by=alice, against={invoice: Decimal(100)}, number="P 1", amount=Decimal(100), received_on=make.today()
    )
    assert why(grupo) == ["No invoice is overdue"]


def test_a_document_to_act_on_puts_at_risk_until_long_after_its_end(grupo: Client, alice: User) -> None:
    document = contract(grupo, by=alice, ends_in=30)
    assert standing(grupo).accounts == "warn"

    Document.objects.filter(pk=document.pk).update(expires_on=make.days_ago(91), act_on=make.days_ago(151))
    assert standing(grupo).accounts == "none"


def test_a_change_in_the_books_makes_the_standing_anew(grupo: Client, alice: User) -> None:
    owe(grupo, by=alice, late=3)
    accounts.open_issue(grupo, by=alice, title="Broken pallet")
    outbox.sweep()

    found = ClientStanding.objects.get(client=grupo)
    assert (found.overdue, found.open_issues) == (100, 1)


def test_what_it_costs_to_make_standings_does_not_grow_with_the_clients(
    grupo: Client, alice: User, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(40) as few:
        services.refresh_standings(on=make.today())
    for number in range(5):
        client = make.client(f"Client {number}", owner=alice)
        open_issue(client, by=alice)
        dispute(owe(client, by=alice, late=5), by=alice)

    with django_assert_max_num_queries(len(few)):
        services.refresh_standings(on=make.today())


def test_the_breached_issue_comes_first_and_its_why_names_the_sla(
    grupo: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    make.action(grupo, by=alice, title="Late action", due_on=make.days_ago(20))
    open_issue(grupo, by=alice, left=-30)

    first = queue.of(alice, on=make.today())[0]

    assert (first.rule, first.status) == (Rule.SLA, "bad")
    assert first.why.startswith("SLA: First response was due ")
    page = browse(alice).get("/").text
    assert page.index("Late delivery") < page.index("Late action")


def test_an_issue_in_time_is_not_in_the_way(grupo: Client, alice: User) -> None:
    open_issue(grupo, by=alice)

    assert rows(alice, Rule.SLA, Rule.REPLY, Rule.UPDATE) == []


def test_a_client_who_wrote_last_waits_for_an_answer(grupo: Client, alice: User, contact: Any) -> None:
    issue = open_issue(grupo, by=alice)
    wrote = IssueMessage.objects.create(issue=issue, contact=contact, body="Any news?", audience="client")
    Issue.objects.filter(pk=issue.pk).update(response_due_at=None, resolution_due_at=None)
    assert [item.subject_id for item in rows(alice, Rule.REPLY)] == [issue.pk]

    IssueMessage.objects.create(issue=issue, by=alice, body="Soon", audience="client", at=wrote.at + timedelta(hours=1))
    assert rows(alice, Rule.REPLY) == []


def test_an_update_promised_by_today_is_asked_for(grupo: Client, alice: User) -> None:
    issue = open_issue(grupo, by=alice)
    Issue.objects.filter(pk=issue.pk).update(next_update_at=timezone.now() - timedelta(hours=2))

    (item,) = rows(alice, Rule.UPDATE)

    assert (item.status, item.due_on) == ("bad", timezone.localdate(timezone.now() - timedelta(hours=2)))


def test_overdue_invoices_are_asked_for_after_a_week_and_not_while_disputed_or_promised(
    grupo: Client, alice: User
) -> None:
    owe(grupo, by=alice, late=7, amount=1)
    owe(grupo, by=alice, late=8, amount=20)
    dispute(owe(grupo, by=alice, late=50, amount=300), by=alice)
    promise(owe(grupo, by=alice, late=50, amount=4000), by=alice, late=-3)

    owe(grupo, by=alice, late=40, amount=5, currency="USD")

    (item,) = rows(alice, Rule.UNPAID, Rule.PROMISE)

    assert (item.what, item.why, item.status) == (
        "$5.00 + €20.00 overdue",
        "2 invoices, the oldest 40 days late",
        "bad",
    )


def test_broken_promises_reminders_and_documents_are_in_the_queue(grupo: Client, alice: User, contact: Any) -> None:
    kept = promise(owe(grupo, by=alice, late=20), by=alice, late=2)
    reminder = Reminder.objects.create(
        client=grupo, contact=contact, days=10, tone="friendly", language="en", proposed_on=make.today()
    )
    document = contract(grupo, by=alice, ends_in=10)

    found = {item.rule: item.subject_id for item in rows(alice, Rule.PROMISE, Rule.APPROVE, Rule.DOCUMENT)}

    assert found == {Rule.PROMISE: kept.pk, Rule.APPROVE: reminder.pk, Rule.DOCUMENT: document.pk}


def test_nobody_is_told_of_the_books_of_clients_they_do_not_work_on(grupo: Client, alice: User, dave: User) -> None:
    open_issue(grupo, by=alice, left=-30)
    owe(grupo, by=alice, late=20)
    contract(grupo, by=alice, ends_in=10)

    assert rows(dave, *Rule) == []


def test_my_day_counts_what_is_due_and_adds_what_is_overdue(
    grupo: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    open_issue(grupo, by=alice, left=-30)
    owe(grupo, by=alice, late=12, amount=1200)
    services.refresh_standings(on=make.today())

    context = browse(alice).get("/").context

    assert (context["sla"], context["unpaid"], context["unpaid_clients"]) == (1, 1200, 1)
    assert context["unpaid_since"] == make.days_ago(12)


def test_the_clients_list_filters_by_overdue_and_by_issues(
    grupo: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    make.client("Padaria Alta", owner=alice)
    open_issue(grupo, by=alice, left=-30)
    owe(grupo, by=alice, late=12)
    services.refresh_standings(on=make.today())
    shown = browse(alice)

    for query in ("overdue=yes", "issues=open", "issues=over"):
        page = shown.get(f"/clients/?{query}").text
        assert (grupo.name in page, "Padaria Alta" in page) == (True, False), query
    assert shown.get("/clients/?ordering=-overdue").status_code == 200


def test_the_client_page_names_its_worst_issue_and_what_is_overdue(
    grupo: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    open_issue(grupo, by=alice, title="Small thing")
    open_issue(grupo, by=alice, title="Truck never came", left=-30)
    owe(grupo, by=alice, late=12, amount=1234)
    services.refresh_standings(on=make.today())

    page = browse(alice).get(grupo.get_absolute_url()).text

    assert "Truck never came" in page
    assert "€1,234.00" in page


def test_the_brief_and_the_handover_tell_of_issues_and_invoices(
    grupo: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    open_issue(grupo, by=alice, title="Small thing")
    open_issue(grupo, by=alice, title="Truck never came", left=-30)
    invoice = owe(grupo, by=alice, late=12)
    dispute(invoice, by=alice)

    told = brief_of(grupo, reader=alice, now=timezone.now())

    assert [issue.title for issue, _status, _why in told.issues] == ["Truck never came", "Small thing"]
    assert [(late.invoice, late.days, late.why) for late in told.late] == [(invoice, 12, "disputed: Price or discount")]
    for page in ("brief", "handover"):
        assert "Truck never came" in browse(alice).get(f"/clients/{grupo.pk}/{page}/").text
        assert browse(alice).get(f"/clients/{grupo.pk}/{page}.pdf").status_code == 200


def test_a_goal_says_what_holds_it_back() -> None:
    told = {
        "code": "goal", "objective": 1, "title": "More shelves", "why": [],
        "held_back": [
            {"kind": "complaint", "name": "Broken pallets", "since": "2026-03-02"},
            {"kind": "invoice", "name": "FT 12", "since": "2026-03-04"},
        ],
    }  # fmt: skip
    sentence = reasons.sentence(told)

    assert "open complaint since" in sentence
    assert "invoice FT 12 unpaid since" in sentence
