"""Logging an interaction together with the next step it led to: planning sees both, relationships knows no actions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Client
from kam.models import User
from planning.services.action import plan_action
from relationships import services as relationships
from relationships.models import Interaction

A_WEEK = timedelta(days=7)


@transaction.atomic
def log_interaction(
    client: Client, *, by: User, next_step: str = "", next_on: date | None = None, **fields: Any
) -> Interaction:
    """Note a conversation and, in the same transaction, the action it led to (due in a week unless said otherwise)."""
    if next_on and not next_step.strip():
        raise ValidationError({"next_step": _("Say what the next step is, or leave its date empty.")})
    interaction = relationships.log_interaction(client, by=by, next_step=next_step, **fields)
    if next_step.strip():
        due_on = next_on or timezone.localdate() + A_WEEK
        plan_action(client, title=next_step, due_on=due_on, by=by, interaction=interaction)
    return interaction
