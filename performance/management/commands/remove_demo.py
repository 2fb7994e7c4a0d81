from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from performance import demo


class Command(BaseCommand):
    help = "Remove the demo company with all that belongs to it. Real records stay."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{demo.remove()} demo records removed.")
