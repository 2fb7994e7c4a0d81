"""How it is told that a clock is at risk or over, and who hears of it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.escalation import tell_of_clock
from kam.access import scope_of
from kam.events import describe
from kam.http import Request
from kam.models import Event, User
from kam.outbox import subscribe
from kam.slots import fill
from kam.undo import undoes

describe("accounts.issue_at_risk", _("The agreed time for “%(name)s” is running out (%(percent)s%%)"), icon="timer")
describe("accounts.issue_breached", _("The agreed time for “%(name)s” is over"), icon="timer-off")
describe("accounts.issue_escalated", _("“%(name)s” was escalated (%(percent)s%% of the agreed time)"), icon="timer-off")
describe("accounts.calendar_set", _("%(by)s set the calendar “%(name)s”"), icon="calendar-clock")
describe("accounts.service_level_set", _("%(by)s set the times agreed for %(name)s"), icon="timer")
describe("accounts.service_level_removed", _("%(by)s removed the times agreed for %(name)s"), icon="timer")
describe("accounts.escalation_set", _("%(by)s set the escalation ladder"), icon="list-ordered")


@subscribe("accounts.issue_at_risk", "accounts.issue_breached", "accounts.issue_escalated")
def escalate(event: Event) -> None:
    tell_of_clock(event.subject_id, clock=event.payload["clock"], percent=event.payload["percent"])


@subscribe("accounts.calendar_set")
def reckon_by_calendar(event: Event) -> None:
    services.resettle_issues(calendar_id=event.subject_id)


@subscribe("accounts.escalation_set")
def reckon_by_ladder(event: Event) -> None:
    services.resettle_issues()


@undoes("accounts.set_service_level")
def set_service_level(*, by: User, **fields: Any) -> None:
    if not scope_of(by).edits_all:
        raise PermissionDenied
    services.set_service_level(None, by=by, **fields)


@fill("settings.tabs", order=10)
def service_levels_tab(request: Request, here: str) -> SafeString:
    return render_to_string("accounts/service_levels_tab.html", {"here": here}, request)
