from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from performance import demo
from performance.demo.cast import EMPLOYEES, PASSWORD


class Command(BaseCommand):
    help = "Bring in the demo company, all of it invented. Does nothing if it is here already."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, metavar="DATE", help="tell the story as of this day")

    def handle(self, *args: Any, **options: Any) -> None:
        if demo.exists():
            self.stdout.write("The demo company is here already: nothing was changed.")
            return
        try:
            written = demo.seed(today=options["today"] or timezone.localdate())
        except ValidationError as refusal:
            raise CommandError("; ".join(refusal.messages)) from refusal
        self.stdout.write(", ".join(f"{count} {name}" for name, count in written.items()))
        self.stdout.write(f"Sign in with the password {PASSWORD} as:")
        for employee in EMPLOYEES:
            self.stdout.write(f"  {employee.email:22} {employee.role.label}, {employee.team}")
