"""Everything My day shows of one person, as of a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import Client
from kam.models import User
from performance import agenda, dashboards, queue
from performance.agenda import A_DAY, midnight
from performance.models import ClientStanding, GoalReview
from performance.queue import issues, work
from planning.models import Action, Objective

COMING, MONTH = timedelta(days=7), timedelta(days=30)


def told(user: User, *, today: date) -> dict[str, Any]:
    mine = Client.objects.active().worked_by(user)
    goals = Objective.objects.running().filter(client__in=mine)
    held = list(work.held(user))
    summary = dashboards.summary_of(held)
    todo = queue.of(user, on=today, held=held)
    names = {standing.client_id: standing.client.name for standing in held}
    return {
        "queue": todo,
        "later": _days_to_choose(today),
        "overdue": sum(item.rule == queue.Rule.OVERDUE for item in todo),
        "off_track": GoalReview.objects.latest_of(goals, on=today).off_track().count(),
        "rules": queue.PUBLISHED_ORDER,
        "money": summary.money,
        "counts": summary.counts,
        "sla": issues.due_by(user, midnight(today + A_DAY)).count(),
        **_overdue(held),
        "cold": sum(standing.is_cold(on=today) for standing in held),
        "agenda": agenda.of(user, now=timezone.now()),
        "coming": list(Action.objects.coming(user, on=today, within=COMING)[:8]),
        "turned": dashboards.turned(mine, since=today - dashboards.MOVERS, limit=8, names=names),
        "has_clients": bool(held) or mine.exists(),
    }


def _overdue(held: Iterable[ClientStanding]) -> dict[str, Any]:
    """What the clients owe past its day, in the installation's currency, and the day the oldest of it was due."""
    late = [standing for standing in held if standing.overdue_since]
    return {
        "unpaid": sum((standing.overdue for standing in late), Decimal(0)),
        "unpaid_since": min((standing.overdue_since for standing in late if standing.overdue_since), default=None),
        "unpaid_clients": len(late),
    }


def _days_to_choose(today: date) -> SafeString:
    """What a row can be put off until: the same buttons in each of fifty menus, so they are drawn once."""
    days = ((timedelta(days=1), _("Tomorrow")), (COMING, _("In a week")), (MONTH, _("In a month")))
    chosen = (((today + wait).isoformat(), words) for wait, words in days)
    return format_html_join("", '<button name="until" value="{}">{}</button>', chosen)
