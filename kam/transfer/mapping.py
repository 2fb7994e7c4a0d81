"""What an import is to do: a mapping file (TOML), checked before any data is touched. See docs/importing.md."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as ReadOnly
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from django.utils.translation import gettext as _

T = TypeVar("T")

TRANSFORMS = ("lower", "upper", "slug", "country")
ENCODINGS = ("utf-8", "cp1252", "utf-16")
SEPARATORS = (",", ";", "\t")
DAY_ORDERS = ("dmy", "mdy", "ymd")
CONDITIONS = ("is", "filled", "from", "before")


class MappingError(Exception):
    """The mapping cannot be followed: nothing was read or written."""


@dataclass(frozen=True, slots=True)
class FileFormat:
    """What is known of a file beforehand; whatever is empty is found out by looking at it."""

    encoding: str = ""
    separator: str = ""
    decimal: str = ""
    dates: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """Which rows a step takes: `column` `test` `value`."""

    column: str
    test: str
    value: str


@dataclass(frozen=True, slots=True)
class Check:
    """A remark on each row whose value does not appear in a column of another file. It stops no row."""

    column: str
    file: str
    in_column: str


@dataclass(frozen=True, slots=True)
class Lookup:
    """For each value of `key`, the value of `most` that the most rows have; of several, the first by name."""

    file: str
    key: str
    most: str
    where: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One record for all rows that agree `by` these columns, with the `sum` of a column.

    With `month`, the column of a date, one record for each month from the first to the last of all rows taken; its sum
    runs on from month to month.
    """

    by: tuple[str, ...]
    sum: str
    month: str


@dataclass(frozen=True, slots=True)
class FieldRule:
    """Where one field's value comes from (a column or a constant) and what is done to it, in this order."""

    field: str
    column: str = ""
    value: str = ""
    correct: ReadOnly[str, str] | None = None
    map: ReadOnly[str, str] | None = None
    lookup: str = ""
    transform: tuple[str, ...] = ()
    prefix: str = ""
    suffix: str = ""
    split: str = ""
    match: str = ""
    multiply: Decimal | None = None
    places: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    file: str
    resource: str
    key: tuple[str, ...]
    fields: tuple[FieldRule, ...]
    where: tuple[Condition, ...]
    checks: tuple[Check, ...]
    group: Group | None

    @property
    def columns(self) -> set[str]:
        """The columns of its file that the step needs."""
        read = {rule.column for rule in self.fields if rule.column} | set(self.key)
        if self.group:
            read = {*self.group.by, self.group.sum, self.group.month} - {""}
        return read | {condition.column for condition in self.where} | {check.column for check in self.checks}


@dataclass(frozen=True, slots=True)
class Mapping:
    system: str
    files: ReadOnly[str, FileFormat]
    lookups: ReadOnly[str, Lookup]
    steps: tuple[Step, ...]

    def format_of(self, file: str) -> FileFormat:
        return self.files.get(file, FileFormat())


def read(path: Path) -> Mapping:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise MappingError(f"{path}: {problem}") from problem
    return parse(raw)


def parse(raw: dict[str, Any]) -> Mapping:
    table = _Table(raw, "mapping")
    lookups = {name: _lookup(found) for name, found in table.tables("lookups").items()}
    mapping = Mapping(
        system=table.text("system"),
        files={name: _format(found) for name, found in table.tables("files").items()},
        lookups=lookups,
        steps=tuple(_step(found, lookups) for found in table.list_of_tables("steps")),
    )
    table.end()
    if not mapping.steps:
        table.refuse(_("it has no steps"))
    return mapping


def _format(table: _Table) -> FileFormat:
    found = FileFormat(
        encoding=table.choice("encoding", ENCODINGS),
        separator=table.choice("separator", SEPARATORS),
        decimal=table.choice("decimal", (",", ".")),
        dates=table.choice("dates", DAY_ORDERS),
    )
    table.end()
    return found


def _lookup(table: _Table) -> Lookup:
    found = Lookup(file=table.file("file"), key=table.text("key"), most=table.text("most"), where=_conditions(table))
    table.end()
    return found


def _step(table: _Table, lookups: ReadOnly[str, Lookup]) -> Step:
    found = Step(
        file=table.file("file"),
        resource=table.text("resource"),
        key=table.texts("key"),
        fields=tuple(_field(table, name, raw, lookups) for name, raw in table.take("fields", dict, {}).items()),
        where=_conditions(table),
        checks=tuple(_check(check) for check in table.list_of_tables("checks")),
        group=_group(table.table("group")) if "group" in table else None,
    )
    table.end()
    if not found.key:
        table.refuse(_("“key” is missing: the columns by which a row is known again"))
    return found


def _conditions(table: _Table) -> tuple[Condition, ...]:
    return tuple(_condition(found) for found in table.list_of_tables("where"))


def _condition(table: _Table) -> Condition:
    column = table.text("column")
    tests = [test for test in CONDITIONS if test in table]
    if len(tests) != 1:
        table.refuse(_("say one of: %s") % ", ".join(CONDITIONS))
    value = str(table.take(tests[0], object))
    table.end()
    if tests[0] in ("from", "before"):
        _refuse_no_day(table, value)
    return Condition(column, tests[0], value)


def _refuse_no_day(table: _Table, value: str) -> None:
    try:
        date.fromisoformat(value)
    except ValueError:
        table.refuse(_("“%s” is not a day: write it as 2017-03-31") % value)


def _check(table: _Table) -> Check:
    found = Check(column=table.text("column"), file=table.file("in_file"), in_column=table.text("in_column"))
    table.end()
    return found


def _group(table: _Table) -> Group:
    found = Group(by=table.texts("by"), sum=table.text("sum"), month=table.text("month", ""))
    table.end()
    return found


def _field(step: _Table, name: str, raw: object, lookups: ReadOnly[str, Lookup]) -> FieldRule:
    """A field as written: the name of a column, or a table that says more."""
    if isinstance(raw, str):
        return FieldRule(name, column=raw)
    table = _Table(raw, f"{step.where}, fields.{name}")
    rule = FieldRule(
        name,
        column=table.text("column", ""),
        value=str(table.take("value", object, "")),
        correct=table.texts_by_text("correct"),
        map=table.texts_by_text("map"),
        lookup=table.choice("lookup", tuple(lookups)),
        transform=table.texts("transform"),
        prefix=table.text("prefix", ""),
        suffix=table.text("suffix", ""),
        split=table.text("split", ""),
        match=table.text("match", ""),
        multiply=table.number("multiply"),
        places=table.take("places", int, None),
    )
    table.end()
    if bool(rule.column) == bool(rule.value):
        table.refuse(_("give either “column” or “value”"))
    if unknown := set(rule.transform) - set(TRANSFORMS):
        table.refuse_choice(unknown.pop(), TRANSFORMS)
    return rule


class _Table:
    """A TOML table that is taken apart key by key; what is left over at the end is a misspelling, and refused."""

    def __init__(self, raw: object, where: str) -> None:
        self.where = where
        if not isinstance(raw, dict):
            self.refuse(_("a table is wanted here"))
        self.left: dict[str, Any] = dict(raw)

    def __contains__(self, key: str) -> bool:
        return key in self.left

    def refuse(self, why: str) -> NoReturn:
        raise MappingError(f"{self.where}: {why}")

    def refuse_choice(self, value: str, known: Sequence[str]) -> NoReturn:
        self.refuse(_("“%(value)s” is not one of: %(known)s") % {"value": value, "known": ", ".join(known)})

    def end(self) -> None:
        if self.left:
            self.refuse(_("unknown setting “%s”") % next(iter(self.left)))

    def take(self, key: str, kind: type[T], *default: Any) -> Any:
        if key not in self.left:
            return default[0] if default else self.refuse(_("“%s” is missing") % key)
        value = self.left.pop(key)
        if not isinstance(value, kind):
            self.refuse(_("“%s” is not written as it should be") % key)
        return value

    def text(self, key: str, *default: str) -> str:
        return str(self.take(key, str, *default))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, or a single one."""
        found = self.take(key, object, [])
        return (found,) if isinstance(found, str) else tuple(str(text) for text in found)

    def texts_by_text(self, key: str) -> dict[str, str] | None:
        found = self.take(key, dict, None)
        return None if found is None else {name: str(value) for name, value in found.items()}

    def choice(self, key: str, known: Sequence[str]) -> str:
        value = self.text(key, "")
        if value and value not in known:
            self.refuse_choice(value, known)
        return value

    def number(self, key: str) -> Decimal | None:
        """Quoted in TOML, so that it stays exact."""
        raw = self.take(key, object, None)
        try:
            return None if raw is None else Decimal(str(raw))
        except InvalidOperation:
            self.refuse(_("“%s” is not a number") % key)

    def file(self, key: str) -> str:
        """A name in the folder of the data, never a way out of it."""
        name = self.text(key)
        return name if Path(name).name == name else self.refuse(_("name a file, without its folder"))

    def table(self, key: str) -> _Table:
        return _Table(self.take(key, dict), f"{self.where}, {key}")

    def tables(self, key: str) -> dict[str, _Table]:
        return {name: _Table(raw, f"{key}.{name}") for name, raw in self.take(key, dict, {}).items()}

    def list_of_tables(self, key: str) -> list[_Table]:
        where = "" if self.where == "mapping" else f"{self.where}, "
        return [_Table(raw, f"{where}{key} {place}") for place, raw in enumerate(self.take(key, list, []), start=1)]
