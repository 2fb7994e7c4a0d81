"""Who of us sees a client."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet, Value

from accounts.models import Client
from kam.models import Membership, Team, User

Role = Membership.Role


def readers_of(client: Client) -> QuerySet[User]:
    """Those who may sign in and see the client: the other side of `Client.objects.visible_to`."""
    above = Team.objects.annotate(here=Value(client.team.path)).filter(here__startswith=F("path"))
    of_team = Membership.objects.filter(
        Q(team=client.team_id, role=Role.KAM)
        | Q(team__in=above, role__in=(Role.MANAGER, Role.VIEWER))
        | Q(role__in=(Role.EXECUTIVE, Role.ADMINISTRATOR))
    )
    joined = client.account_team.values("user")
    found = Q(pk=client.owner_id) | Q(pk__in=joined) | Q(pk__in=of_team.values("user"))
    return User.objects.filter(found, is_active=True).order_by("name", "pk")
