"""That what a record points to is of the same client: an id in a body must not reach another client's records."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "objective": _("Choose an objective of this client."),
    "need": _("Choose a need of this client."),
    "strategy": _("Choose a strategy of this client."),
    "plan": _("Choose a plan of this client."),
    "client_owner": _("Choose a person of this client."),
}


def refuse_strangers(record: Any, *names: str) -> None:
    found = ((name, getattr(record, name)) for name in names)
    refused = {name: REFUSALS[name] for name, other in found if other and other.client_id != record.client_id}
    if refused:
        raise ValidationError(refused)
