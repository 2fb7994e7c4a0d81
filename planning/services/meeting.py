"""Logging a meeting together with the next step it led to, as with any other conversation."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kam.models import User
from planning.services.action import plan_action
from relationships import services as relationships
from relationships.models import Interaction, Meeting

A_WEEK = timedelta(days=7)


@transaction.atomic
def hold_meeting(
    meeting: Meeting, *, by: User, next_step: str = "", next_on: date | None = None, **told: Any
) -> Interaction:
    """Log what happened and plan what follows (due in a week unless said otherwise). Twice logs and plans once."""
    if next_on and not next_step.strip():
        raise ValidationError({"next_step": _("Say what the next step is, or leave its date empty.")})
    interaction = relationships.hold_meeting(meeting, by=by, next_step=next_step, **told)
    if next_step.strip() and not interaction.actions.exists():
        due_on = next_on or timezone.localdate() + A_WEEK
        plan_action(meeting.client, title=next_step, due_on=due_on, by=by, interaction=interaction)
    return interaction
