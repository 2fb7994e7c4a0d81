"""What the objectives list and board show of each objective beside its own row, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, QuerySet, Value, Window
from django.db.models.functions import NullIf, RowNumber, TruncQuarter
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kam.models import User
from kam.numbers import date_short
from kam.web import COUNTED_UP_TO
from planning.models import Action, AgreementState, Objective, Progress
from planning.reviews import Judgement, judged

TREND = 12
CARDS = 20
"""Cards of a column of the board; the list shows the rest."""
QUARTERS = 8

Status = Objective.Status


@dataclass(frozen=True, slots=True)
class Row:
    """One objective as the list shows it. `trend`: the last readings, oldest first, in its unit."""

    objective: Objective
    judgement: Judgement
    trend: list[Decimal]
    actions: int
    done: int
    may_change: bool

    @property
    def expected(self) -> Decimal | None:
        return _readable(self.judgement.expected, self.objective)

    @property
    def forecast(self) -> Decimal | None:
        return _readable(self.judgement.forecast, self.objective)

    @property
    def variance(self) -> Decimal | None:
        """What was read last less what was expected at the latest review, in the objective's unit."""
        if self.objective.current is None or self.judgement.expected is None:
            return None
        return _readable(self.objective.current - self.judgement.expected, self.objective)

    @property
    def done_share(self) -> float:
        return self.done / self.actions if self.actions else 0.0

    @property
    def agreement(self) -> SafeString:
        return agreement_mark(self.objective)


def _readable(computed: Decimal | None, objective: Objective) -> Decimal | None:
    """Computed money without its cents, which nobody expected to the cent; the objective's page has them."""
    return computed.quantize(Decimal(1)) if computed is not None and objective.unit == "money" else computed


def rows_of(objectives: Sequence[Objective], *, user: User) -> list[Row]:
    """Each with what is known beside it, in a fixed number of statements however many there are."""
    ids = [objective.pk for objective in objectives]
    trends, actions = _trends(ids), _actions(ids)
    editable = set(Objective.objects.editable_by(user).filter(pk__in=ids).values_list("pk", flat=True))
    return [
        Row(one, judgement, trends.get(one.pk, []), *actions.get(one.pk, (0, 0)), may_change=one.pk in editable)
        for one, judgement in judged(objectives)
    ]


def _trends(ids: Sequence[int]) -> dict[int, list[Decimal]]:
    readings = Progress.objects.kept().filter(objective=OuterRef("pk")).order_by("-noted_on", "-pk")[:TREND]
    found = Objective.objects.filter(pk__in=ids).order_by().annotate(trend=ArraySubquery(readings.values("value")))
    return {pk: trend[::-1] for pk, trend in found.values_list("pk", "trend")}


def _actions(ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many actions serve each objective, and how many of them are done."""
    planned = Action.objects.filter(objective__in=ids).exclude(status=Action.Status.DROPPED).order_by()
    counted = planned.values("objective").annotate(n=Count("pk"), done=Count("pk", filter=Q(status="done")))
    return {pk: (n, done) for pk, n, done in counted.values_list("objective", "n", "done")}


def totals(objectives: QuerySet[Objective], *, today: date) -> dict[str, int]:
    """How many there are, of how many clients, overdue, without a reading; counted no further than people care."""
    overdue = Q(due_on__lt=today) & ~Q(status__in=(Status.CLOSED, Status.CANCELLED))
    return objectives.order_by()[: COUNTED_UP_TO + 1].aggregate(
        n=Count("pk"),
        clients=Count("client", distinct=True),
        overdue=Count("pk", filter=overdue),
        unread=Count("pk", filter=Q(current=None)),
    )


# --- The board --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the board: its name, how many objectives it has, the first of them, and how the list asks for all."""

    key: str
    label: str
    count: int
    rows: list[Row]
    query: str

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


def by_status(objectives: QuerySet[Objective], *, user: User) -> list[Column]:
    """One column for each status, empty ones too: a way of work is seen whole."""
    grouped = objectives.annotate(group=F("status"))
    known = _columns(grouped, user=user)
    return [
        Column(status, str(status.label), *known.get(status, (0, [])), query=f"status={_listed(status)}")
        for status in Status
    ]


def by_quarter(objectives: QuerySet[Objective], *, user: User) -> list[Column]:
    """The quarters in which something is due, the first eight of them."""
    known = _columns(objectives.annotate(group=TruncQuarter("due_on")), user=user)
    return [
        Column(
            f"{first:%Y-%m}", _quarter(first), *known[first], query=f"status=any&due_from={first}&due_to={_end(first)}"
        )
        for first in sorted(known)[:QUARTERS]
    ]


def _columns(grouped: QuerySet[Any], *, user: User) -> dict[Any, tuple[int, list[Row]]]:
    counts = dict(grouped.order_by().values("group").annotate(n=Count("pk")).values_list("group", "n"))
    place = Window(RowNumber(), partition_by=F("group"), order_by=(F("due_on"), F("pk")))
    first = grouped.annotate(place=place).filter(place__lte=CARDS).order_by("due_on", "pk")
    rows: dict[Any, list[Row]] = {group: [] for group in counts}
    for row in rows_of(list(first.select_related("client", "owner")), user=user):
        rows[row.objective.group].append(row)  # type: ignore[attr-defined]  # annotated
    return {group: (n, rows[group]) for group, n in counts.items()}


def _listed(status: str) -> str:
    """How the list's filter names a status: the running ones are what it shows anyway."""
    return "" if status == Status.ACTIVE else status


def _quarter(first: date) -> str:
    return _("Q%(quarter)d %(year)d") % {"quarter": (first.month + 2) // 3, "year": first.year}


def _end(first: date) -> date:
    month = first.month + 2
    return first.replace(month=month, day=30 if month in (6, 9) else 31)


# --- Agreed? ----------------------------------------------------------------------------------------------------------


def agreement_mark(objective: Objective) -> SafeString:
    """What was agreed, since when, what is being asked now, and whether terms lie ready that were not offered yet."""
    marks = list(_marks(objective))
    if not marks:
        return format_html('<span class="muted">{}</span>', "–")
    return format_html_join(" ", '<span class="{}">{}</span>', marks)


def _marks(objective: Objective) -> Iterable[tuple[str, str]]:
    if objective.agreed_version:
        told = {"version": objective.agreed_version}
        by_word = objective.agreed_offline
        yield "nowrap", (_("◍ agreed v%(version)d") if by_word else _("● agreed v%(version)d")) % told
        day = date_short(objective.agreed_on) if objective.agreed_on else ""
        yield "meta", _("%(day)s, recorded by us") % {"day": day} if by_word else day
    if objective.agreement and objective.agreement != AgreementState.AGREED:
        yield "meta", str(AgreementState(objective.agreement).label)
    if objective.next_terms:
        yield "meta", _("draft differs")


# --- Order ------------------------------------------------------------------------------------------------------------

ATTAINED = (F("current") - F("baseline")) / NullIf(F("target") - F("baseline"), Value(Decimal(0)))
"""The part of the way from baseline to target that the latest reading has come."""

ORDERS: dict[str, Any] = {
    "title": F("title"),
    "client": F("client__name"),
    "read": F("current_on"),
    "attained": ATTAINED,
    "due": F("due_on"),
}


def in_order(objectives: QuerySet[Objective], ordering: str) -> QuerySet[Objective]:
    """As `ordering` says, such as "-due"; the first due first where it says nothing known. Unknown values come last."""
    wanted = ORDERS.get(ordering.removeprefix("-"), ORDERS["due"])
    falling = ordering.startswith("-") and ordering[1:] in ORDERS
    return objectives.order_by(wanted.desc(nulls_last=True) if falling else wanted.asc(nulls_last=True), "due_on", "pk")
