"""The import itself: every step of a mapping, in one transaction, which a dry run rolls back at the end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from kam import services
from kam.actor import Source as ActorSource
from kam.actor import acting
from kam.drafts import Draft, Ending
from kam.models import ExternalId, User
from kam.transfer import resources
from kam.transfer.mapping import FieldRule, Mapping, MappingError, Step
from kam.transfer.report import Refused, Report, StepReport
from kam.transfer.resources import Resource
from kam.transfer.rows import Cells, Entry, Groups, Reader, most_frequent, tests_of, values_in, why_left_out
from kam.transfer.source import Row, open_source
from kam.transfer.values import Cell, reader_of, rewritten

CHUNK = 1000
KEY_LENGTH = 200


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


@dataclass(frozen=True, slots=True)
class _Column:
    """One field of the records: its rule, how its text is read, and of references whom they may name."""

    rule: FieldRule
    read: Callable[[Cell], Any]
    target: Resource | None
    is_many: bool

    @property
    def name(self) -> str:
        return self.rule.column or self.rule.field

    def texts(self, value: Any) -> tuple[str, ...]:
        """The names a read reference holds."""
        return value if self.is_many else (value,) if value else ()


class _Job:
    """One step: rows to entries, entries in chunks to drafts, drafts to the resource's service."""

    def __init__(
        self, mapping: Mapping, step: Step, folder: Path, lookups: dict[str, dict[str, str]], by: User | None
    ) -> None:
        self.system, self.step, self.lookups, self.by = mapping.system, step, lookups, by
        self.resource = resources.named(step.resource)
        self.resource.refuse_strangers(by)
        self.source = open_source(folder, step.file, mapping.format_of(step.file), self._number_columns())
        self.reader = Reader(self.source, sorted(step.columns))
        self.tests = tests_of(step.where, self.source)
        self.columns = [self._column(rule) for rule in step.fields]
        self.checks = [
            (check, values_in(open_source(folder, check.file, mapping.format_of(check.file)), check.in_column))
            for check in step.checks
        ]
        self.seen: dict[str, tuple[int, Entry]] = {}
        self.report = StepReport(step.resource, self.source)
        self._refuse_unknown_columns()

    def _number_columns(self) -> list[str]:
        rules = [rule for rule in self.step.fields if rule.column]
        found = [rule.column for rule in rules if isinstance(self.resource.field(rule.field), models.DecimalField)]
        return found + ([self.step.group.sum] if self.step.group else [])

    def _column(self, rule: FieldRule) -> _Column:
        field = self.resource.field(rule.field)
        target = resources.of_model(field.related_model) if field.related_model else None
        if rule.match and (target is None or rule.match not in target.natural):
            problem = _("%(field)s: records cannot be named by “%(match)s”")
            raise MappingError(problem % {"field": rule.field, "match": rule.match})
        return _Column(rule, reader_of(field, rule, self.source), target, is_many=bool(field.many_to_many))

    def _refuse_unknown_columns(self) -> None:
        """Of a grouped step; in any other the reader has found all columns in the file."""
        if self.step.group:
            known = Groups.columns(self.step.group)
            used = {rule.column for rule in self.step.fields if rule.column} | set(self.step.key)
            for column in sorted(used - known):
                problem = _("there is no column “%(column)s” after grouping; there are: %(known)s")
                raise MappingError(problem % {"column": column, "known": ", ".join(sorted(known))})

    def run(self) -> StepReport:
        with acting(ActorSource.IMPORT, self.step.file):
            for chunk in _chunked(self._entries()):
                self._write(chunk)
        return self.report

    # --- Rows to entries

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

    # --- Entries to records

    def _write(self, chunk: Sequence[Entry]) -> None:
        entries = self._sound(chunk, self._read)
        entries = [entry for entry in entries if not self._repeats(entry)]
        for column in self.columns:
            if column.target:
                entries = self._resolve(entries, column, column.target)
        drafts = self._drafts(entries)
        self.resource.write(list(drafts.values()), by=self.by)
        made = {entry.key: draft.record for entry, draft in drafts.items() if draft.ending == Ending.CREATED}
        services.remember_external_ids(made, system=self.system)
        for entry, draft in drafts.items():
            self._end(entry, draft.ending, *self._reasons(entry, draft.refusal))

    def _sound(self, entries: Iterable[Entry], check: Callable[[Entry], None]) -> list[Entry]:
        """Those that pass; the others end here."""
        sound = []
        for entry in entries:
            try:
                check(entry)
                sound.append(entry)
            except Refused as refusal:
                self._end(entry, Ending.FAILED, refusal)
        return sound

    def _end(self, entry: Entry, ending: Ending, *reasons: Refused) -> None:
        entry.ending = ending
        entry.values, entry.cells = {}, {}  # the entry is kept to recognise repetitions; what it held need not be
        self.report.end(entry.rows, ending, *reasons)
        self.report.records[ending] += 1

    def _read(self, entry: Entry) -> None:
        if entry.refusal:
            raise entry.refusal
        entry.key = " | ".join(str(entry.cells[column]) for column in self.step.key)
        if not all(entry.cells[column] for column in self.step.key) or len(entry.key) > KEY_LENGTH:
            reason = _("The key must be filled in, with at most %d characters.") % KEY_LENGTH
            raise Refused(reason, column=", ".join(self.step.key), value=entry.key)
        for column in self.columns:
            entry.values[column.rule.field] = self._value(entry, column)

    def _value(self, entry: Entry, column: _Column) -> Any:
        rule = column.rule
        cell = entry.cells[rule.column] if rule.column else rule.value
        if rule.correct and cell in rule.correct:
            for row in entry.rows:
                self.report.note(row, rule.column, cell, _("read as “%s”") % rule.correct[cell])
        try:
            return column.read(rewritten(rule, cell, self.lookups))
        except ValidationError as problem:
            raise Refused(problem, column=column.name, value=cell) from problem

    def _repeats(self, entry: Entry) -> bool:
        """Whether a row further up makes this record already: it then says the same and ends likewise, or fails."""
        stamp = hash(tuple(entry.values.values()))
        known_stamp, first = self.seen.setdefault(entry.key, (stamp, entry))
        if first is entry:
            return False
        if stamp != known_stamp:
            reason = _("Row %d has the same key and says something else.") % first.rows[0]
            self._end(entry, Ending.FAILED, Refused(reason, column=", ".join(self.step.key), value=entry.key))
        elif first.ending is None:
            first.rows += entry.rows
        else:
            same = Refused(_("As row %d, which says the same.") % first.rows[0])
            self.report.end(entry.rows, first.ending, *([same] if first.ending == Ending.FAILED else []))
        return True

    def _resolve(self, entries: Sequence[Entry], column: _Column, target: Resource) -> list[Entry]:
        """Put records in the place of their names."""
        field = column.rule.field
        texts = {text for entry in entries for text in column.texts(entry.values[field])}
        found = self._named(target, column.rule.match, texts)

        def put(entry: Entry) -> None:
            texts = column.texts(entry.values[field])
            records = [self._only(found.get(text, []), text, column, target) for text in texts]
            entry.values[field] = records if column.is_many else next(iter(records), None)

        return self._sound(entries, put)

    def _only(self, found: list[Any], text: str, column: _Column, target: Resource) -> Any:
        if len(found) == 1:
            return found[0]
        reason = (
            _("Several %(resource)s are known by this name (%(how)s).")
            if found
            else _("There are no %(resource)s known by this name (%(how)s).")
        )
        values = {"resource": target.name, "how": column.rule.match or self.system}
        raise Refused(reason % values, column=column.name, value=text)

    def _named(self, target: Resource, match: str, texts: set[str]) -> dict[str, list[Any]]:
        """The records of these names: ids of the other system or, if the mapping says so, a field of their own."""
        usable = target.usable_by(self.by)
        named: dict[str, list[Any]] = defaultdict(list)
        if match:
            for record in usable.filter(**{f"{match}__in": texts}):
                named[getattr(record, match)].append(record)
            return named
        ids = self._known_ids(target, texts)
        records = usable.in_bulk(ids.values())
        return {text: [records[pk]] for text, pk in ids.items() if pk in records}

    def _known_ids(self, resource: Resource, values: Iterable[str]) -> dict[str, int]:
        known = ExternalId.objects.filter(system=self.system, kind=resource.kind, value__in=list(values))
        return dict(known.values_list("value", "object_id"))

    def _drafts(self, entries: Sequence[Entry]) -> dict[Entry, Draft[Any]]:
        """A draft for each entry, of the record known by its key or of a new one."""
        ids = self._known_ids(self.resource, [entry.key for entry in entries])
        records = self.resource.model._default_manager.select_for_update().in_bulk(ids.values())
        usable = set(self.resource.usable_by(self.by).filter(pk__in=records).values_list("pk", flat=True))

        def refuse_foreign(entry: Entry) -> None:
            if ids.get(entry.key) in records.keys() - usable:
                raise Refused(_("You may not change this record."), column=", ".join(self.step.key), value=entry.key)

        sound = self._sound(entries, refuse_foreign)
        return {entry: Draft(entry.values, records.get(ids.get(entry.key, 0))) for entry in sound}

    def _reasons(self, entry: Entry, refusal: ValidationError | None) -> Iterator[Refused]:
        """What the service refused, field by field, told by the columns of the file."""
        if refusal is None:
            return
        columns = {column.rule.field: column.rule.column for column in self.columns}
        errors = refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages}
        for field, messages in errors.items():
            column = columns.get(field, "")
            value = entry.cells.get(column, "")
            name = column or ("" if field == "__all__" else field)
            yield from (Refused(message, column=name, value=value) for message in messages)


def _chunked(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    while chunk := list(islice(entries, CHUNK)):
        yield chunk
