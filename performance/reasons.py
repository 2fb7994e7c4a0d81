"""Why a client stands where it stands, put into words when somebody reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kam.numbers import date_short
from kam.processes import Process
from performance import pace
from performance.models import ClientStanding


def sentence(reason: Mapping[str, Any]) -> str:
    """A stored reason of a standing in the active language; a code this version does not know is shown as it is."""
    told = _SENTENCES.get(str(reason["code"]))
    return told(reason) if told else str(reason["code"])


def headline(standing: ClientStanding) -> str:
    """The one reason that best says why a client stands where it stands: the first of its worst process."""
    for process in Process:
        if standing.of(process) == standing.worst and standing.reasons_of(process):
            return sentence(standing.reasons_of(process)[0])
    return ""


def of_goal(reasons: list[dict[str, Any]]) -> str:
    return "; ".join(pace.sentence(reason) for reason in reasons)


def _goal(reason: Mapping[str, Any]) -> str:
    return f"{reason['title']}: {of_goal(reason['why'])}"


def _nothing_planned(reason: Mapping[str, Any]) -> str:
    return _("Nothing planned: no open action for the client")


def _planned(reason: Mapping[str, Any]) -> str:
    return _("Next action due on %(day)s") % {"day": date_short(date.fromisoformat(reason["next_on"]))}


def _overdue(reason: Mapping[str, Any]) -> str:
    count = int(reason["count"])
    told = ngettext(
        "%(count)d action overdue, since %(day)s", "%(count)d actions overdue, the oldest since %(day)s", count
    )
    return told % {"count": count, "day": date_short(date.fromisoformat(reason["since"]))}


def silence(days: int, cadence: int) -> str:
    """How long nobody has talked to somebody, against how often they should."""
    told = ngettext("%(days)d day without contact", "%(days)d days without contact", days) % {"days": days}
    return f"{told}; {wanted(cadence)}"


def _contact(reason: Mapping[str, Any]) -> str:
    days, cadence = int(reason["days"]), int(reason["cadence"])
    told = ngettext("Last contact %(days)d day ago", "Last contact %(days)d days ago", days) % {"days": days}
    return f"{told}; {wanted(cadence)}"


def wanted(days: int) -> str:
    return ngettext("wanted every day", "wanted every %(days)d days", days) % {"days": days}


_SENTENCES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "goal": _goal,
    "nothing_planned": _nothing_planned,
    "planned": _planned,
    "overdue_actions": _overdue,
    "contact": _contact,
}
