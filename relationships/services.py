"""Writes of the relationships app."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Client, Contact
from kam import events
from kam.models import User
from relationships.models import Interaction


@transaction.atomic
def log_interaction(
    client: Client,
    *,
    kind: str,
    summary: str,
    by: User,
    happened_at: datetime | None = None,
    people: Iterable[Contact] = (),
    **told: Any,
) -> Interaction:
    """Note a conversation. `told` goes into the event for the timeline (such as the next step that was agreed)."""
    now = timezone.now()
    interaction = Interaction(client=client, kind=kind, summary=summary.strip(), by=by, happened_at=happened_at or now)
    interaction.full_clean()
    interaction.refuse_the_future(now=now)
    interaction.save()
    _set_people(interaction, people)
    _announce("relationships.interaction_logged", interaction, by=by, **told)
    return interaction


@transaction.atomic
def change_interaction(interaction: Interaction, *, by: User, people: Iterable[Contact] | None = None, **changes: Any) -> Interaction:
    interaction = Interaction.objects.select_for_update().get(pk=interaction.pk)
    for field, value in changes.items():
        setattr(interaction, field, value)
    interaction.full_clean()
    interaction.refuse_the_future(now=timezone.now())
    interaction.save()
    if people is not None:
        _set_people(interaction, people)
    _announce("relationships.interaction_changed", interaction, by=by)
    return interaction


@transaction.atomic
def remove_interaction(interaction: Interaction, *, by: User) -> Interaction:
    """Take an interaction out of sight; `restore_interaction` brings it back."""
    return _set_removed(interaction, timezone.now(), "relationships.interaction_removed", by=by)


@transaction.atomic
def restore_interaction(interaction: Interaction, *, by: User) -> Interaction:
    return _set_removed(interaction, None, "relationships.interaction_restored", by=by)


def _set_removed(interaction: Interaction, at: datetime | None, verb: str, *, by: User) -> Interaction:
    interaction = Interaction.objects.select_for_update().get(pk=interaction.pk)
    interaction.removed_at = at
    interaction.save(update_fields=["removed_at", "updated_at"])
    _announce(verb, interaction, by=by)
    return interaction


def _set_people(interaction: Interaction, people: Iterable[Contact]) -> None:
    people = list(people)
    if any(person.client_id != interaction.client_id for person in people):
        raise ValidationError({"people": _("Choose people of this client.")})
    interaction.people.set(people)


def _announce(verb: str, interaction: Interaction, *, by: User, **told: Any) -> None:
    events.record(
        verb,
        interaction,
        by=by,
        client_id=interaction.client_id,
        kind=interaction.kind,
        opening=interaction.opening,
        happened_on=timezone.localdate(interaction.happened_at).isoformat(),
        **told,
    )
