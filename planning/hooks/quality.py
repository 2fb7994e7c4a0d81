"""What planning checks of the books."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from accounts.quality import Check
from kam.models import User
from kam.processes import Process
from kam.slots import fill
from planning.models import Objective, Plan


@fill("quality.checks", order=40)
def of_plans(user: User, on: date) -> list[Check]:
    """Only of key accounts: the others need no plan of their own."""
    is_key = Q(tier=Client.Tier.KEY)
    plans = Plan.objects.running(on=on).filter(client=OuterRef("pk")).order_by()
    goals = Objective.objects.running().filter(client=OuterRef("pk")).order_by()
    return [
        Check("no-plan", _("Key account without a plan"), _("No plan covers today."),
              is_key & ~Q(Exists(plans)), mended_at=_page, mend=_("Write the plan")),
        Check("no-objective", _("Key account without a running objective"), _("There is nothing to measure."),
              is_key & ~Q(Exists(goals)), mended_at=_page, mend=_("Set an objective")),
    ]  # fmt: skip


def _page(client: Client) -> str:
    return client.url_of(Process.PLANNING)
