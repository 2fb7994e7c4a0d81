"""Files of invoices and payments: checked first, then written, and undone where nothing happened to them since."""

from __future__ import annotations

import math
import time
from collections import Counter, deque
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.intake import table
from accounts.intake.found import Found, UnreadableFile
from accounts.intake.reading import TABLES, kind_of, reader_of
from accounts.services.intake_rows import Outcome, write_rows
from kam import services as kam
from kam.actor import Source, acting
from kam.models import Import, ImportRow, User

log = structlog.get_logger(__name__)
GIVEN_UP = timedelta(minutes=10)  # a check takes less than that
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
    digest = kam.sha256_of(file.chunks())
    file.seek(0)
    name = kam.name_of(file)
    made = Import(kind=kind, source=source, name=name, sha256=digest, mapping=mapping, by=by)
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
        "dates": shape.dates or ("dmy" if shape.decimal == "," else ""),
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
    if found.finished_at or found.state not in (State.CHECKED, State.FAILED):
        raise ValidationError(_("This import has run already."))
    taken = Counter(columns.values())
    if twice := [name for name, place in columns.items() if taken[place] > 1]:
        raise ValidationError({twice[-1]: _("Another field has this column already.")})
    found.mapping = found.mapping | {"columns": columns, "dates": dates, "decimal": decimal, "is_mapped": True}
    found.state, found.counts, found.total, found.problem = State.CHECKED, {}, 0, ""
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
        if not counts:
            raise UnreadableFile(_("There is no invoice and no payment in this file."))
        found.totals = {name: list(pair) for name, pair in reader.control.pairs.items()}
        found.state = State.CHECKED
    except UnreadableFile as problem:
        found.state, found.problem = State.FAILED, str(problem)[:500]
    return _note(found, outcomes, counts)


@transaction.atomic
def _note(found: Import, outcomes: list[Outcome], counts: Counter[str]) -> Import:
    now = Import.objects.select_for_update().get(pk=found.pk)
    if now.finished_at or now.state not in (State.CHECKED, State.FAILED):
        return now  # run meanwhile: what was only checked says nothing any more
    found.counts, found.total, found.done = dict(counts), sum(counts.values()), 0
    found.rows.all().delete()
    ImportRow.objects.bulk_create([outcome.row(found) for outcome in outcomes], batch_size=CHUNK)
    found.save()
    return found


@transaction.atomic
def start_import(found: Import) -> None:
    """From here on it runs, once. Refused unless it was checked and something can be written."""
    if not Import.objects.filter(pk=found.pk, state=State.CHECKED, total__gt=0).update(state=State.RUNNING, done=0):
        raise ValidationError(_("This import cannot run: check it first."))
    Import.objects.filter(pk=found.pk).update(counts={})
    found.refresh_from_db()
    found.rows.all().delete()


def run_import(found: Import, *, seconds: float = math.inf) -> Import:
    """Write chunk by chunk, so that it can be watched.

    Who comes after a crash goes on where it ended. Two at once do no harm: each chunk is written by one of them, and
    the other stops. What nobody foresaw ends the import as failed, what is written stays and can be undone; only a
    database that went away leaves it running, for the job that goes on with imports. So it is left after `seconds`.
    """
    problem, until = "", time.monotonic() + seconds
    try:
        with found.file.open("rb") as file, acting(Source.IMPORT, found.name):
            entries = iter(reader_of(file, found.kind, found.mapping))
            deque(islice(entries, found.done), maxlen=0)
            for chunk in _chunks(entries):
                if time.monotonic() > until or not _run_chunk(found, chunk):
                    return found
    except UnreadableFile as unreadable:
        problem = str(unreadable)
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # whatever it is, nobody is to wait for it for ever
        log.exception("import failed", pk=found.pk, done=found.done)
        problem = _("It stopped after %d rows by a mistake of ours. What was written can be undone.") % found.done
    _end(found, problem)
    return found


@transaction.atomic
def _run_chunk(found: Import, chunk: list[Found]) -> bool:
    """False where it is not ours to write: somebody else did, or it was ended."""
    if not _is_ours(found):
        return False
    ended = write_rows(chunk, of=found)
    ImportRow.objects.bulk_create([outcome.row(found) for outcome in ended])
    found.counts = dict(Counter(found.counts) + Counter(str(outcome.ending) for outcome in ended))
    found.done += len(chunk)
    found.save(update_fields=["done", "counts"])
    return True


@transaction.atomic
def _end(found: Import, problem: str) -> None:
    if not _is_ours(found):
        return
    found.state, found.problem = State.FAILED if problem else State.DONE, problem[:500]
    found.finished_at = timezone.now()
    found.save(update_fields=["state", "problem", "finished_at"])


def _is_ours(found: Import) -> bool:
    """Locks it, and says whether nobody wrote on since we looked."""
    return Import.objects.select_for_update().filter(pk=found.pk, state=State.RUNNING, done=found.done).exists()


def run_stretch(pk: int, *, seconds: int) -> bool:
    """Run an import for so long; whether it came on and something is left."""
    found = Import.objects.get(pk=pk)
    if found.state != State.RUNNING:
        return False
    before = found.done
    run_import(found, seconds=seconds)
    found.refresh_from_db()
    return found.state == State.RUNNING and found.done > before


def left_imports(*, at: datetime) -> tuple[list[int], list[int]]:
    """Ids of those that nobody checks any more, and of those that are to run, whether somebody is at it or not.

    Running one twice at once does no harm.
    """
    waiting = Import.objects.filter(state=State.CHECKED, total=0, problem="", created_at__lt=at - GIVEN_UP)
    unchecked = waiting.filter(~Q(kind__in=TABLES) | Q(mapping__is_mapped=True))
    running = Import.objects.filter(state=State.RUNNING)
    return list(unchecked.values_list("pk", flat=True)), list(running.values_list("pk", flat=True))


def _chunks(entries: Iterator[Found]) -> Iterator[list[Found]]:
    while chunk := list(islice(entries, CHUNK)):
        yield chunk
