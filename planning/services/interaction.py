"""Logging an interaction together with the next step it led to: planning sees both, relationships knows no actions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Client
from kam.models import User
from kam.services import attach
from planning.models import Objective, Topic
from planning.services.action import plan_action
from relationships import services as relationships
from relationships.models import Interaction

A_WEEK = timedelta(days=7)


@transaction.atomic
def log_interaction(
    client: Client,
    *,
    by: User,
    next_step: str = "",
    next_on: date | None = None,
    objectives: Iterable[Objective] = (),
    uploads: Iterable[UploadedFile[bytes]] = (),
    submission: UUID | None = None,
    **fields: Any,
) -> Interaction:
    """Note a conversation and, in the same transaction, the action it led to (due in a week unless said otherwise).

    The same submission twice, be it at the same moment, is logged once: the second gets what the first has logged.
    """
    if next_on and not next_step.strip():
        raise ValidationError({"next_step": _("Say what the next step is, or leave its date empty.")})
    if known := relationships.logged_by(submission, client, by=by):
        return known
    interaction = relationships.log_interaction(client, by=by, next_step=next_step, submission=submission, **fields)
    _set_topics(interaction, objectives)
    for file in uploads:
        attach(interaction, file, client_id=client.pk, by=by)
    if next_step.strip():
        due_on = next_on or timezone.localdate() + A_WEEK
        plan_action(client, title=next_step, due_on=due_on, by=by, interaction=interaction)
    return interaction


@transaction.atomic
def change_interaction(
    interaction: Interaction, *, by: User, objectives: Iterable[Objective] | None = None, **changes: Any
) -> Interaction:
    """Change what was logged, and which objectives it was about; those stay unless they are given."""
    interaction = relationships.change_interaction(interaction, by=by, **changes)
    if objectives is not None:
        _set_topics(interaction, objectives)
    return interaction


def _set_topics(interaction: Interaction, objectives: Iterable[Objective]) -> None:
    objectives = list(objectives)
    if any(objective.client_id != interaction.client_id for objective in objectives):
        raise ValidationError({"objectives": _("Choose objectives of this client.")})
    interaction.topics.exclude(objective__in=objectives).delete()
    Topic.objects.bulk_create(
        [Topic(interaction=interaction, objective=objective) for objective in objectives], ignore_conflicts=True
    )
