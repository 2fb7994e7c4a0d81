"""Taking an import back: what it made goes, what it changed is as before; what was touched since stays, and is said."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Allocation, Invoice, Payment
from accounts.services.intake_rows import state_of
from accounts.services.invoice import change_invoice
from accounts.services.payment import take_back
from kam import events
from kam.drafts import Ending
from kam.models import Import, ImportRow, User
from kam.undo import KEPT_FOR

Record = Invoice | Payment


@transaction.atomic
def undo_import(found: Import, *, by: User) -> list[ImportRow]:
    """The rows that could not be taken back, each with the reason."""
    found = Import.objects.select_for_update().get(pk=found.pk)
    if not found.finished_at or found.state not in (Import.State.DONE, Import.State.FAILED):
        raise ValidationError(_("Only an import that has run can be undone."))
    if found.created_at < timezone.now() - KEPT_FOR:
        raise ValidationError(_("This import is more than 30 days old and can no longer be undone."))
    kept = [row for row in _written(found) if not _undo_row(row, by)]
    found.state, found.undone_at = Import.State.UNDONE, timezone.now()
    found.save(update_fields=["state", "undone_at"])
    return kept


def _written(found: Import) -> list[ImportRow]:
    """Payments first, then the documents that came last: nothing hangs on what goes."""
    rows = found.rows.filter(ending__in=(Ending.CREATED, Ending.UPDATED), subject_id__isnull=False)
    return sorted(rows, key=lambda row: (row.subject_type != "accounts.payment", -(row.subject_id or 0)))


def _undo_row(row: ImportRow, by: User) -> bool:
    try:
        with transaction.atomic():
            _take_back(row, by)
    except ValidationError as refusal:
        row.reason = " ".join(refusal.messages)
        row.save(update_fields=["reason"])
        return False
    return True


def _take_back(row: ImportRow, by: User) -> None:
    model: type[Record] = Payment if row.subject_type == "accounts.payment" else Invoice
    record = model.objects.editable_by(by).select_for_update(of=("self",)).filter(pk=row.subject_id or 0).first()
    if record is None:
        raise ValidationError(_("It is no longer there, or no longer yours to change."))
    if record.cancelled_at or state_of(record) != row.after:
        raise ValidationError(_("It was changed since."))
    if row.ending == Ending.UPDATED and isinstance(record, Invoice):
        _set_back(record, row, by)
    else:
        _remove(record, by)


def _set_back(record: Invoice, row: ImportRow, by: User) -> None:
    fields = {field.attname: field for field in Invoice._meta.concrete_fields}
    before = {name: value for name, value in (row.before or {}).items() if name not in ("client_id", "currency")}
    change_invoice(record, by=by, **{name: fields[name].to_python(value) for name, value in before.items()})


def _remove(record: Record, by: User) -> None:
    for allocation in _own_allocations(record):
        take_back(allocation, by=by)
    record.refresh_from_db()
    whole: Decimal = record.amount if isinstance(record, Payment) else record.gross_amount
    if record.open_amount != whole or _is_used(record):
        raise ValidationError(_("Something was noted of it since."))
    events.record("accounts.import_undone", record, by=by, client_id=record.client_id, number=record.number)
    record.delete()


def _own_allocations(record: Record) -> list[Allocation]:
    if isinstance(record, Payment):
        return list(record.allocations.select_related("invoice", "payment"))
    return list(record.set_off_against.select_related("invoice", "credit_note"))


def _is_used(record: models.Model) -> bool:
    """Whether anything points to it: a dispute, a promise, a reminder, an issue."""
    for relation in record._meta.related_objects:
        model = relation.related_model
        if hasattr(model, "pgh_tracked_model") or not isinstance(relation, models.ManyToOneRel):
            continue
        if model._base_manager.filter(**{relation.field.name: record.pk}).exists():
            return True
    return False
