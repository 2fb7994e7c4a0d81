"""A brief as the words its PDF is set from, at most two pages; see templates/pdf/brief.typ."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import Invoice, Issue
from kam.numbers import date_long, date_short, money, quantity
from kam.status import Status
from performance.brief import Brief, Dated
from performance.brief_books import Late, days_late
from planning.models import Action, Objective
from planning.reviews import Judgement
from relationships.models import Interaction, Meeting, Need
from relationships.portrait import Portrait

NONE = "–"
LINE, DETAIL, PARAGRAPH = 80, 110, 400  # letters; what is longer is cut, so that it stays two pages
ROWS, LINES = 5, 6


def told(brief: Brief) -> dict[str, Any]:
    """Texts only, in the reader's language, in the order of the page."""
    meeting = brief.meeting
    return {
        "title": _cut(meeting.title) if meeting else _("Meeting brief"),
        "client": brief.client.name,
        "when": _when(meeting) if meeting else "",
        "asof": _("As of %s") % date_long(brief.on),
        "internal": _("Internal: not for the client"),
        "nothing": _("Nothing yet"),
        "agenda": _paragraph(meeting.agenda) if meeting else "",
        "agenda_title": _("What we want to reach"),
        "people": {"title": _("Who we meet"), "rows": [_person(one) for one in brief.people[: ROWS + 1]]},
        "sections": [
            {"title": _("What they want"), "rows": [_need(need) for need in brief.needs[:ROWS]]},
            {"title": _("Where our targets stand"), "rows": [_goal(*goal) for goal in brief.goals[:ROWS]]},
            {"title": _("What the client does"), "rows": _actions(brief.work.theirs)},
            {"title": _("What we promised"), "rows": _actions(brief.work.promised)},
            {"title": _("What else we do"), "rows": _actions(brief.work.ours)},
            {"title": _("Open issues"), "rows": [_issue(*issue) for issue in brief.issues[: ROWS - 1]]},
            {"title": _("Overdue invoices"), "rows": [_late(late) for late in brief.late[: ROWS - 1]]},
            {"title": _("Last conversations"), "rows": [_talk(talk) for talk in brief.talks[: ROWS - 2]]},
            {
                "title": _("Next 30 days"),
                "rows": [[date_short(one.on), _cut(one.what)] for one in brief.dates[: ROWS + 1]],
            },
            {"title": _("How the client stands"), "rows": _standing(brief)},
        ],
    }


def _when(meeting: Meeting) -> str:
    at = timezone.localtime(meeting.starts_at)
    return _joined([date_long(at.date()), f"{at:%H:%M}", meeting.place, meeting.owner.name])


def _person(person: Portrait) -> list[str]:
    likes = person.stakeholder
    channel = likes.get_channel_display() if likes and likes.channel else ""
    wishes = _cut(likes.wishes) if likes else ""
    opinions = [f"{one.get_trait_display()}: {one.told}" for one in person.held]
    seen = _("last contact %s") % date_short(timezone.localdate(person.last_contact)) if person.last_contact else ""
    lines = [_joined(opinions), _joined([str(channel), likes.hours if likes else "", wishes, seen])]
    return [_joined([person.contact.name, person.contact.job_title]), "\n".join(line for line in lines if line)]


def _need(need: Need) -> list[str]:
    rated = [
        _("importance %d of 5") % need.importance if need.importance else "",
        _("fit %d of 5") % need.fit if need.fit else "",
        _("wanted by %(date)s") % {"date": date_short(need.due_on)} if need.due_on else "",
        need.stated_by.name if need.stated_by else "",
    ]
    return [f"“{_cut(need.statement)}”", _joined([str(need.get_status_display()), *rated])]


def _goal(objective: Objective, judgement: Judgement) -> list[str]:
    parts = [str(judgement.status.label)]
    if objective.current is not None:
        parts.append(_("%(value)s of %(target)s") % _values(objective))
    parts += [_("due %s") % date_short(objective.due_on), _cut(judgement.why)]
    return [_cut(objective.title), _joined(parts)]


def _values(objective: Objective) -> dict[str, str]:
    found = {"value": objective.current, "target": objective.target}
    unit = (objective.unit, objective.currency)
    return {name: NONE if value is None else quantity(value, *unit) for name, value in found.items()}


def _actions(actions: list[Action]) -> list[list[str]]:
    return [
        [_cut(one.title), _joined([one.client_owner.name if one.client_owner else "", one.owner.name, _due(one)])]
        for one in actions[: ROWS - 1]
    ]


def _issue(issue: Issue, _status: Status, why: str) -> list[str]:
    return [_cut(issue.title), _joined([str(issue.get_severity_display()), str(issue.get_status_display()), why])]


def _late(late: Late) -> list[str]:
    invoice = late.invoice
    amount = money(invoice.open_amount, invoice.currency)
    return [_cut(invoice.number), _joined([amount, _due(invoice), days_late(late.days), late.why])]


def _due(action: Action | Invoice) -> str:
    return _("due %s") % date_short(action.due_on)


def _talk(talk: Interaction) -> list[str]:
    people = ", ".join(person.name for person in talk.people.all())
    day = date_short(timezone.localdate(talk.happened_at))
    return [_cut(talk.opening), _joined([str(talk.get_kind_display()), day, talk.by.name, people])]


def _date(dated: Dated) -> list[str]:
    return [date_short(dated.on), _cut(dated.what)]


def _standing(brief: Brief) -> list[list[str]]:
    return [[f"{process.label}: {status.label}", _cut(why)] for process, status, why in brief.standing]


def _joined(parts: Iterable[str]) -> str:
    return _cut(" · ".join(part for part in parts if part), DETAIL)


def _paragraph(text: str) -> str:
    return _cut("\n".join(text.strip().splitlines()[:LINES]), PARAGRAPH)


def _cut(text: str, length: int = LINE) -> str:
    return Truncator(text.strip()).chars(length)
