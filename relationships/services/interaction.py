"""Writes on conversations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Client, Contact
from kam import drafts, events
from kam.drafts import Draft
from kam.locks import held
from kam.models import Event, User
from relationships.models import Interaction, Need


@transaction.atomic
def log_interaction(
    client: Client,
    *,
    kind: str,
    summary: str,
    by: User,
    happened_at: datetime | None = None,
    people: Iterable[Contact] = (),
    about: Iterable[Need] = (),
    sentiment: int | None = None,
    minutes: int | None = None,
    submission: UUID | None = None,
    **told: Any,
) -> Interaction:
    """Note a conversation. `told` goes into the event for the timeline (such as the next step that was agreed).

    `submission`: of the form it comes from; ask `logged_by` for it first, because each is taken once.
    """
    now = timezone.now()
    interaction = Interaction(client=client, kind=kind, summary=summary.strip(), by=by, happened_at=happened_at or now)
    interaction.sentiment, interaction.minutes, interaction.submission = sentiment, minutes, submission
    interaction.full_clean()
    interaction.refuse_the_future(now=now)
    interaction.save()
    _set_people(interaction, people)
    _set_about(interaction, about)
    _announce("relationships.interaction_logged", interaction, by=by, **told)
    return interaction


def logged_by(submission: UUID | None, client: Client, *, by: User) -> Interaction | None:
    """What a form that is sent again has logged already. Others who send the same form now wait until this one is done.

    Call it in the transaction that logs. Refuses a submission that somebody else, or another client's form, has used.
    """
    if submission is None:
        return None
    held(f"relationships.submission.{submission}")
    found = Interaction.objects.filter(submission=submission).first()
    if found and (found.client_id, found.by_id) != (client.pk, by.pk):
        raise ValidationError(_("This form was sent already. Open it anew."))
    return found


@transaction.atomic
def change_interaction(
    interaction: Interaction,
    *,
    by: User,
    people: Iterable[Contact] | None = None,
    about: Iterable[Need] | None = None,
    **changes: Any,
) -> Interaction:
    """Change what was logged. Who took part and what it was about stay unless they are given."""
    interaction = Interaction.objects.select_for_update().get(pk=interaction.pk)
    for field, value in changes.items():
        setattr(interaction, field, value)
    interaction.full_clean()
    interaction.refuse_the_future(now=timezone.now())
    interaction.save()
    if people is not None:
        _set_people(interaction, people)
    if about is not None:
        _set_about(interaction, about)
    _announce("relationships.interaction_changed", interaction, by=by)
    return interaction


@transaction.atomic
def pin_interaction(interaction: Interaction, *, by: User) -> Interaction:
    """Keep a conversation on top of its client's timeline. One that was taken back cannot be pinned."""
    if interaction.removed_at:
        raise ValidationError(_("Restore the interaction before you pin it."))
    return _set_pinned(interaction, timezone.now(), "relationships.interaction_pinned", by=by)


@transaction.atomic
def unpin_interaction(interaction: Interaction, *, by: User) -> Interaction:
    return _set_pinned(interaction, None, "relationships.interaction_unpinned", by=by)


def _set_pinned(interaction: Interaction, at: datetime | None, verb: str, *, by: User) -> Interaction:
    interaction = Interaction.objects.select_for_update().get(pk=interaction.pk)
    if (interaction.pinned_at is None) == (at is None):
        return interaction
    interaction.pinned_at = at
    interaction.save(update_fields=["pinned_at", "updated_at"])
    _announce(verb, interaction, by=by)
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
    if (interaction.removed_at is None) == (at is None):
        return interaction
    interaction.removed_at = at
    interaction.save(update_fields=["removed_at", "updated_at"])
    _announce(verb, interaction, by=by)
    return interaction


@transaction.atomic
def import_interactions(interactions: Sequence[Draft[Interaction]], *, by: User | None) -> None:
    """Many conversations at once, under the rules of `log_interaction`; by whoever runs the import unless said."""
    now = timezone.now()
    for draft in interactions:
        if draft.known is None:
            draft.values.setdefault("by", by)

    def rule(draft: Draft[Interaction]) -> None:
        draft.record.refuse_the_future(now=now)
        _refuse_strangers(draft.record, draft.values.get("people", ()))

    def tell(draft: Draft[Interaction]) -> Event:
        verb = "relationships.interaction_changed" if draft.known else "relationships.interaction_logged"
        return events.draft(verb, draft.record, by=by, client_id=draft.record.client_id, **_told(draft.record))

    drafts.write(Interaction, interactions, rule=rule, tell=tell)


def _set_people(interaction: Interaction, people: Iterable[Contact]) -> None:
    people = list(people)
    _refuse_strangers(interaction, people)
    interaction.people.set(people)


def _set_about(interaction: Interaction, needs: Iterable[Need]) -> None:
    needs = list(needs)
    if any(need.client_id != interaction.client_id for need in needs):
        raise ValidationError({"about": _("Choose needs of this client.")})
    interaction.about.set(needs)


def _refuse_strangers(interaction: Interaction, people: Iterable[Contact]) -> None:
    if any(person.client_id != interaction.client_id for person in people):
        raise ValidationError({"people": _("Choose people of this client.")})


def _announce(verb: str, interaction: Interaction, *, by: User, **told: Any) -> None:
    events.record(verb, interaction, by=by, client_id=interaction.client_id, **_told(interaction), **told)


def _told(interaction: Interaction) -> dict[str, str]:
    return {
        "kind": interaction.kind,
        "opening": interaction.opening,
        "happened_on": timezone.localdate(interaction.happened_at).isoformat(),
    }
