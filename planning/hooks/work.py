"""What planning shows of objectives and actions on the pages of the apps below, how it tells of them and undoes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from kam.access import for_change, may_change
from kam.events import actor_of, describe, page_of
from kam.http import Request
from kam.models import Event, User
from kam.numbers import quantity
from kam.processes import Process
from kam.slots import fill
from kam.undo import undoes
from kam.web import NavEntry
from planning import services
from planning.models import Action, Objective, Progress
from planning.reviews import judged
from relationships import services as relationships
from relationships.models import Interaction

page_of("planning.objective", "planning:show-objective")
page_of("planning.action", "planning:show-action")
page_of("relationships.interaction", "planning:show-interaction")

describe("planning.objective_created", _("%(by)s set the objective “%(name)s”"), icon="target")
describe("planning.objective_changed", _("%(by)s changed the objective “%(name)s”"), icon="target")
describe("planning.objective_started", _("%(by)s started the objective “%(name)s”"), icon="target")
describe("planning.objective_cancelled", _("%(by)s cancelled the objective “%(name)s”"), icon="target")
describe("planning.objective_reopened", _("%(by)s reopened the objective “%(name)s”"), icon="target")
describe("planning.progress_withdrawn", _("%(by)s took back a reading of “%(name)s”"), icon="trending-up")
describe("planning.progress_restored", _("%(by)s restored a reading of “%(name)s”"), icon="trending-up")
describe("planning.action_planned", _("%(by)s planned “%(name)s”"), icon="list-todo")
describe("planning.action_changed", _("%(by)s changed the action “%(name)s”"), icon="list-todo")
describe("planning.action_done", _("%(by)s completed “%(name)s”"), icon="check")
describe("planning.action_dropped", _("%(by)s dropped “%(name)s”"), icon="x")
describe("planning.action_reopened", _("%(by)s reopened “%(name)s”"), icon="list-todo")


def _closing(event: Event) -> str:
    """With the outcome and what was said about it, which closings of earlier versions do not tell."""
    told = {"by": actor_of(event), "name": event.subject_name}
    outcome, note = event.payload.get("outcome"), event.payload.get("note")
    sentence = str(_("%(by)s closed the objective “%(name)s”")) % told
    named = f"{sentence}: {Objective.Outcome(outcome).label}" if outcome in Objective.Outcome.values else sentence
    return f"{named} – {note}" if note else named


describe("planning.objective_closed", _closing, icon="target")


def _reading(event: Event) -> str:
    told = event.payload
    value = quantity(told["value"], told["unit"], told["currency"])
    return str(_("%(by)s recorded %(value)s for “%(name)s”")) % {
        "by": actor_of(event), "value": value, "name": event.subject_name
    }  # fmt: skip


describe("planning.progress_recorded", _reading, icon="trending-up")


@undoes("planning.reopen_objective")
def reopen_objective(*, pk: int, to: str, by: User, outcome: str = "") -> None:
    services.reopen_objective(for_change(Objective.objects.all(), by, pk), to=to, outcome=outcome, by=by)


@undoes("planning.restore_progress")
def restore_progress(*, pk: int, by: User) -> None:
    services.restore_progress(for_change(Progress.objects.select_related("objective"), by, pk), by=by)


@undoes("planning.reopen_action")
def reopen_action(*, pk: int, by: User) -> None:
    services.reopen_action(for_change(Action.objects.all(), by, pk), by=by)


@undoes("planning.put_back_action")
def put_back_action(*, pk: int, due_on: str, by: User) -> None:
    services.postpone_action(for_change(Action.objects.all(), by, pk), due_on=date.fromisoformat(due_on), by=by)


@undoes("planning.restore_interaction")
def restore_interaction(*, pk: int, by: User) -> None:
    relationships.restore_interaction(for_change(Interaction.objects.all(), by, pk), by=by)


@fill("nav", order=20)
def objectives_entry(request: Request) -> NavEntry:
    return NavEntry(_("Objectives"), reverse("planning:objectives"), "target", Process.PLANNING)


@fill("nav", order=21)
def actions_entry(request: Request) -> NavEntry:
    return NavEntry(_("Actions"), reverse("planning:actions"), "list-todo", Process.PLANNING)


@fill("client.overview", order=10)
def objectives_card(request: Request, client: Client) -> SafeString:
    return _objectives(request, client, Objective.objects.of(client).running()[:5], title=_("Objectives"))


@fill("client.overview", order=15)
@fill("client.planning", order=20)
def actions_card(request: Request, client: Client) -> SafeString:
    context = {
        "client": client,
        "actions": Action.objects.of(client).open().select_related("owner", "client_owner")[:10],
        "may_change": may_change(Client.objects.all(), request.user, client.pk),
    }
    return render_to_string("planning/actions_card.html", context, request)


@fill("client.planning", order=10)
def all_objectives(request: Request, client: Client) -> SafeString:
    return _objectives(
        request, client, Objective.objects.of(client).order_by("status", "due_on"), title=_("All objectives")
    )


def _process_goals(process: Process) -> Any:
    """Each process tab shows the objectives that serve it."""

    def goals(request: Request, client: Client) -> SafeString:
        found = Objective.objects.of(client).of_process(process).order_by("status", "due_on")
        return _objectives(request, client, found, title=_("Objectives of this process"), process=process)

    goals.__qualname__ = f"goals_of_{process}"
    return goals


for _process in (Process.RELATIONSHIPS, Process.ACCOUNTS, Process.PERFORMANCE, Process.GROWTH):
    fill(f"client.{_process}", order=10)(_process_goals(_process))


def _objectives(
    request: Request, client: Client, found: QuerySet[Objective], *, title: Any, process: str = ""
) -> SafeString:
    context = {
        "client": client,
        "rows": judged(list(found.select_related("owner"))),
        "title": title,
        "process": process,
        "may_change": may_change(Client.objects.all(), request.user, client.pk),
    }
    return render_to_string("planning/objectives_card.html", context, request)
