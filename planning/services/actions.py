"""Many actions changed at once, at a constant number of statements, and put back as they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Client
from kam import events
from kam.models import User
from planning.models import Action

Status = Action.Status
AT_MOST = 1000


class What(models.TextChoices):
    DONE = "done", gettext_lazy("Mark as done")
    DROP = "drop", gettext_lazy("Drop")
    POSTPONE = "postpone", gettext_lazy("Postpone to a day")
    OWNER = "owner", gettext_lazy("Give to another owner")
    SHARE = "share", gettext_lazy("Share with the client")
    UNSHARE = "unshare", gettext_lazy("Stop sharing")


class Skip(models.TextChoices):
    """Why an action was left as it was."""

    FORBIDDEN = "forbidden", gettext_lazy("no permission")
    CLOSED = "closed", gettext_lazy("no longer open")
    SAME = "same", gettext_lazy("so already")
    STRANGER = "stranger", gettext_lazy("the new owner does not work with the client")


VERBS = {
    What.DONE: "planning.action_done",
    What.DROP: "planning.action_dropped",
    What.POSTPONE: "planning.action_changed",
    What.OWNER: "planning.action_changed",
    What.SHARE: "planning.action_shared",
    What.UNSHARE: "planning.action_unshared",
}
FIELDS = {
    What.DONE: ("status", "done_at"),
    What.DROP: ("status", "done_at"),
    What.POSTPONE: ("due_on",),
    What.OWNER: ("owner_id",),
    What.SHARE: ("is_shared",),
    What.UNSHARE: ("is_shared",),
}


@dataclass(slots=True)
class Batch:
    """What became of many actions. `before`: for each changed one its id and its former values, as JSON holds them."""

    what: str
    changed: list[Action] = field(default_factory=list)
    skipped: dict[str, list[Action]] = field(default_factory=lambda: defaultdict(list))
    before: list[dict[str, Any]] = field(default_factory=list)


@transaction.atomic
def change_actions(
    actions: Collection[int], *, what: str, by: User, until: date | None = None, owner: User | None = None
) -> Batch:
    """Do one thing to many actions, by their ids. What may not be changed is left alone and told, with the reason.

    Ids of what the person may not see are left out without a word, as if they did not exist.
    """
    if len(actions) > AT_MOST:
        raise ValidationError(_("Change at most %d actions at once: narrow the filters.") % AT_MOST)
    values = _values(what, until=until, owner=owner)
    batch, found = Batch(what), _locked(actions, by)
    skip = _skip_rule(found, what, values, by=by)
    for action in found:
        reason = skip(action)
        (batch.skipped[reason] if reason else batch.changed).append(action)
    batch.before = [_state(action, values) for action in batch.changed]
    _write(batch.changed, values)
    events.record_many(_told(VERBS[What(what)], action, by=by) for action in batch.changed)
    return batch


def _values(what: str, *, until: date | None, owner: User | None) -> dict[str, Any]:
    """The columns to set. Refuses a change without what it needs."""
    if what == What.POSTPONE and until is None:
        raise ValidationError({"until": _("Say until when.")})
    if what == What.OWNER and owner is None:
        raise ValidationError({"owner": _("Say who is to own them.")})
    values: dict[str, dict[str, Any]] = {
        What.DONE: {"status": Status.DONE, "done_at": timezone.now()},
        What.DROP: {"status": Status.DROPPED, "done_at": None},
        What.POSTPONE: {"due_on": until},
        What.OWNER: {"owner_id": owner.pk if owner else None},
        What.SHARE: {"is_shared": True},
        What.UNSHARE: {"is_shared": False},
    }
    return values[what]


def _locked(actions: Collection[int], by: User) -> list[Action]:
    seen = Action.objects.visible_to(by).filter(pk__in=actions).values("pk")
    return list(Action.objects.select_for_update(of=("self",)).filter(pk__in=seen).select_related("client", "owner"))


def _skip_rule(
    found: Sequence[Action], what: str, values: dict[str, Any], *, by: User
) -> Callable[[Action], Skip | None]:
    """Tells of an action why it is to be left as it is; what that takes from the database is asked once for all."""
    editable = set(Action.objects.editable_by(by).filter(pk__in=[a.pk for a in found]).values_list("pk", flat=True))
    theirs = _clients_of(values["owner_id"], found) if what == What.OWNER else set()

    def skip(action: Action) -> Skip | None:
        if action.pk not in editable:
            return Skip.FORBIDDEN
        if all(getattr(action, name) == value for name, value in values.items() if name != "done_at"):
            return Skip.SAME
        if not action.is_open and what != What.UNSHARE:
            return Skip.CLOSED
        return Skip.STRANGER if what == What.OWNER and action.client_id not in theirs else None

    return skip


def _clients_of(owner_id: int, found: Sequence[Action]) -> set[int]:
    """Those of the actions' clients that this person works with, as owner, in the account team or in the team."""
    clients = Client.objects.filter(pk__in={action.client_id for action in found})
    working = models.Q(owner=owner_id) | models.Q(account_team__user=owner_id)
    return set(
        clients.filter(working | models.Q(team__memberships__user=owner_id)).distinct().values_list("pk", flat=True)
    )


def _state(action: Action, values: dict[str, Any]) -> dict[str, Any]:
    state = {name: getattr(action, name) for name in values}
    told = {name: value.isoformat() if isinstance(value, date) else value for name, value in state.items()}
    return {"pk": action.pk, **told}


def _write(changed: Sequence[Action], values: dict[str, Any]) -> None:
    for action in changed:
        for name, value in values.items():
            setattr(action, name, value)
    Action.objects.filter(pk__in=[action.pk for action in changed]).update(**values, updated_at=timezone.now())


@transaction.atomic
def put_back_actions(before: Sequence[dict[str, Any]], *, what: str, by: User) -> None:
    """Undo a batch: each action gets its former values back, or, where one may no longer be changed, none of them."""
    states = {state["pk"]: state for state in before}
    wanted = Action.objects.editable_by(by).filter(pk__in=states).values("pk")
    found = list(Action.objects.select_for_update(of=("self",)).filter(pk__in=wanted).select_related("owner"))
    if len(found) < len(states):
        raise ValidationError(_("You may no longer change all of these actions, so none of them was put back."))
    now = timezone.now()
    for action in found:
        action.updated_at = now
        for name in FIELDS[What(what)]:
            setattr(action, name, _read(name, states[action.pk][name]))
    columns = [name.removesuffix("_id") for name in FIELDS[What(what)]]
    Action.objects.bulk_update(found, [*columns, "updated_at"])
    verb = "planning.action_reopened" if "status" in columns else "planning.action_changed"
    events.record_many(_told(verb, action, by=by) for action in found)


def _read(name: str, value: Any) -> Any:
    if name == "due_on":
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if name == "done_at" and value else value


def _told(verb: str, action: Action, *, by: User) -> Any:
    told = {"due_on": action.due_on.isoformat(), "owner": action.owner.name}
    return events.draft(verb, action, by=by, client_id=action.client_id, **told)
