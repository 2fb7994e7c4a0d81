"""Who may be chosen for work on a client."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import Client
from kam.models import User


def colleagues(client: Client) -> QuerySet[User]:
    """The people who may own work on a client: its owner, its account team and its team."""
    members = User.objects.filter(memberships__team=client.team_id, is_active=True)
    joined = User.objects.filter(account_teams__client=client, is_active=True)
    return (members | joined | User.objects.filter(pk=client.owner_id)).distinct().order_by("name")
