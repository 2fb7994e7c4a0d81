"""Disputes, promises and reminders on the pages, how their events are told and taken back, and what they set off."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.models import Dispute, Promise, Reminder
from kam.access import for_change
from kam.events import describe, subscribe
from kam.models import Event, User
from kam.undo import undoes

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
