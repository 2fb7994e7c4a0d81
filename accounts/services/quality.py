"""Putting a client's details right with one click, and taking it back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Client
from accounts.services.client import change_client
from kam.models import User

MENDED = ("owner", "tax_number", "country", "contact_every", "is_active", "segment")


def fix_client(client: Client, *, by: User, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set these values; those before and after, as JSON, for the way back."""
    before = _as_json(client, values)
    return before, _as_json(change_client(client, by=by, **values), values)


@transaction.atomic
def set_back_client(client: Client, *, was: dict[str, Any], now: dict[str, Any], by: User) -> Client:
    """Give the values back that a fix changed. Refused for one that was changed again since."""
    client = Client.objects.select_for_update().get(pk=client.pk)
    if _as_json(client, was) != now:
        raise ValidationError(_("This was changed again since, so it can no longer be undone."))
    changes = {name: User.objects.get(pk=value) if name == "owner" else value for name, value in was.items()}
    return change_client(client, by=by, **changes)


def _as_json(client: Client, names: dict[str, Any]) -> dict[str, Any]:
    refused = [name for name in names if name not in MENDED]
    if refused:
        raise ValidationError(_("This cannot be put right here."))
    return {name: client.owner_id if name == "owner" else getattr(client, name) for name in names}
