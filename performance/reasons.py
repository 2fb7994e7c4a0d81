"""Why a client stands where it stands, put into words when somebody reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Issue
from kam.numbers import date_short, money
from kam.processes import Process
from performance import pace
from performance.models import ClientStanding
from planning import held_back


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
    held = [held_back.sentence(told) for told in reason.get("held_back", ())]
    return "; ".join([f"{reason['title']}: {of_goal(reason['why'])}", *held])


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


def _issues_over(reason: Mapping[str, Any]) -> str:
    count = int(reason["count"])
    told = ngettext(
        "The agreed time (SLA) is over for %(count)d issue: “%(title)s”",
        "The agreed time (SLA) is over for %(count)d issues, the oldest: “%(title)s”",
        count,
    )
    return told % {"count": count, "title": reason["title"]} + _complaint(reason)


def _issues_near(reason: Mapping[str, Any]) -> str:
    count = int(reason["count"])
    told = ngettext(
        "%(count)d issue is critical or due today: “%(title)s”",
        "%(count)d issues are critical or due today, the oldest: “%(title)s”",
        count,
    )
    return told % {"count": count, "title": reason["title"]} + _complaint(reason)


def _issues_in_time(reason: Mapping[str, Any]) -> str:
    count = int(reason["count"])
    told = ngettext(
        "%(count)d open issue, within the agreed time", "%(count)d open issues, within the agreed time", count
    )
    return told % {"count": count} + _complaint(reason)


def _complaint(reason: Mapping[str, Any]) -> str:
    if reason["kind"] != Issue.Kind.COMPLAINT:
        return ""
    return "; " + _("open complaint since %s") % date_short(date.fromisoformat(reason["since"]))


def _invoices_overdue(reason: Mapping[str, Any]) -> str:
    days = int(reason["days"])
    told = ngettext("%(amount)s overdue, the oldest %(days)d day", "%(amount)s overdue, the oldest %(days)d days", days)
    told = told % {"amount": money(Decimal(reason["amount"]), reason["currency"]), "days": days}
    return told + ("; " + _("not paid because of “%s”") % reason["because"] if reason.get("because") else "")


def _promises_broken(reason: Mapping[str, Any]) -> str:
    count = int(reason["count"])
    return ngettext("%d promise to pay broken", "%d promises to pay broken", count) % count


def _invoices_disputed(reason: Mapping[str, Any]) -> str:
    count = int(reason["count"])
    told = ngettext(
        "%(count)d invoice disputed, since %(day)s", "%(count)d invoices disputed, the oldest since %(day)s", count
    )
    return told % {"count": count, "day": date_short(date.fromisoformat(reason["since"]))}


def _nothing_overdue(reason: Mapping[str, Any]) -> str:
    return _("No invoice is overdue")


def _document_ending(reason: Mapping[str, Any]) -> str:
    return _("“%(title)s” ends on %(day)s") % _of_document(reason)


def _document_ended(reason: Mapping[str, Any]) -> str:
    return _("“%(title)s” ended on %(day)s") % _of_document(reason)


def _of_document(reason: Mapping[str, Any]) -> dict[str, str]:
    return {"title": reason["title"], "day": date_short(date.fromisoformat(reason["on"]))}


def wanted(days: int) -> str:
    return ngettext("wanted every day", "wanted every %(days)d days", days) % {"days": days}


_SENTENCES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "goal": _goal,
    "nothing_planned": _nothing_planned,
    "planned": _planned,
    "overdue_actions": _overdue,
    "contact": _contact,
    "issues_bad": _issues_over,
    "issues_warn": _issues_near,
    "issues_good": _issues_in_time,
    "invoices_overdue": _invoices_overdue,
    "promises_broken": _promises_broken,
    "invoices_disputed": _invoices_disputed,
    "nothing_overdue": _nothing_overdue,
    "document_ending": _document_ending,
    "document_ended": _document_ended,
}
