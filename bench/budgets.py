"""What each piece of work may cost, and whether it does.

A budget binds if it is a ratio to a floor of the same run, a growth, a number of statements or a size: those mean the
same on any machine. Milliseconds are told beside them and never decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bench.clocks import Minded
from bench.gauge import Gauged
from bench.jobs import Review
from bench.mails import Imported
from bench.pages import Page
from bench.saft import Brought

TOLERANCE = 0.15  # of a measured ratio: a run on a busy machine differs by as much from the next
GOALS_PER_STATEMENT = 500
HELLO = "hello"


@dataclass(frozen=True, slots=True)
class Budget:
    """Of a page. CPU in milliseconds of Python; `hellos` of Python against a hello; growth of all CPU at 10 x."""

    sql: int
    cpu: float
    growth: float | None = 1.3
    hellos: float | None = None
    kilobytes: float | None = None
    wall: float | None = None


PAGES = {
    "clients of a team, page of 50": Budget(sql=10, cpu=20, hellos=30),
    "clients of the company, page of 50": Budget(sql=10, cpu=20, hellos=30),
    "objectives of a team, page of 50": Budget(sql=12, cpu=40),
    "objectives board of a team": Budget(sql=12, cpu=40),
    "client": Budget(sql=20, cpu=40),
    "client portal": Budget(sql=20, cpu=40),
    "relationship map, 300 people": Budget(sql=20, cpu=100, hellos=160),
    "timeline": Budget(sql=20, cpu=40),
    "timeline, a year back": Budget(sql=20, cpu=40),
    "timeline, difficult calls": Budget(sql=20, cpu=40),
    "conversations of one person": Budget(sql=12, cpu=40),
    "conversations of a team": Budget(sql=12, cpu=40),
    "conversations of a team, a year back": Budget(sql=12, cpu=40),
    "conversations of the company": Budget(sql=12, cpu=40),
    "My day": Budget(sql=20, cpu=40),
    "team board, 200 clients": Budget(sql=15, cpu=40),
    "team board, the company": Budget(sql=15, cpu=40, growth=None, wall=100),
    "API, 50 clients": Budget(sql=6, cpu=10, kilobytes=60),
    "API, 50 objectives": Budget(sql=6, cpu=10, kilobytes=60),
}
TIMELINE_SQL = 5.0  # milliseconds, all statements of the page together


@dataclass(frozen=True, slots=True)
class Stage:
    """All that was measured at one size of the company."""

    clients: int
    review: Review
    pages: dict[str, Page]


@dataclass(frozen=True, slots=True)
class Check:
    row: str
    what: str
    found: float
    limit: float
    binds: bool = True
    tolerance: float = 0.0

    @property
    def is_kept(self) -> bool:
        return self.found <= self.limit

    @property
    def is_broken(self) -> bool:
        return self.binds and self.found > self.limit * (1 + self.tolerance)

    @property
    def verdict(self) -> str:
        if self.is_kept:
            return "ok"
        return "BROKEN" if self.is_broken else "within tolerance" if self.binds else "over, here"


def checks(stages: Sequence[Stage]) -> list[Check]:
    """At the largest size, and from each size to the next."""
    first, last = stages[0], stages[-1]
    found = [*_of_review(last.review), *_of_growing_review(stages)]
    for name, budget in PAGES.items():
        found += _of_page(name, budget, last.pages)
        found += _of_growing_page(name, budget, first.pages[name], last.pages[name])
    return found


def of_gauge(gauged: Gauged) -> Iterator[Check]:
    """Ten times the floor leaves room for growth and season, drawn for each end; the rate is told, not bound."""
    yield Check("realism gauge, 5,000 draws", "x floor, wall", gauged.ratio, 10, tolerance=TOLERANCE)
    yield Check("realism gauge, 5,000 draws", "seconds per 200 objectives", 200 / gauged.rate, 20, binds=False)


def of_mails(imported: Imported) -> Iterator[Check]:
    """What the floor leaves out: reading what is broken, access, the rules and the history of each record."""
    row, again = "mails taken in", "the same mails again"
    yield Check(row, "x floor, CPU", imported.first.cpu / imported.floor.cpu, 5, tolerance=TOLERANCE)
    yield Check(row, "statements each", imported.first.sql / imported.mails, 20)
    yield Check(row, "seconds per 1,000", 1000 / imported.rate, 20, binds=False)
    yield Check(row, "interactions beside one each", abs(imported.written - imported.mails), 0)
    yield Check(again, "x floor, CPU", imported.again.cpu / imported.floor.cpu, 1, tolerance=TOLERANCE)


def of_clocks(minded: Minded) -> Iterator[Check]:
    """Statements by the chunk of 500, however many issues wait; each rung told once, then nothing to do."""
    row = f"clocks of {minded.issues:,} issues, {minded.due:,} due"
    yield Check(row, "statements per chunk", minded.busy.sql / (minded.due / 500), 20, tolerance=TOLERANCE)
    yield Check(row, "told beside one each", abs(minded.told - minded.due), 0)
    yield Check(row, "told again", minded.again, 0)
    yield Check(row, "statements of a quiet minute", minded.quiet.sql, 6)
    yield Check(row, "ms of a quiet minute", minded.quiet.wall, 50, binds=False)
    yield Check(row, "seconds", minded.busy.wall / 1000, 30, binds=False)


def of_saft(brought: Brought) -> Iterator[Check]:
    """Memory stays flat however long the file; statements by the chunk of 500 documents."""
    row = f"SAF-T of {brought.invoices:,} invoices"
    yield Check(row, "memory, MB more", brought.growth, 150)
    yield Check(row, "statements per invoice", brought.written.sql / brought.invoices, 0.2, tolerance=TOLERANCE)
    yield Check(row, "invoices missing or wrong", brought.wrong, 0)
    for what, cost in (("reading", brought.read), ("checking", brought.checked), ("writing", brought.written)):
        yield Check(row, f"ms per 1,000, {what}", cost.wall / brought.invoices * 1000, 10_000, binds=False)


def _of_review(review: Review) -> Iterator[Check]:
    first, second = review.costs["first run"], review.costs["second run"]
    reviews, standings = review.costs["floor of reviews"], review.costs["floor of standings"]
    row = "goal review, first run"
    yield Check(row, "x floor, wall", first.wall / (reviews.wall + standings.wall), 3, tolerance=TOLERANCE)
    yield Check(row, "x floor, CPU", first.cpu / (reviews.cpu + standings.cpu), 2, tolerance=TOLERANCE)
    yield Check(row, "statements", first.sql, max(review.objectives / GOALS_PER_STATEMENT, 40))
    yield Check(row, "memory, MB more", review.growth, 150)
    yield Check(row, "goals judged otherwise than by the floor", review.disagreements, 0)
    row = "goal review, second run"
    yield Check(row, "x first run, wall", second.wall / first.wall, 0.7, tolerance=TOLERANCE)
    yield Check(row, "rows written", review.written, 0)
    yield Check(row, "announcements", review.announced, 0)


def _of_growing_review(stages: Sequence[Stage]) -> Iterator[Check]:
    for before, after in pairwise(stages):
        growth = after.review.costs["first run"].cpu / before.review.costs["first run"].cpu
        times = after.review.objectives / before.review.objectives
        what = f"growth of CPU at {times:.0f} x data"
        yield Check("goal review, first run", what, growth, 1.1 * times, tolerance=TOLERANCE)


def _of_page(name: str, budget: Budget, pages: dict[str, Page]) -> Iterator[Check]:
    page, hello = pages[name], pages[HELLO]
    yield Check(name, "statements", page.cost.sql, budget.sql)
    yield Check(name, "CPU ms", page.cost.python, budget.cpu, binds=False)
    if budget.hellos:
        yield Check(name, "x hello, CPU", page.cost.python / hello.cost.python, budget.hellos, tolerance=TOLERANCE)
    if budget.wall:
        yield Check(name, "wall ms", page.cost.wall, budget.wall, binds=False)
    if budget.kilobytes:
        yield Check(name, "kB", page.bytes / 1000, budget.kilobytes)
    if name.startswith("timeline"):
        yield Check(name, "ms in the database", page.cost.waiting, TIMELINE_SQL, binds=False)


def _of_growing_page(name: str, budget: Budget, small: Page, large: Page) -> Iterator[Check]:
    yield Check(name, "statements more in the largest company", abs(large.cost.sql - small.cost.sql), 0)
    if budget.growth:
        growth = large.cost.cpu / small.cost.cpu
        yield Check(name, "growth of CPU, smallest to largest", growth, budget.growth, tolerance=TOLERANCE)
