"""The import itself: every step of a mapping, in one transaction, which a dry run rolls back at the end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.db import models, transaction
from django.utils.translation import gettext as _

from kam.actor import Source as ActorSource
from kam.actor import acting
from kam.drafts import Ending
from kam.models import User
from kam.transfer import resources
from kam.transfer.mapping import Mapping, Step
from kam.transfer.records import Records
from kam.transfer.references import References
from kam.transfer.report import Refused, Report, StepReport
from kam.transfer.resources import Resource
from kam.transfer.rows import Cells, Entry, Groups, Reader, most_frequent, tests_of, values_in, why_left_out
from kam.transfer.source import Row, open_source

CHUNK = 1000
NAME_LENGTH = 120  # of the source of an event


def run(mapping: Mapping, folder: Path, *, by: User | None, commit: bool) -> Report:
    """Follow the mapping. Rows that fail are left out and told; a mapping that cannot be followed raises, unwritten."""
    lookups = {
        name: most_frequent(lookup, open_source(folder, lookup.file, mapping.format_of(lookup.file)))
        for name, lookup in mapping.lookups.items()
    }
    jobs = [_Job(mapping, step, folder, lookups, by) for step in mapping.steps]
    with transaction.atomic():
        report = Report(commit, [job.run() for job in jobs])
        transaction.set_rollback(not commit)
    return report


class _Job:
    """One step: rows to entries, and these in chunks to records."""

    def __init__(
        self, mapping: Mapping, step: Step, folder: Path, lookups: dict[str, dict[str, str]], by: User | None
    ) -> None:
        resource = resources.named(step.resource)
        resource.refuse_strangers(by)
        self.step, self.by = step, by
        self.source = open_source(folder, step.file, mapping.format_of(step.file), _number_columns(step, resource))
        self.reader = Reader(self.source, sorted(step.columns))
        self.tests = tests_of(step.where, self.source)
        self.checks = [
            (check, values_in(open_source(folder, check.file, mapping.format_of(check.file)), check.in_column))
            for check in step.checks
        ]
        self.report = StepReport(step.resource, self.source)
        known = References(mapping.system, by)
        self.records = Records(step, resource, known=known, lookups=lookups, report=self.report)

    def run(self) -> StepReport:
        who = {"user": self.by.pk} if self.by else {}
        with acting(ActorSource.IMPORT, self.step.file[:NAME_LENGTH], **who):
            for chunk in _chunked(self._entries()):
                self.records.write(chunk)
        return self.report

    def _entries(self) -> Iterator[Entry]:
        groups = Groups(self.step.group, self.source) if self.step.group else None
        for row in self.source.rows():
            self.report.read += 1
            try:
                cells = self._taken(row)
                if cells is not None and groups is not None:
                    groups.add(row.number, cells)
            except Refused as refusal:
                self.report.end([row.number], Ending.FAILED, refusal)
                continue
            if cells is not None and groups is None:
                yield Entry([row.number], cells)
        if groups is not None:
            yield from groups.entries()

    def _taken(self, row: Row) -> Cells | None:
        """The row's cells, or nothing when the step leaves it out."""
        if not any(row.cells):
            self.report.end([row.number], Ending.SKIPPED, Refused(_("empty row")))
            return None
        cells = self.reader.cells(row)
        for check, known in self.checks:
            value = cells[check.column]
            if value and value not in known:
                remark = _("not in column “%(column)s” of %(file)s") % {"column": check.in_column, "file": check.file}
                self.report.note(row.number, check.column, value, remark)
        reason = why_left_out(cells, self.tests)
        if reason is None:
            return cells
        self.report.end([row.number], Ending.SKIPPED, reason)
        return None


def _number_columns(step: Step, resource: Resource) -> list[str]:
    """The columns whose numbers may have decimals, and so show how the file writes them."""
    rules = [rule for rule in step.fields if rule.column]
    found = [rule.column for rule in rules if isinstance(resource.field(rule.field), models.DecimalField)]
    return found + ([step.group.sum] if step.group else [])


def _chunked(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    while chunk := list(islice(entries, CHUNK)):
        yield chunk
