"""What became of every row, and why: totals for reading, every single reason as CSV."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kam.drafts import Ending
from kam.transfer.source import Source

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
ROWS_SHOWN = 5


class Weight(models.TextChoices):
    FAILED = "failed", gettext_lazy("failed")
    SKIPPED = "skipped", gettext_lazy("skipped")
    NOTE = "note", gettext_lazy("note")


class Issue(NamedTuple):
    """Something to say about one row of a file."""

    row: int
    column: str
    value: str
    weight: Weight
    reason: str


class Refused(Exception):
    """A row cannot be used: what is wrong with which of its cells."""

    def __init__(self, reason: str | ValidationError, *, column: str = "", value: object = "") -> None:
        self.reason = "; ".join(reason.messages) if isinstance(reason, ValidationError) else reason
        self.column, self.value = column, str(value)
        super().__init__(self.reason)


@dataclass(slots=True)
class StepReport:
    """`rows` and `records` count endings: of the rows read, and of the records that the rows make up."""

    resource: str
    source: Source
    read: int = 0
    rows: Counter[Ending] = field(default_factory=Counter)
    records: Counter[Ending] = field(default_factory=Counter)
    issues: list[Issue] = field(default_factory=list)

    def end(self, rows: Sequence[int], ending: Ending, *reasons: Refused) -> None:
        self.rows[ending] += len(rows)
        weight = Weight.SKIPPED if ending == Ending.SKIPPED else Weight.FAILED
        for row in rows:
            self.issues += [Issue(row, reason.column, reason.value, weight, reason.reason) for reason in reasons]

    def note(self, row: int, column: str, value: str, remark: str) -> None:
        self.issues.append(Issue(row, column, value, Weight.NOTE, remark))


@dataclass(slots=True)
class Report:
    is_committed: bool
    steps: list[StepReport] = field(default_factory=list)

    @property
    def has_failures(self) -> bool:
        return any(step.rows[Ending.FAILED] or step.records[Ending.FAILED] for step in self.steps)

    def lines(self, *, all_rows: bool = False) -> Iterator[str]:
        for place, step in enumerate(self.steps, start=1):
            yield f"{place}. {step.resource} ← {step.source.path.name} ({step.source.told()})"
            yield f"   {_rows_line(step)}"
            if step.rows != step.records:
                yield "   " + _("Records: %s") % _counted(step.records)
            yield from (f"   - {line}" for line in _issue_lines(step.issues, ROWS_SHOWN if not all_rows else None))
        yield _("Written.") if self.is_committed else _("Dry run: nothing was written. Repeat with --commit to write.")


def _rows_line(step: StepReport) -> str:
    read = ngettext("%d row read", "%d rows read", step.read) % step.read
    return f"{read}: {_counted(step.rows)}"


def _counted(endings: Counter[Ending]) -> str:
    return ", ".join(f"{endings[ending]} {ending.label}" for ending in Ending)


def _issue_lines(issues: Iterable[Issue], shown: int | None) -> Iterator[str]:
    """One line for each remark: how often, about which values, in which rows."""
    alike: dict[tuple[Weight, str, str], list[Issue]] = defaultdict(list)
    for issue in issues:
        alike[issue.weight, issue.column, issue.reason].append(issue)
    for (weight, column, reason), found in alike.items():
        counted = ngettext("%d row", "%d rows", len(found)) % len(found)
        values = Counter(issue.value for issue in found if issue.value)
        told = [f"“{value}” × {count}" if count > 1 else f"“{value}”" for value, count in values.most_common()]
        parts = [f"{column}: {reason}" if column else reason, _first(told, shown)]
        rows = ngettext("row %s", "rows %s", len(found)) % _first([str(issue.row) for issue in found], shown)
        yield f"{weight.label}, {counted}: {'; '.join(filter(None, [*parts, rows]))}"


def _first(texts: Sequence[str], shown: int | None) -> str:
    return ", ".join([*texts[:shown], "…"] if shown is not None and len(texts) > shown else texts)


def write_files(report: Report, folder: Path) -> list[Path]:
    """Every issue as `report.csv`, and of each file with failed rows a copy of those rows with their reasons."""
    folder.mkdir(parents=True, exist_ok=True)
    failed: dict[Path, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    sources = {step.source.path: step.source for step in report.steps}
    for step in report.steps:
        for issue in step.issues:
            if issue.weight == Weight.FAILED:
                failed[step.source.path][issue.row].append(": ".join(filter(None, (issue.column, issue.reason))))
    written = [_write_issues(report, folder / "report.csv")]
    return written + [_write_failed(sources[path], reasons, folder) for path, reasons in failed.items()]


def _write_issues(report: Report, path: Path) -> Path:
    header = ("step", "resource", "file", "row", "column", "value", "weight", "reason")
    rows = (
        (place, step.resource, step.source.path.name, *issue)
        for place, step in enumerate(report.steps, start=1)
        for issue in step.issues
    )
    return _write(path, [header, *rows], ",")


def _write_failed(source: Source, reasons: dict[int, list[str]], folder: Path) -> Path:
    rows = ([*row.cells, "; ".join(reasons[row.number])] for row in source.rows() if row.number in reasons)
    return _write(folder / source.path.name, [[*source.columns, "reason"], *rows], source.separator)


def _write(path: Path, rows: Iterable[Iterable[object]], separator: str) -> Path:
    """With a byte order mark, by which spreadsheets know UTF-8."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=separator).writerows([inert(str(cell)) for cell in row] for row in rows)
    return path


def inert(cell: str) -> str:
    """No spreadsheet takes the cell for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
