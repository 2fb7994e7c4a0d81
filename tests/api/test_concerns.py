"""What issues have to do with, over the API: told with the records, linked and unlinked by verbs."""

from __future__ import annotations

from accounts.models import Client, IssueInvoice
from kam.models import User
from tests import make
from tests.api.conftest import START, Caller


def test_an_issue_holds_up_an_invoice_until_they_are_unlinked(grupo: Client, alice: User, caller: Caller) -> None:
    api, invoice = caller(alice), make.invoice(grupo, by=alice)
    address = f"{START}/issues/{make.issue(grupo, by=alice).pk}"

    told = api.post(f"{address}/link-invoice/", {"invoice": invoice.pk, "holds_up": True}).json()
    assert (told["invoices"], told["holds_up"]) == ([invoice.pk], [invoice.pk])
    assert api.get(f"{address}/").json()["invoices"] == [invoice.pk]

    told = api.post(f"{address}/unlink-invoice/", {"invoice": invoice.pk}).json()
    assert (told["invoices"], told["holds_up"]) == ([], [])
    assert not IssueInvoice.objects.exists()


def test_an_invoice_of_another_client_is_refused(grupo: Client, alice: User, caller: Caller) -> None:
    theirs = make.invoice(make.client("Another", owner=alice), by=alice)
    address = f"{START}/issues/{make.issue(grupo, by=alice).pk}"

    assert caller(alice).post(f"{address}/link-invoice/", {"invoice": theirs.pk}).status_code == 400


def test_needs_and_interactions_tell_their_issues(grupo: Client, alice: User, caller: Caller) -> None:
    api, issue = caller(alice), make.issue(grupo, by=alice)
    need, talk = make.need(grupo, by=alice), make.interaction(grupo, by=alice)

    for address in (f"{START}/needs/{need.pk}", f"{START}/interactions/{talk.pk}"):
        assert api.post(f"{address}/link-issue/", {"issue": issue.pk}).json()["issues"] == [issue.pk]
        assert api.get(f"{address}/").json()["issues"] == [issue.pk]
        assert api.post(f"{address}/unlink-issue/", {"issue": issue.pk}).json()["issues"] == []
