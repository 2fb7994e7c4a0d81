"""Effort in the menu, and how its events are told."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kam.events import describe
from kam.http import Request
from kam.processes import Process
from kam.slots import fill
from kam.web import NavEntry

describe("performance.cost_rate_set", _("%(by)s set what an hour costs"), icon="hourglass")
describe("performance.margin_set", _("%(by)s noted a margin of %(percent)s%% for %(year)s"), icon="percent")


@fill("nav", order=56)
def effort_entry(request: Request) -> NavEntry:
    return NavEntry(_("Cost to serve"), reverse("performance:effort"), "hourglass", Process.ACCOUNTS)
