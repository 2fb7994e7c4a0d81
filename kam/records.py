"""Writing one record, with every refusal in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction


def keep(record: models.Model, *, checked: bool = False, update_fields: Sequence[str] | None = None) -> None:
    """Check a record and write it.

    Raises ValidationError for what its fields and constraints refuse; also for what only the database can know, such as
    two people entering the same tax number at the same moment. `checked`: full_clean was called already.
    """
    if not checked:
        record.full_clean()
    try:
        with transaction.atomic():
            record.save(update_fields=update_fields)
    except IntegrityError as refusal:
        raise _in_words(record, refusal) from refusal


def _in_words(record: models.Model, refusal: IntegrityError) -> Exception:
    name = getattr(getattr(refusal.__cause__, "diag", None), "constraint_name", None)
    for constraint in record._meta.constraints:
        if constraint.name == name:
            return ValidationError(constraint.get_violation_error_message())
    return refusal
