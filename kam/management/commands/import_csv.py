from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kam import transfer
from kam.models import User


class Command(BaseCommand):
    help = "Import CSV files as a mapping file says (docs/importing.md). Without --commit: tell what that would do."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("mapping", type=Path, help="the mapping file (TOML)")
        parser.add_argument("--source", type=Path, help="the folder of the CSV files; that of the mapping by default")
        parser.add_argument("--commit", action="store_true", help="write; without it nothing is written")
        parser.add_argument("--by", metavar="EMAIL", help="in whose name and with whose rights")
        parser.add_argument("--failed", type=Path, metavar="DIR", help="write report.csv and the failed rows there")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["mapping"]
        try:
            mapping = transfer.read(path)
            report = transfer.run(
                mapping, options["source"] or path.parent, by=_person(options["by"]), commit=options["commit"]
            )
        except (transfer.MappingError, ValidationError) as refusal:
            raise CommandError("; ".join(getattr(refusal, "messages", [str(refusal)]))) from refusal
        for line in report.lines(all_rows=options["verbosity"] > 1):
            self.stdout.write(line)
        if options["failed"]:
            for written in transfer.write_files(report, options["failed"]):
                self.stdout.write(str(written))


def _person(email: str | None) -> User | None:
    if not email:
        return None
    found = User.objects.filter(email=email.lower(), is_active=True).first()
    if found is None:
        raise CommandError(f"Nobody who may sign in has the e-mail address {email}.")
    return found
