"""Bringing a file from the command line: checked and told; written only with --commit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from accounts import services
from kam.drafts import Ending
from kam.models import Import, User

MOST_TOLD = 50


class ImportCommand(BaseCommand):
    """In the name of somebody, whose access decides what is written. Without --commit nothing is kept.

    Raises CommandError for a file that cannot be read, and for one of another kind than `kind`.
    """

    kind = ""
    source = "erp"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", metavar="FILE", nargs="+", type=Path)
        parser.add_argument("--by", metavar="EMAIL", required=True, help="Whose clients, and in whose name.")
        parser.add_argument("--source", default=self.source, help=f"The system it comes from (usually {self.source}).")
        parser.add_argument("--commit", action="store_true", help="Write; otherwise it is only checked.")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(email__iexact=options["by"], is_active=True).first()
        if by is None:
            raise CommandError(f"Nobody active has the address {options['by']}.")
        with override("en"):
            for path in options["files"]:
                self._bring(path, by, options["source"], commit=options["commit"])

    def _bring(self, path: Path, by: User, source: str, *, commit: bool) -> None:
        found = self._kept(path, by, source)
        try:
            if services.check_import(found).problem:
                raise CommandError(f"{path}: {found.problem}")
            self._tell(path, found)
            if commit:
                self._run(found)
        finally:
            if not found.finished_at:
                found.file.delete(save=False)
                found.delete()

    def _kept(self, path: Path, by: User, source: str) -> Import:
        try:
            with path.open("rb") as file:
                found = services.keep_import(file=File(file, path.name), source=source, by=by)
        except OSError as problem:
            raise CommandError(f"{path}: {problem.strerror}") from problem
        except ValidationError as refusal:
            raise CommandError(f"{path}: {' '.join(refusal.messages)}") from refusal
        if found.kind != self.kind:
            found.file.delete(save=False)
            found.delete()
            raise CommandError(f"{path}: this is {found.kind}, not {self.kind}.")
        return found

    def _run(self, found: Import) -> None:
        services.start_import(found)
        services.run_import(found)
        if found.problem:
            raise CommandError(found.problem)
        self.stdout.write(f"Written: {_in_words(found)}. It is import {found.pk} and can be undone for 30 days.")

    def _tell(self, path: Path, found: Import) -> None:
        self.stdout.write(f"{path}: {_in_words(found)}.")
        for name, (stated, read) in found.totals.items():
            self.stdout.write(f"  {name}: the file says {stated}, read {read}")
        for row in found.rows.exclude(reason="")[:MOST_TOLD]:
            self.stdout.write(f"  {row.number} {row.key}: {row.reason}")


def _in_words(found: Import) -> str:
    return ", ".join(f"{found.counts[ending]} {ending}" for ending in Ending if found.counts.get(ending))
