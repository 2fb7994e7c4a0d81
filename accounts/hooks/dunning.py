"""Disputes, promises and reminders on the pages, how their events are told and taken back, and what they set off."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.asked_for import asked_for, asked_for_one
from accounts.models import Client, Dispute, Invoice, Promise, Reminder
from accounts.visit import Visit
from kam.access import for_change, may_change, scope_of
from kam.events import describe, page_of, subscribe
from kam.http import Request
from kam.models import Event, User
from kam.processes import Process
from kam.slots import fill
from kam.undo import undoes
from kam.web import NavEntry

PORTAL_SHOWS = 50

page_of("accounts.reminder", "accounts:show-reminder")

describe("accounts.invoice_disputed", _("%(by)s noted that invoice %(name)s is disputed"), icon="octagon-alert")
describe("accounts.dispute_resolved", _("The dispute of invoice %(name)s is resolved: %(outcome)s"), icon="check")
describe("accounts.dispute_reopened", _("The dispute of invoice %(name)s is open again"), icon="octagon-alert")
describe("accounts.promise_made", _("Payment of invoice %(name)s is promised for %(day)s"), icon="handshake")
describe("accounts.promise_kept", _("The promise to pay invoice %(name)s was kept"), icon="check")
describe("accounts.promise_broken", _("The promise to pay invoice %(name)s was broken"), icon="octagon-alert")
describe("accounts.promise_withdrawn", _("%(by)s withdrew the promise to pay invoice %(name)s"), icon="undo-2")
describe("accounts.reminder_proposed", _("A reminder is to be approved: %(name)s"), icon="mail")
describe("accounts.reminder_approved", _("%(by)s approved a reminder: %(name)s"), icon="mail")
describe("accounts.reminder_stopped", _("A reminder was not sent (%(because)s): %(name)s"), icon="mail")
describe("accounts.reminder_taken_up", _("%(by)s took a reminder up again: %(name)s"), icon="mail")
describe("accounts.reminder_sent", _("A reminder was sent: %(name)s"), icon="mail")
describe("accounts.reminder_step_set", _("%(by)s set a rung of the reminders: %(name)s"), icon="settings")
describe("accounts.reminder_step_removed", _("%(by)s removed a rung of the reminders: %(name)s"), icon="settings")
describe("accounts.late_rate_noted", _("%(by)s noted a rate of interest: %(name)s"), icon="percent")


@subscribe(
    "accounts.invoice_disputed", "accounts.promise_made", "accounts.invoice_settled", "accounts.invoice_annulled"
)
def look_at_reminders_again(event: Event) -> None:
    services.recheck_reminders(event.subject_id)


@subscribe("accounts.invoice_settled", "accounts.invoice_part_paid", "accounts.invoice_annulled")
def look_at_promises_again(event: Event) -> None:
    services.judge_promises_of(event.subject_id, on=timezone.localdate())


@undoes("accounts.reopen_dispute")
def reopen_dispute(*, pk: int, by: User) -> None:
    services.reopen_dispute(for_change(Dispute.objects.all(), by, pk), by=by)


@undoes("accounts.restore_promise")
def restore_promise(*, pk: int, by: User) -> None:
    services.restore_promise(for_change(Promise.objects.all(), by, pk), by=by)


@undoes("accounts.take_up_reminder")
def take_up_reminder(*, pk: int, by: User) -> None:
    services.take_up_reminder(for_change(Reminder.objects.all(), by, pk), by=by)


@undoes("accounts.put_step_back")
def put_step_back(*, days: int, tone: str, asks_approval: bool, by: User) -> None:
    if not scope_of(by).edits_all:
        raise PermissionDenied
    services.write_step(None, by=by, days=days, tone=tone, asks_approval=asks_approval)


@fill("nav", order=24)
def reminders_entry(request: Request) -> NavEntry:
    return NavEntry(_("Reminders"), reverse("accounts:reminders"), "mail-warning", Process.ACCOUNTS)


@fill("client.accounts", order=35)
def asked_for_card(request: Request, client: Client) -> SafeString:
    """What was done about the invoices that are overdue, disputed or promised, and what waits for approval."""
    today = timezone.localdate()
    context = {
        "client": client,
        "rows": asked_for(client, on=today),
        "waiting": list(Reminder.objects.of(client).waiting().select_related("contact")),
        "may_change": may_change(Client.objects.all(), request.user, client.pk),
        "on": today,
    }
    return render_to_string("accounts/asked_for_card.html", context, request)


@fill("invoice.page", order=40)
def asked_for_block(request: Request, invoice: Invoice) -> SafeString:
    today = timezone.localdate()
    context = {
        "invoice": invoice,
        "row": asked_for_one(invoice, on=today),
        "disputes": list(invoice.disputes.select_related("raised_by", "issue")),
        "promises": list(invoice.promises.select_related("made_by")),
        "lines": list(invoice.reminder_lines.select_related("reminder__contact").order_by("-pk")),
        "may_change": may_change(Invoice.objects.all(), request.user, invoice.pk),
        "on": today,
    }
    return render_to_string("accounts/asked_for_block.html", context, request)


@fill("invoice.actions", order=40)
def asking_actions(request: Request, invoice: Invoice) -> SafeString:
    editable = may_change(Invoice.objects.all(), request.user, invoice.pk)
    context = {"invoice": invoice, "may_change": editable and invoice.is_unpaid}
    return render_to_string("accounts/asking_actions.html", context, request)


@fill("portal.sections", order=45)
def own_invoices(request: HttpRequest, visit: Visit) -> SafeString:
    """All that is open with them; what we note about it (reminders, promises, disputes) stays with us."""
    unpaid = Invoice.objects.of(visit.client).unpaid().order_by("due_on", "pk")[:PORTAL_SHOWS]
    context = {"visit": visit, "invoices": list(unpaid), "on": timezone.localdate()}
    return render_to_string("portal/invoices.html", context, request)


@fill("settings.tabs", order=40)
def settings_tabs(request: Request, here: str) -> SafeString:
    return render_to_string("accounts/dunning_tabs.html", {"here": here}, request)
