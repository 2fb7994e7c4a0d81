"""Clients, their contacts, and what happened with them."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from rest_framework import serializers

from accounts import services
from accounts.models import Client, Contact
from kam import events
from kam.access import assignable_people, assignable_teams, scope_of
from kam.api import TeamSerializer, UserSerializer, router
from kam.fields import Money, Reference
from kam.filters import IdFilter, PersonFilter, ResourceFilter, SyncedFilter
from kam.models import Event, User
from kam.serializers import RecordSerializer
from kam.shape import Expansion
from kam.viewsets import Changes, Creates, ScopedViewSet


def visible_clients(user: User) -> QuerySet[Client]:
    return Client.objects.visible_to(user)


class EditableClient(Reference):
    """The client a record is written for: one the caller may change, or else ids in bodies would open every client."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Client.objects.editable_by, **kwargs)
