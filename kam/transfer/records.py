"""From entries to records: values are read, names replaced by records, and the resource's service checks and writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kam import services
from kam.drafts import Draft, Ending
from kam.transfer import resources
from kam.transfer.mapping import FieldRule, MappingError, Step
from kam.transfer.references import References
from kam.transfer.report import Refused, StepReport
from kam.transfer.resources import Resource
from kam.transfer.rows import Entry, Groups
from kam.transfer.source import Source
from kam.transfer.values import Cell, reader_of, rewritten

KEY_LENGTH = 200


@dataclass(frozen=True, slots=True)
class _Column:
    """One field of the records: its rule, how its text is read and, of references, what kind of record they name."""

    rule: FieldRule
    read: Callable[[Cell], Any]
    target: Resource | None
    is_many: bool

    @property
    def name(self) -> str:
        return self.rule.column or self.rule.field

    def texts(self, value: Any) -> tuple[str, ...]:
        """The names that a value, as read, holds."""
        return value if self.is_many else (value,) if value else ()


class Records:
    """Writes the records of one step, chunk by chunk, and reports how each of its rows ended."""

    def __init__(
        self,
        step: Step,
        resource: Resource,
        *,
        known: References,
        lookups: Mapping[str, Mapping[str, str]],
        report: StepReport,
    ) -> None:
        self.step, self.resource, self.known, self.lookups, self.report = step, resource, known, lookups, report
        self.key_name = ", ".join(step.key)
        self.columns = [_column(rule, resource, report.source) for rule in step.fields]
        self.seen: dict[str, tuple[int, Entry]] = {}
        _refuse_unknown_columns(step)

    def write(self, chunk: Sequence[Entry]) -> None:
        entries = self._sound(chunk, self._read)
        entries = [entry for entry in entries if not self._repeats(entry)]
        for column in self.columns:
            if column.target:
                entries = self._resolve(entries, column, column.target)
        drafts = self._drafts(entries)
        self.resource.write(list(drafts.values()), by=self.known.by)
        made = {entry.key: draft.record for entry, draft in drafts.items() if draft.ending == Ending.CREATED}
        services.remember_external_ids(made, system=self.known.system)
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
            raise Refused(reason, column=self.key_name, value=entry.key)
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
            self._end(entry, Ending.FAILED, Refused(reason, column=self.key_name, value=entry.key))
        elif first.ending is None:
            first.rows += entry.rows
        else:
            same = Refused(_("As row %d, which says the same.") % first.rows[0])
            self.report.end(entry.rows, first.ending, *([same] if first.ending == Ending.FAILED else []))
        return True

    def _resolve(self, entries: Sequence[Entry], column: _Column, target: Resource) -> list[Entry]:
        """Put records in the place of their names."""
        field, match = column.rule.field, column.rule.match
        texts = {text for entry in entries for text in column.texts(entry.values[field])}
        found = self.known.named(target, texts, match=match)

        def put(entry: Entry) -> None:
            records = [
                self.known.only(found.get(text, []), target, match=match, column=column.name, text=text)
                for text in column.texts(entry.values[field])
            ]
            entry.values[field] = records if column.is_many else next(iter(records), None)

        return self._sound(entries, put)

    def _drafts(self, entries: Sequence[Entry]) -> dict[Entry, Draft[Any]]:
        """A draft for each entry, of the record known by its key or of a new one."""
        ids = self.known.ids(self.resource, [entry.key for entry in entries])
        records, usable = self.known.to_change(self.resource, ids.values())

        def refuse_foreign(entry: Entry) -> None:
            if ids.get(entry.key) in records.keys() - usable:
                raise Refused(_("You may not change this record."), column=self.key_name, value=entry.key)

        sound = self._sound(entries, refuse_foreign)
        return {entry: Draft(entry.values, records.get(ids.get(entry.key, 0))) for entry in sound}

    def _reasons(self, entry: Entry, refusal: ValidationError | None) -> Iterator[Refused]:
        """What the service refused, told by the columns of the file."""
        if refusal is None:
            return
        columns = {column.rule.field: column.rule.column for column in self.columns}
        errors = refusal.message_dict if hasattr(refusal, "error_dict") else {"__all__": refusal.messages}
        for field, messages in errors.items():
            column = columns.get(field, "")
            name = column or ("" if field == "__all__" else field)
            value = entry.cells.get(column, "")
            yield from (Refused(message, column=name, value=value) for message in messages)


def _column(rule: FieldRule, resource: Resource, source: Source) -> _Column:
    field = resource.field(rule.field)
    target = resources.of_model(field.related_model) if field.related_model else None
    if rule.match and (target is None or rule.match not in target.natural):
        problem = _("%(field)s: records cannot be named by “%(match)s”")
        raise MappingError(problem % {"field": rule.field, "match": rule.match})
    return _Column(rule, reader_of(field, rule, source), target, is_many=bool(field.many_to_many))


def _refuse_unknown_columns(step: Step) -> None:
    """Of a grouped step. In any other, reading its rows asks the file for every column."""
    if step.group is None:
        return
    known = Groups.columns(step.group)
    used = {rule.column for rule in step.fields if rule.column} | set(step.key)
    for column in sorted(used - known):
        problem = _("there is no column “%(column)s” after grouping; there are: %(known)s")
        raise MappingError(problem % {"column": column, "known": ", ".join(sorted(known))})
