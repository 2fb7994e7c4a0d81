"""`manage.py create_user EMAIL NAME --team TEAM`: the first people of an installation, before anybody can sign in."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from kam import services
from kam.models import Membership, Team


class Command(BaseCommand):
    help = "Create a person with a role in a team (the team is made when there is none of that name)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--team", required=True)
        parser.add_argument("--role", choices=Membership.Role.values, default=Membership.Role.KAM)
        parser.add_argument("--password", help="Left out, they set one by “Forgot your password?”.")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            known = Team.objects.filter(name=options["team"]).first()
            team = known or services.create_team(name=options["team"], by=None)
            user = services.create_user(
                email=options["email"], name=options["name"], password=options["password"], by=None
            )
            membership = services.join_team(user, team, role=options["role"], by=None)
        except ValidationError as refusal:
            raise CommandError("; ".join(refusal.messages)) from refusal
        self.stdout.write(str(membership))
