"""Writes on what clients want."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Client
from kam import drafts, events
from kam.drafts import Draft
from kam.models import Event, User
from kam.records import keep
from kam.removal import set_removed
from relationships.models import Need

SCORES = frozenset({"importance", "fit", "status"})


@transaction.atomic
def create_need(client: Client, *, by: User, **fields: Any) -> Need:
    """What a client wants, in the client's words."""
    need = Need(client=client, created_by=by, **fields)
    _keep_need(need)
    events.record("relationships.need_created", need, by=by, client_id=client.pk, kind=need.kind)
    return need


@transaction.atomic
def change_need(need: Need, *, by: User, **changes: Any) -> Need:
    need = Need.objects.select_for_update().get(pk=need.pk)
    changed = sorted(field for field, value in changes.items() if getattr(need, field) != value)
    _refuse_scores(need, changed)
    for field, value in changes.items():
        setattr(need, field, value)
    _keep_need(need)
    events.record("relationships.need_changed", need, by=by, client_id=need.client_id, fields=changed)
    return need


@transaction.atomic
def remove_need(need: Need, *, by: User) -> Need:
    """Take a need out of sight; `restore_need` brings it back."""
    return set_removed(need, timezone.now(), "relationships.need_removed", by=by)


@transaction.atomic
def restore_need(need: Need, *, by: User) -> Need:
    return set_removed(need, None, "relationships.need_restored", by=by)


def _refuse_scores(need: Need, changed: Iterable[str]) -> None:
    """Once a need was assessed its scores are those of a day: new ones come with a new assessment."""
    if need.assessed_on and (scores := SCORES.intersection(changed)):
        refusal = _("This need has been assessed: assess it again to change its scores.")
        raise ValidationError(dict.fromkeys(sorted(scores), refusal))


@transaction.atomic
def import_needs(needs: Sequence[Draft[Need]], *, by: User | None) -> None:
    """Many needs at once, under the rules of `create_need` and `change_need`; noted by whoever imports unless said."""
    for draft in needs:
        if draft.known is None:
            draft.values.setdefault("created_by", by)

    def rule(draft: Draft[Need]) -> None:
        _refuse_scores(draft.record, draft.changed)
        _settle(draft.record)
        if draft.changed:
            draft.changed.append("next_assessment_on")

    def tell(draft: Draft[Need]) -> Event:
        told = {"fields": draft.changed} if draft.known else {"kind": draft.record.kind}
        verb = "relationships.need_changed" if draft.known else "relationships.need_created"
        return events.draft(verb, draft.record, by=by, client_id=draft.record.client_id, **told)

    drafts.write(Need, needs, rule=rule, tell=tell)


def _keep_need(need: Need) -> None:
    need.statement = need.statement.strip()
    need.full_clean()
    _settle(need)
    keep(need, checked=True)


def _settle(need: Need) -> None:
    """What goes beyond single fields, and the day that follows from them."""
    need.refuse_the_future(today=timezone.localdate())
    if need.stated_on and need.assessed_on and need.assessments.filter(assessed_on__lt=need.stated_on).exists():
        raise ValidationError({"stated_on": _("It was assessed before that day already.")})
    if need.stated_by and need.stated_by.client_id != need.client_id:
        raise ValidationError({"stated_by": _("Choose a person of this client.")})
    if need.heard_in and need.heard_in.client_id != need.client_id:
        raise ValidationError({"heard_in": _("Choose a conversation with this client.")})
    noted_on = need.noted_on if need.pk else timezone.localdate()
    need.next_assessment_on = need.due_for_assessment(noted_on=noted_on)
