"""Writes on what holds objectives back."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Invoice, Issue
from kam import events
from kam.models import User
from kam.records import keep
from planning.models import Hindrance, Objective


@transaction.atomic
def note_hindrance(
    objective: Objective, *, by: User, issue: Issue | None = None, invoice: Invoice | None = None, note: str = ""
) -> Hindrance:
    """State that an issue or an invoice of the same client holds an objective back. Said again it changes nothing."""
    objective = Objective.objects.select_for_update().get(pk=objective.pk)
    if any(thing and thing.client_id != objective.client_id for thing in (issue, invoice)):
        raise ValidationError(_("Choose something of the same client."))
    known = Hindrance.objects.filter(objective=objective, issue=issue, invoice=invoice).first()
    if known is not None:
        return known
    hindrance = Hindrance(objective=objective, issue=issue, invoice=invoice, note=note.strip(), by=by)
    keep(hindrance)
    told = str(issue or invoice)
    events.record("planning.hindrance_noted", objective, by=by, client_id=objective.client_id, what=told)
    return hindrance


@transaction.atomic
def remove_hindrance(hindrance: Hindrance, *, by: User) -> None:
    objective, told = hindrance.objective, str(hindrance.issue or hindrance.invoice)
    hindrance.delete()
    events.record("planning.hindrance_removed", objective, by=by, client_id=objective.client_id, what=told)
