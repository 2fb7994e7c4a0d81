"""How plans are told of, undone and found on the pages of the apps below."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from kam.access import for_change, may_change
from kam.events import actor_of, describe, page_of
from kam.http import Request
from kam.models import Event, User
from kam.processes import Process
from kam.slots import fill
from kam.undo import undoes
from kam.web import NavEntry
from planning import services, upkeep
from planning.models import Evidence, Plan, Risk, SwotItem

page_of("planning.plan", "planning:show-plan")

describe("planning.plan_started", _("%(by)s started the plan “%(name)s”"), icon="map")
describe("planning.plan_copied", _("%(by)s started the plan “%(name)s” from “%(source)s”"), icon="copy")
describe("planning.plan_removed", _("%(by)s removed the plan “%(name)s”"), icon="map")
describe("planning.plan_restored", _("%(by)s restored the plan “%(name)s”"), icon="map")
describe("planning.plan_reviewed", _("%(by)s reviewed the plan “%(name)s”: version %(version)s"), icon="map")

CHANGES = {
    "swot_added": _("%(by)s added “%(item)s” to the SWOT of “%(name)s”"),
    "swot_changed": _("%(by)s changed “%(item)s” in the SWOT of “%(name)s”"),
    "swot_removed": _("%(by)s removed “%(item)s” from the SWOT of “%(name)s”"),
    "swot_restored": _("%(by)s restored “%(item)s” in the SWOT of “%(name)s”"),
    "evidence_added": _("%(by)s added evidence to “%(name)s”: %(item)s"),
    "evidence_removed": _("%(by)s removed evidence from “%(name)s”: %(item)s"),
    "evidence_restored": _("%(by)s restored evidence in “%(name)s”: %(item)s"),
    "risk_added": _("%(by)s added the risk “%(item)s” to “%(name)s”"),
    "risk_changed": _("%(by)s changed the risk “%(item)s” of “%(name)s”"),
    "risk_removed": _("%(by)s removed the risk “%(item)s” from “%(name)s”"),
    "risk_restored": _("%(by)s restored the risk “%(item)s” of “%(name)s”"),
}


def _change(event: Event) -> str:
    sentence = CHANGES.get(event.payload.get("what", ""), _("%(by)s changed the plan “%(name)s”"))
    return str(sentence) % {"by": actor_of(event), "name": event.subject_name, "item": event.payload.get("item", "")}


describe("planning.plan_changed", _change, icon="map")


@undoes("planning.restore_plan")
def restore_plan(*, pk: int, by: User) -> None:
    services.restore_plan(for_change(Plan.objects.all(), by, pk), by=by)


@undoes("planning.restore_swot_item")
def restore_swot_item(*, pk: int, by: User) -> None:
    services.restore_swot_item(for_change(SwotItem.objects.select_related("plan"), by, pk), by=by)


@undoes("planning.restore_evidence")
def restore_evidence(*, pk: int, by: User) -> None:
    services.restore_evidence(for_change(Evidence.objects.select_related("item__plan"), by, pk), by=by)


@undoes("planning.restore_risk")
def restore_risk(*, pk: int, by: User) -> None:
    services.restore_risk(for_change(Risk.objects.select_related("plan"), by, pk), by=by)


@undoes("planning.reopen_risk")
def reopen_risk(*, pk: int, by: User) -> None:
    services.reopen_risk(for_change(Risk.objects.select_related("plan"), by, pk), by=by)


@fill("nav", order=19)
def plans_entry(request: Request) -> NavEntry:
    return NavEntry(_("Plans"), reverse("planning:plans"), "map", Process.PLANNING)


@fill("client.planning", order=5)
def plan_card(request: Request, client: Client) -> SafeString:
    """The plan that runs today, or else the newest one; or where to start one."""
    today = timezone.localdate()
    plan = upkeep.listed(Plan.objects.of(client).kept()).running_first(on=today).first()
    context = {
        "client": client,
        "plan": plan,
        "freshness": plan and upkeep.freshness(plan, on=today),
        "sections": len(upkeep.SECTIONS),
        "may_change": may_change(Client.objects.all(), request.user, client.pk),
    }
    return render_to_string("planning/plan_card.html", context, request)
