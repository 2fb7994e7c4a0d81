"""`manage.py create_token EMAIL --scopes clients:read …`: a token for the API, printed this once."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kam import scopes, services
from kam.models import User


class Command(BaseCommand):
    help = "Create an API token of a person and print it: it is kept nowhere and cannot be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", metavar="EMAIL")
        parser.add_argument("--scopes", nargs="+", choices=scopes.ALL, default=scopes.ALL, metavar="GROUP:RIGHT")
        parser.add_argument("--name", default="command line")
        parser.add_argument("--days", type=int, default=services.TOKEN_DAYS)

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["user"], is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {options['user']}.")
        try:
            _token, plain = services.create_token(
                user, name=options["name"], scopes=options["scopes"], days=options["days"], by=user
            )
        except ValidationError as refusal:
            raise CommandError("; ".join(refusal.messages)) from refusal
        self.stdout.write(plain)
