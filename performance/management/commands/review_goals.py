from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from kam.actor import Source, acting
from performance import services


class Command(BaseCommand):
    help = "Review the running objectives: for the days that are due, or as of one day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="one day, such as 2026-10-01")

    def handle(self, *args: Any, **options: Any) -> None:
        on = options["on"]
        with acting(Source.JOB, "performance.review_goals"):
            reviewed = services.review_goals(on=on) if on else services.review_due(today=timezone.localdate())
        self.stdout.write(f"{reviewed} new reviews")
