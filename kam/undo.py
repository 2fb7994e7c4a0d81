"""The way back: instead of asking "are you sure", a change is made and can be undone for 30 days.

A service that undoes another is registered by name: `@undoes("planning.complete_action")`. It is called with the stored
arguments and `by`, checks access itself (its record may have changed hands since) and may refuse with ValidationError.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django_stubs_ext import StrPromise

from kam.models import Undo, User

KEPT_FOR = timedelta(days=30)

Inverse = Callable[..., object]
_inverses: dict[str, Inverse] = {}


def undoes(name: str) -> Callable[[Inverse], Inverse]:
    def register(inverse: Inverse) -> Inverse:
        _inverses[name] = inverse
        return inverse

    return register


def offer(name: str, *, by: User, message: StrPromise | str, **arguments: Any) -> UUID:
    """Keep the way back from what was just done (arguments must be JSON); the id to offer it by."""
    return Undo.objects.create(by=by, inverse=name, arguments=arguments, message=str(message)[:255]).pk


@transaction.atomic
def take_back(pk: UUID, *, by: User) -> Undo:
    """Undo once; a second time changes nothing. Only the person who made the change can take it back."""
    step = get_object_or_404(Undo.objects.select_for_update(), pk=pk, by=by)
    if step.used_at:
        return step
    if step.created_at < timezone.now() - KEPT_FOR:
        raise ValidationError(_("This change is more than 30 days old and can no longer be undone."))
    _inverses[step.inverse](by=by, **step.arguments)
    step.used_at = timezone.now()
    step.save(update_fields=["used_at"])
    return step
