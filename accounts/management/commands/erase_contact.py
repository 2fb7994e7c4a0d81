"""`manage.py erase_contact ID --reason asked`: erase a person; `erase_contact --again` after a backup was restored."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import services
from accounts.models import Contact, Erasure
from kam.actor import Source, acting


class Command(BaseCommand):
    help = "Erase a person for good, or again everybody in the ledger whom a restored backup brought back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("contact", metavar="ID", nargs="?", type=int)
        parser.add_argument("--reason", choices=Erasure.Reason.values)
        parser.add_argument("--again", action="store_true", help="Apply the ledger again.")

    def handle(self, *args: Any, **options: Any) -> None:
        with acting(Source.JOB, "erase_contact"):
            self.stdout.write(self._again() if options["again"] else self._erase(options["contact"], options["reason"]))

    def _again(self) -> str:
        return f"{services.erase_again()} people erased again."

    def _erase(self, pk: int | None, reason: str | None) -> str:
        if pk is None or reason is None:
            raise CommandError("Say whom to erase and why: erase_contact ID --reason asked")
        contact = Contact.objects.filter(pk=pk).first()
        if contact is None:
            raise CommandError(f"There is no contact {pk}.")
        try:
            return f"{services.erase_contact(contact, reason=reason, by=None).name}."
        except ValidationError as refusal:
            raise CommandError("; ".join(refusal.messages)) from refusal
