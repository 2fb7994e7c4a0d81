"""Files of invoices and payments: checked first, then written, and undone where nothing happened to them since."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.intake import table
from accounts.intake.found import Found, UnreadableFile
from accounts.intake.reading import TABLES, kind_of, reader_of
from accounts.services.intake_rows import Outcome, write_rows
from kam.actor import Source, acting
from kam.models import Import, ImportRow, User

CHUNK = 500
State = Import.State


def keep_import(*, file: File[bytes], source: str, by: User, mapping: dict[str, Any] | None = None) -> Import:
    """Keep a file as it came; of a table also how it seems to be read. What is unreadable is refused."""
    try:
        kind = kind_of(file, size=file.size)
        mapping = _mapping(file, kind, by) | (mapping or {}) if kind in TABLES else {}
    except UnreadableFile as problem:
        raise ValidationError({"file": str(problem)}) from problem
    file.seek(0)
    digest = hashlib.sha256()
    for part in iter(lambda: file.read(1024 * 1024), b""):
        digest.update(part)
    file.seek(0)
    name = (file.name or "file").rpartition("/")[2][-200:]
    made = Import(kind=kind, source=source, name=name, sha256=digest.hexdigest(), mapping=mapping, by=by)
    made.file.save(name, file, save=False)
    made.full_clean(exclude=["mapping", "counts", "totals", "by", "finished_at", "undone_at"])
    made.save()
    return made


def _mapping(file: File[bytes], kind: str, by: User) -> dict[str, Any]:
    """As the same person mapped a table of the same headings last time, or as the headings suggest."""
    shape = table.shape_of(file, is_xlsx=kind == "xlsx")
    told = {"header": shape.header, "samples": shape.samples[:3], "encoding": shape.encoding}
    usual = {
        "separator": shape.separator,
        "decimal": shape.decimal,
        "dates": shape.dates,
        "columns": shape.suggestion(),
    }
    for before in Import.objects.filter(by=by, kind__in=TABLES).exclude(state=State.CHECKED)[:20]:
        if before.mapping.get("header") == shape.header:
            return usual | told | {name: before.mapping[name] for name in ("columns", "dates")}
    return usual | told


@transaction.atomic
def map_columns(found: Import, *, columns: dict[str, int], dates: str, decimal: str) -> None:
    """Say which column is which; to be checked again."""
    found = Import.objects.select_for_update().get(pk=found.pk)
    if found.state not in (State.CHECKED, State.FAILED):
        raise ValidationError(_("This import has run already."))
    taken = Counter(columns.values())
    if twice := [name for name, place in columns.items() if taken[place] > 1]:
        raise ValidationError({twice[-1]: _("Another field has this column already.")})
    found.mapping = found.mapping | {"columns": columns, "dates": dates, "decimal": decimal}
    found.state, found.counts, found.problem = State.CHECKED, {}, ""
    found.save()


def check_import(found: Import) -> Import:
    """Do all that running it would do and take it back: nothing is written but what would become of each row."""
    outcomes: list[Outcome] = []
    counts: Counter[str] = Counter()
    found.problem = ""
    try:
        with found.file.open("rb") as file, transaction.atomic():
            reader = reader_of(file, found.kind, found.mapping)
            for chunk in _chunks(iter(reader)):
                ended = write_rows(chunk, of=found)
                counts.update(outcome.ending for outcome in ended)
                outcomes += [outcome for outcome in ended if outcome.is_told]
            transaction.set_rollback(True)
        found.totals = {name: list(pair) for name, pair in reader.control.pairs.items()}
        found.state = State.CHECKED
    except UnreadableFile as problem:
        found.state, found.problem = State.FAILED, str(problem)[:500]
    return _note(found, outcomes, counts)


@transaction.atomic
def _note(found: Import, outcomes: list[Outcome], counts: Counter[str]) -> Import:
    found.counts, found.total, found.done = dict(counts), sum(counts.values()), 0
    found.rows.all().delete()
    ImportRow.objects.bulk_create([outcome.row(found) for outcome in outcomes], batch_size=CHUNK)
    found.save()
    return found


def start_import(found: Import) -> None:
    """From here on it runs, once. Refused unless it was checked and something can be written."""
    if not Import.objects.filter(pk=found.pk, state=State.CHECKED, total__gt=0).update(state=State.RUNNING, done=0):
        raise ValidationError(_("This import cannot run: check it first."))
    found.refresh_from_db()
    found.rows.all().delete()


def run_import(found: Import) -> Import:
    """Write chunk by chunk, so that it can be watched. Run again after a crash it finds what is written unchanged."""
    counts: Counter[str] = Counter(found.rows.values_list("ending", flat=True))
    seen = found.done
    try:
        with found.file.open("rb") as file, acting(Source.IMPORT, found.name):
            entries = iter(reader_of(file, found.kind, found.mapping))
            list(islice(entries, seen))
            for chunk in _chunks(entries):
                counts.update(_run_chunk(found, chunk))
        found.state = State.DONE
    except UnreadableFile as problem:
        found.state, found.problem = State.FAILED, str(problem)[:500]
    found.counts, found.finished_at = dict(counts), timezone.now()
    found.save()
    return found


@transaction.atomic
def _run_chunk(found: Import, chunk: list[Found]) -> list[str]:
    ended = write_rows(chunk, of=found)
    ImportRow.objects.bulk_create([outcome.row(found) for outcome in ended])
    found.done += len(chunk)
    found.save(update_fields=["done"])
    return [outcome.ending for outcome in ended]


def _chunks(entries: Iterator[Found]) -> Iterator[list[Found]]:
    while chunk := list(islice(entries, CHUNK)):
        yield chunk
