from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kam.models import User
from performance.models import Snooze


@transaction.atomic
def snooze(rule: str, subject_id: int, *, until: date, by: User) -> Snooze:
    """Keep one row of somebody's queue away until a day."""
    if until <= timezone.localdate():
        raise ValidationError({"until": _("Choose a day after today.")})
    found, _created = Snooze.objects.update_or_create(
        user=by, rule=rule, subject_id=subject_id, defaults={"until": until}
    )
    return found
