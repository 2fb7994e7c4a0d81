"""Which issue is why an invoice is not paid: stated on the page of either, told wherever the invoice is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser

from accounts import services
from accounts.models import Client, Invoice, Issue, IssueInvoice
from kam import undo
from kam.models import Undo, User
from kam.processes import Process
from tests import make

WHY = "Not paid because of:"


@pytest.fixture
def issue(grupo: Client, alice: User) -> Issue:
    return make.issue(grupo, title="Broken pallets", by=alice)


@pytest.fixture
def invoice(grupo: Client, alice: User) -> Invoice:
    return make.invoice(grupo, by=alice)


def read(browse: Callable[..., Browser], user: User, path: str) -> str:
    return browse(user).get(path).content.decode()


def test_an_invoice_says_why_it_is_not_paid_wherever_it_is_shown(
    issue: Issue, invoice: Invoice, alice: User, browse: Callable[..., Browser]
) -> None:
    answer = browse(alice).post(f"/issues/{issue.pk}/invoices/", {"invoice": invoice.pk, "holds_up": "on"})
    assert answer.status_code == 302

    client = invoice.client
    places = [
        invoice.get_absolute_url(), "/invoices/", f"/clients/{client.pk}/receivables/", f"/clients/{client.pk}/",
        client.url_of(Process.ACCOUNTS),
    ]  # fmt: skip
    for path in places:
        shown = read(browse, alice, path)
        assert WHY in shown, path
        assert "Broken pallets" in shown, path
        assert "open since" in shown, path


def test_it_no_longer_counts_once_the_issue_is_solved(
    issue: Issue, invoice: Invoice, alice: User, browse: Callable[..., Browser]
) -> None:
    services.link_invoice(issue, invoice=invoice, holds_up=True, by=alice)
    services.move_issue(issue, status="solved", by=alice)

    assert WHY not in read(browse, alice, invoice.get_absolute_url())
    assert "Broken pallets" in read(browse, alice, invoice.get_absolute_url())


def test_one_links_from_the_page_of_the_invoice_too(
    issue: Issue, invoice: Invoice, alice: User, browse: Callable[..., Browser]
) -> None:
    assert browse(alice).post(f"/invoices/{invoice.pk}/issues/", {"issue": issue.pk}).status_code == 302

    assert invoice.number in read(browse, alice, issue.get_absolute_url())
    assert WHY not in read(browse, alice, invoice.get_absolute_url())  # it is only about it


def test_unlinking_can_be_taken_back(
    issue: Issue, invoice: Invoice, alice: User, browse: Callable[..., Browser]
) -> None:
    link = services.link_invoice(issue, invoice=invoice, holds_up=True, by=alice)

    browse(alice).post(f"/issue-invoices/{link.pk}/unlink/", {"next": invoice.get_absolute_url()})
    assert not IssueInvoice.objects.exists()

    undo.take_back(Undo.objects.get().pk, by=alice)
    assert IssueInvoice.objects.get().holds_up


def test_it_is_linked_once_and_takes_over_what_is_said_last(issue: Issue, invoice: Invoice, alice: User) -> None:
    first = services.link_invoice(issue, invoice=invoice, by=alice)
    again = services.link_invoice(issue, invoice=invoice, holds_up=True, by=alice)

    assert first == again
    assert IssueInvoice.objects.get().holds_up


def test_nothing_of_another_client_is_linked(issue: Issue, alice: User) -> None:
    theirs = make.invoice(make.client("Another", owner=alice), by=alice)

    with pytest.raises(ValidationError):
        services.link_invoice(issue, invoice=theirs, by=alice)


def test_an_annulled_invoice_and_a_removed_issue_are_not_linked(issue: Issue, invoice: Invoice, alice: User) -> None:
    services.annul_invoice(make.invoice(invoice.client, by=alice, number="FT annulled"), by=alice)
    annulled = Invoice.objects.get(number="FT annulled")
    with pytest.raises(ValidationError):
        services.link_invoice(issue, invoice=annulled, by=alice)

    services.remove_issue(issue, by=alice)
    with pytest.raises(ValidationError):
        services.link_invoice(issue, invoice=invoice, by=alice)


def test_an_issue_opened_for_a_dispute_holds_the_invoice_up(
    invoice: Invoice, alice: User, browse: Callable[..., Browser]
) -> None:
    dispute = make.dispute(invoice, by=alice, opens_issue=True)

    link = IssueInvoice.objects.get()
    assert (link.issue, link.invoice, link.holds_up) == (dispute.issue, invoice, True)
    assert WHY in read(browse, alice, invoice.get_absolute_url())


def test_who_only_looks_is_offered_nothing_to_change(
    issue: Issue, invoice: Invoice, alice: User, carol: User, browse: Callable[..., Browser]
) -> None:
    services.link_invoice(issue, invoice=invoice, by=alice)

    shown = read(browse, carol, issue.get_absolute_url())
    assert invoice.number in shown
    assert "issue-invoices" not in shown
