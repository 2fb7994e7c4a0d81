"""The draft of a status update: what the client may know of a period, put into words from the facts.

Only what is shared already is told: objectives and actions whose switch for the portal is on, issues that are shared,
the client's own invoices, planned meetings. Nothing of opinions, health, plans or what was said among us. A person
edits the draft before anything leaves the house.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Client, Invoice, Issue
from kam.numbers import date_long, date_short, money, quantity
from planning.models import Action, Objective
from planning.reviews import judged
from relationships.models import Meeting

AHEAD = timedelta(days=30)
AT_MOST = 12  # of each kind: the update is for reading


@dataclass(slots=True)
class Draft:
    """What a new update starts from. `facts`: ids of the records told of, by model label."""

    title: str
    body: str
    facts: dict[str, list[int]] = field(default_factory=dict)


@dataclass(slots=True)
class _Writer:
    parts: list[str] = field(default_factory=list)
    facts: dict[str, list[int]] = field(default_factory=dict)

    def section(self, heading: str, kind: str, lines: list[tuple[int, str]]) -> None:
        """A heading with its list; nothing at all where there is nothing to say."""
        if lines:
            told = "\n".join(f"- {line}" for _pk, line in lines)
            self.parts.append(f"## {heading}\n\n{told}")
            self.facts.setdefault(kind, []).extend(pk for pk, _line in lines)


def draft_of(client: Client, *, since: date, until: date, language: str) -> Draft:
    """In the language of whoever will read it, as of the last day of the period."""
    with translation.override(language):
        writer = _Writer()
        writer.section(_("Where our objectives stand"), "planning.objective", list(_objectives(client, until)))
        writer.section(_("What you raised with us"), "accounts.issue", list(_issues(client, since, until)))
        writer.section(_("Invoices"), "accounts.invoice", list(_invoices(client, until)))
        writer.section(_("What we did"), "planning.action", list(_done(client, since, until)))
        writer.section(_("Next steps"), "planning.action", list(_next(client, until)))
        writer.section(_("When we meet next"), "relationships.meeting", list(_meetings(client, until)))
        title = _("Status of %(client)s, %(date)s") % {"client": client.name, "date": date_long(until)}
        return Draft(title, "\n\n".join(writer.parts) or _("There is nothing to report for this period."), writer.facts)


def _objectives(client: Client, on: date) -> Iterator[tuple[int, str]]:
    shared = Objective.objects.of(client).running().filter(is_shared=True).order_by("due_on", "pk")[:AT_MOST]
    for objective, judgement in judged(list(shared), on=on):
        told = {
            "title": plain(objective.title),
            "target": quantity(objective.target, objective.unit, objective.currency),
            "due": date_short(objective.due_on),
            "status": judgement.status.label,
        }
        line = _("**%(title)s**: target %(target)s by %(due)s. %(status)s.") % told
        if objective.current is not None and objective.current_on is not None:
            value = quantity(objective.current, objective.unit, objective.currency)
            line += " " + _("Reached: %(value)s on %(on)s.") % {"value": value, "on": date_short(objective.current_on)}
        yield objective.pk, line


def _issues(client: Client, since: date, until: date) -> Iterator[tuple[int, str]]:
    """Those still open, and those solved within the period."""
    recent = Q(solved_at__date__range=(since, until)) | Q(solved_at=None)
    shared = Issue.objects.of(client).shared().filter(recent, opened_at__date__lte=until).order_by("opened_at", "pk")
    for issue in shared[:AT_MOST]:
        told = {"title": plain(issue.title), "since": date_short(issue.opened_at), "status": issue.get_status_display()}
        line = _("**%(title)s** (since %(since)s): %(status)s.") % told
        if issue.is_open and issue.next_update_at:
            line += " " + _("You hear from us by %s.") % date_short(issue.next_update_at)
        yield issue.pk, line


def _invoices(client: Client, on: date) -> Iterator[tuple[int, str]]:
    """What is past due, one line per currency; the first invoice stands for them in the facts."""
    overdue = Invoice.objects.of(client).overdue(on=on).order_by("currency")
    for row in overdue.values("currency").annotate(total=Sum("open_amount"), count=Count("pk")):
        oldest = overdue.filter(currency=row["currency"]).order_by("due_on", "pk")[0]
        told = {
            "count": row["count"],
            "total": money(row["total"] or Decimal(0), row["currency"]),
            "due": date_short(oldest.due_on),
        }
        line = ngettext(
            "%(count)d invoice is past its due date: %(total)s, due on %(due)s.",
            "%(count)d invoices are past their due date: %(total)s, the oldest due on %(due)s.",
            row["count"],
        )
        yield oldest.pk, line % told


def _done(client: Client, since: date, until: date) -> Iterator[tuple[int, str]]:
    done = Action.objects.of(client).shared().filter(done_at__date__range=(since, until)).order_by("done_at", "pk")
    for action in done[:AT_MOST]:
        yield action.pk, plain(action.title)


def _next(client: Client, on: date) -> Iterator[tuple[int, str]]:
    coming = Action.objects.of(client).shared().open().order_by("due_on", "pk").select_related("owner", "client_owner")
    for action in coming[:AT_MOST]:
        who = action.client_owner.name if action.client_owner else action.owner.name
        told = {"what": plain(action.title), "who": plain(who), "due": date_short(action.due_on)}
        yield action.pk, _("%(what)s: %(who)s, by %(due)s") % told


def _meetings(client: Client, on: date) -> Iterator[tuple[int, str]]:
    coming = Meeting.objects.of(client).planned().filter(starts_at__date__range=(on, on + AHEAD)).order_by("starts_at")
    for meeting in coming[:AT_MOST]:
        yield meeting.pk, f"{date_long(meeting.starts_at)}: {plain(meeting.title)}"


def plain(text: str) -> str:
    """A title within Markdown: what would be mark-up is shown as it was written."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>#|" else sign for sign in text.replace("\n", " "))
