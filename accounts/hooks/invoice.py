"""Invoices on the pages, how their events are told and taken back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts import receivables, services
from accounts.links import held_up_by
from accounts.models import Client, Invoice, Payment
from kam.access import for_change, may_change
from kam.events import describe, page_of
from kam.http import Request
from kam.models import User
from kam.processes import Process
from kam.slots import fill
from kam.undo import undoes
from kam.web import NavEntry

page_of("accounts.invoice", "accounts:show-invoice")

describe("accounts.invoice_noted", _("%(name)s over %(amount)s %(currency)s was noted"), icon="file-text")
describe("accounts.invoice_changed", _("%(name)s was corrected"), icon="file-text")
describe("accounts.invoice_annulled", _("%(name)s was annulled"), icon="file-text")
describe("accounts.invoice_restored", _("%(name)s is not annulled after all"), icon="file-text")
describe("accounts.invoice_settled", _("%(name)s is settled, with %(amount)s %(currency)s from %(from)s"), icon="check")
describe(
    "accounts.invoice_part_paid",
    _("%(amount)s %(currency)s from %(from)s was set off against %(name)s: %(open)s is open"),
    icon="check",
)
describe(
    "accounts.set_off_taken_back",
    _("%(amount)s %(currency)s from %(from)s is no longer set off against %(name)s"),
    icon="undo-2",
)
describe("accounts.payment_recorded", _("%(amount)s %(currency)s was received: %(name)s"), icon="check")
describe("accounts.payment_changed", _("The payment %(name)s was corrected"), icon="check")
describe("accounts.payment_annulled", _("The payment %(name)s was annulled"), icon="undo-2")
describe("accounts.payment_restored", _("The payment %(name)s is not annulled after all"), icon="check")
describe("accounts.payment_terms_set", _("%(by)s set the payment terms: %(days)s days"), icon="file-text")


@undoes("accounts.restore_invoice")
def restore_invoice(*, pk: int, by: User) -> None:
    services.restore_invoice(for_change(Invoice.objects.all(), by, pk), by=by)


@undoes("accounts.set_off_again")
def set_off_again(*, invoice: int, payment: int | None, note: int | None, amount: str, on: str, by: User) -> None:
    against = for_change(Invoice.objects.all(), by, invoice)
    source = Payment.objects.get(pk=payment) if payment else Invoice.objects.get(pk=note or 0)
    services.set_off(source, against, amount=Decimal(amount), by=by, on=date.fromisoformat(on))


@undoes("accounts.restore_payment")
def restore_payment(*, pk: int, spread: list[tuple[int, str, str]], by: User) -> None:
    payment = for_change(Payment.objects.all(), by, pk)
    invoices = Invoice.objects.of(payment.client).in_bulk([invoice for invoice, _amount, _on in spread])
    against = [(invoices[one], Decimal(amount), date.fromisoformat(on)) for one, amount, on in spread]
    services.restore_payment(payment, against=against, by=by)


@fill("nav", order=22)
def invoices_entry(request: Request) -> NavEntry:
    return NavEntry(_("Invoices"), reverse("accounts:invoices"), "file-text", Process.ACCOUNTS)


@fill("client.accounts", order=30)
def receivables_card(request: Request, client: Client) -> SafeString:
    return _card(request, client, may_change(Client.objects.all(), request.user, client.pk))


@fill("client.overview", order=35)
def mini_ageing(request: Request, client: Client) -> SafeString:
    return _card(request, client, may=False)


def _card(request: Request, client: Client, may: bool) -> SafeString:
    today = timezone.localdate()
    aged = receivables.ageing(Invoice.objects.of(client), on=today)
    late = Invoice.objects.of(client).unpaid().filter(issue_links__holds_up=True).distinct().order_by("due_on", "pk")
    held = [invoice for invoice in late.prefetch_related(held_up_by()) if invoice.held_up_by]  # type: ignore[attr-defined]
    context = {"held": held, "client": client, "ageing": aged, "on": today, "may_change": may}
    return render_to_string("accounts/receivables_card.html", context, request)
