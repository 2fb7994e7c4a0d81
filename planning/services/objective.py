from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.models import Client
from kam import drafts, events
from kam.drafts import Draft
from kam.models import User
from kam.records import keep
from planning import terms as wording
from planning.models import Milestone, Objective
from planning.services.relations import check_relations

Status = Objective.Status


@transaction.atomic
def create_objective(
    client: Client, *, by: User, owner: User | None = None, milestones: Iterable[Mapping[str, Any]] = (), **fields: Any
) -> Objective:
    """A new objective of a client, running unless `status` says draft; owned by the client's owner by default."""
    objective = Objective(client=client, owner=owner or client.owner, **fields)
    keep(objective)
    check_relations(objective)
    set_milestones(objective, milestones)
    events.record("planning.objective_created", objective, by=by, client_id=client.pk)
    return objective


@transaction.atomic
def change_objective(
    objective: Objective, *, by: User, milestones: Iterable[Mapping[str, Any]] | None = None, **changes: Any
) -> Objective:
    """Terms that the client agreed to or was offered stay in force: changed ones wait to be offered."""
    objective = Objective.objects.select_for_update().get(pk=objective.pk)
    _refuse_closed(objective.status)
    if objective.is_bound:
        return _write_terms(objective, milestones=milestones, by=by, **changes)
    changed = sorted(field for field, value in changes.items() if getattr(objective, field) != value)
    for field, value in changes.items():
        setattr(objective, field, value)
    keep(objective)
    check_relations(objective)
    if milestones is not None:
        objective.milestones.all().delete()
        set_milestones(objective, milestones)
    _check_milestones(objective)
    events.record("planning.objective_changed", objective, by=by, client_id=objective.client_id, fields=changed)
    return objective


def _write_terms(
    objective: Objective, *, by: User, milestones: Iterable[Mapping[str, Any]] | None, **changes: Any
) -> Objective:
    """Keep changed terms beside those in force, and make the other changes at once."""
    draft = dict(wording.drafted(objective))
    draft |= {name: wording.plain(value) for name, value in changes.items() if name in wording.FIELDS}
    if milestones is not None:
        draft[wording.MILESTONES] = wording.plain_milestones(milestones)
    wording.check(draft, like=objective)
    for name in changes.keys() - set(wording.FIELDS):
        setattr(objective, name, changes[name])
    differs = wording.canonical(draft) != wording.canonical(wording.terms_of(objective))
    objective.next_terms = draft if differs else None
    keep(objective)
    check_relations(objective)
    events.record("planning.objective_changed", objective, by=by, client_id=objective.client_id, fields=sorted(changes))
    return objective


@transaction.atomic
def import_objectives(objectives: Sequence[Draft[Objective]], *, by: User | None) -> None:
    """Many objectives at once, under the rules of `create_objective` and `change_objective`."""
    new = [draft.values for draft in objectives if draft.known is None and draft.values.get("client")]
    prefetch_related_objects([values["client"] for values in new], "owner")
    for values in new:
        values["owner"] = values.get("owner") or values["client"].owner

    def rule(draft: Draft[Objective]) -> None:
        if draft.known:
            _refuse_closed(draft.before["status"])
            _refuse_agreed(draft)

    tell = drafts.told("planning.objective_created", "planning.objective_changed", by=by)
    drafts.write(Objective, objectives, rule=rule, tell=tell)


def _refuse_closed(status: str) -> None:
    if status in (Status.CLOSED, Status.CANCELLED):
        raise ValidationError(_("A closed objective is not changed: open it again first."))


def _refuse_agreed(draft: Draft[Objective]) -> None:
    """A file does not move what a person at the client agreed to."""
    if draft.record.is_bound and set(draft.changed) & set(wording.FIELDS):
        raise ValidationError(_("The client agreed to these terms or was offered them: change them on its page."))


def set_milestones(objective: Objective, milestones: Iterable[Mapping[str, Any]]) -> None:
    for fields in milestones:
        keep(Milestone(objective=objective, **fields))
    _check_milestones(objective)


def _check_milestones(objective: Objective) -> None:
    """Also those that stay where the period around them moved, or the course now needs them."""
    milestones = list(objective.milestones.all())
    for milestone in milestones:
        milestone.refuse_outside(objective.starts_on, objective.due_on)
    if objective.curve == Objective.Curve.MILESTONES and not milestones:
        raise ValidationError({"curve": _("Add the milestones by which the objective is measured.")})
