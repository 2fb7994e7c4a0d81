"""That what a record points to is of the same client: an id in a body must not reach another client's records."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from relationships.models import Response

REFUSALS = {
    "objective": _("Choose an objective of this client."),
    "need": _("Choose a need of this client."),
    "strategy": _("Choose a strategy of this client."),
    "plan": _("Choose a plan of this client."),
    "client_owner": _("Choose a person of this client."),
    "response": _("Choose an answer of this client."),
}


def refuse_strangers(record: Any, *names: str) -> None:
    found = ((name, getattr(record, name)) for name in names)
    refused = {name: REFUSALS[name] for name, other in found if other and _client_of(other) != record.client_id}
    if refused:
        raise ValidationError(refused)


def _client_of(record: Any) -> int:
    """An answer to a survey belongs to the client whose person was asked."""
    found: int = record.invitation.client_id if isinstance(record, Response) else record.client_id
    return found
