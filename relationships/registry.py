"""What the registry of needs shows of each need beside its own row, and of all of them together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Count, F, Func, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from kam import slots
from kam.models import User
from kam.status import Status
from kam.view_tabs import ViewTab, counted
from relationships.models import Need
from relationships.models.need import IMPORTANT, WIDE_GAP, NeedQuerySet

SCORES = (1, 2, 3, 4, 5)
TOLD_IN_CELL = 3

# --- Ready-made views -------------------------------------------------------------------------------------------------

Narrow = Callable[[NeedQuerySet, date], NeedQuerySet]
VIEWS: dict[str, tuple[StrPromise, Narrow]] = {
    "assess": (_("Assess now"), lambda needs, on: needs.to_assess(on=on)),
    "deadlines": (_("Deadlines within 60 days"), lambda needs, on: needs.due_soon(on=on)),
    "unmet": (_("Unmet and important"), lambda needs, on: needs.unmet()),
    "unserved": (_("Nobody serves this"), lambda needs, on: needs.unserved()),
}


def views(needs: NeedQuerySet, *, chosen: str, on: date) -> list[ViewTab]:
    found: list[tuple[str, str | StrPromise, NeedQuerySet]] = [
        (key, label, narrow(needs, on)) for key, (label, narrow) in VIEWS.items()
    ]
    found.append(("", _("All"), needs))
    return [ViewTab(key, label, counted(rows), is_current=key == chosen) for key, label, rows in found]


# --- The list ---------------------------------------------------------------------------------------------------------

ORDERS: dict[str, Any] = {
    "statement": F("statement"),
    "client": F("client__name"),
    "importance": F("importance"),
    "fit": F("fit"),
    "gap": F("importance") - F("fit"),
    "confidence": F("confidence"),
    "next": F("next_assessment_on"),
}


def in_order(needs: NeedQuerySet, ordering: str, *, on: date) -> NeedQuerySet:
    """By a column, what has no value last; unless a known one is named, what presses first."""
    column = ORDERS.get(ordering.removeprefix("-"))
    if column is None:
        return needs.pressing_first(on=on)
    direction = "desc" if ordering.startswith("-") else "asc"
    return needs.order_by(getattr(column, direction)(nulls_last=True), "pk")


@dataclass(frozen=True, slots=True)
class Row:
    """One need as lists show it. `answers`: what the apps above say answers it; `late`: days its assessment is late."""

    need: Need
    answers: list[SafeString]
    may_change: bool
    late: int
    tone: str

    @property
    def calls_for_an_answer(self) -> bool:
        """Whether it is a pity that nothing answers it: it may be true and is not met as far as is known."""
        gap = self.need.gap
        return self.need.status != Need.Status.REFUTED and (gap is None or gap > 0)


def rows_of(needs: Sequence[Need], *, user: User, on: date) -> list[Row]:
    """Each with what is known beside it, in a fixed number of statements however many there are."""
    ids = [need.pk for need in needs]
    return rows(needs, set(Need.objects.editable_by(user).filter(pk__in=ids).values_list("pk", flat=True)), on=on)


def rows(needs: Sequence[Need], editable: Container[int], *, on: date) -> list[Row]:
    """`editable`: the ids of those among them that the reader may change."""
    told = slots.collect("needs.answers", needs) if needs else []
    return [
        Row(
            need,
            [answers[need.pk] for answers in told if need.pk in answers],
            may_change=need.pk in editable,
            late=need.days_late(on),
            tone=tone_of(need, on=on),
        )
        for need in needs
    ]


def tone_of(need: Need, *, on: date) -> str:
    """How its next assessment stands: bad once it is late by a whole cadence, warn from its day on, else nothing."""
    if not need.is_to_assess(on):
        return ""
    return Status.BAD if need.days_late(on) >= need.assess_every else Status.WARN


# --- Importance and fit -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """The needs of one importance and fit: how many, and the first few in words."""

    importance: int
    fit: int
    count: int = 0
    told: tuple[str, ...] = ()

    words: ClassVar = {
        Status.BAD: _("Important and unmet"),
        Status.WARN: _("Met less than it matters"),
        Status.GOOD: _("Met"),
    }

    @property
    def tone(self) -> Status:
        gap = self.importance - self.fit
        if gap >= WIDE_GAP and self.importance >= IMPORTANT:
            return Status.BAD
        return Status.WARN if gap > 0 else Status.GOOD

    @property
    def word(self) -> str | StrPromise:
        return self.words[self.tone]

    @property
    def rest(self) -> int:
        return self.count - len(self.told)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Importance by fit. `unscored`: how many needs have no place in it, for want of one or both scores."""

    cells: dict[tuple[int, int], Cell]
    unscored: int

    @property
    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """From the most important down; each from the worst fit to the best."""
        for importance in reversed(SCORES):
            yield importance, [self._cell(importance, fit) for fit in SCORES]

    @property
    def is_empty(self) -> bool:
        return not self.cells

    def _cell(self, importance: int, fit: int) -> Cell:
        return self.cells.get((importance, fit)) or Cell(importance, fit)


def matrix_of(needs: Iterable[Need]) -> Matrix:
    """The same of needs at hand."""
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    unscored = 0
    for need in needs:
        if need.importance is None or need.fit is None:
            unscored += 1
        else:
            found[need.importance, need.fit].append(need.statement)
    cells = {
        (importance, fit): Cell(importance, fit, len(said), tuple(said[:TOLD_IN_CELL]))
        for (importance, fit), said in found.items()
    }
    return Matrix(cells, unscored)


def matrix(needs: QuerySet[Need]) -> Matrix:
    """One statement over all the needs given, whatever the page that is shown of them."""
    all_said: Any = ArrayAgg("statement", order_by="pk")
    said = Func(all_said, template=f"(%(expressions)s)[1:{TOLD_IN_CELL}]", output_field=ArrayField(CharField()))
    found = needs.order_by().values("importance", "fit").annotate(n=Count("pk"), told=said)
    cells, unscored = {}, 0
    for importance, fit, n, told in found.values_list("importance", "fit", "n", "told"):
        if importance is None or fit is None:
            unscored += n
        else:
            cells[importance, fit] = Cell(importance, fit, n, tuple(told))
    return Matrix(cells, unscored)
