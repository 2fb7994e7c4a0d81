"""Who may see and who may change: the roles' reach, and the two questions every record of the product answers."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Self, TypeVar

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import OuterRef, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from kam.models import Membership, Team, User
from kam.models.team import TeamQuerySet

M = TypeVar("M", bound=models.Model)
Role = Membership.Role


@dataclass(frozen=True, slots=True)
class Scope:
    """What a person's roles reach. `sees_teams` and `edits_teams` are team ids; owning and account teams add to it."""

    roles: frozenset[str]
    sees_teams: frozenset[int]
    edits_teams: frozenset[int]

    @property
    def sees_all(self) -> bool:
        return bool(self.roles & {Role.EXECUTIVE, Role.ADMINISTRATOR})

    @property
    def edits_all(self) -> bool:
        return Role.ADMINISTRATOR in self.roles

    @property
    def works(self) -> bool:
        """Whether this person changes client records at all: executives and viewers only look."""
        return bool(self.roles & {Role.KAM, Role.MANAGER, Role.ADMINISTRATOR})

    @property
    def leads(self) -> bool:
        """Whether the team pages are for this person."""
        return bool(self.roles & {Role.MANAGER, Role.EXECUTIVE, Role.ADMINISTRATOR})


def scope_of(user: User) -> Scope:
    return user.once("scope", lambda: _resolve(user))


def teams_seen_by(user: User) -> QuerySet[Team]:
    """The teams this person's roles reach, to choose from."""
    scope = scope_of(user)
    return Team.objects.all() if scope.sees_all else Team.objects.filter(pk__in=scope.sees_teams)


def _resolve(user: User) -> Scope:
    """From one statement, because every page asks it: each membership with its team and all teams below."""
    below = Team.objects.filter(path__startswith=OuterRef("team__path")).order_by()
    memberships = user.memberships.order_by().annotate(below=ArraySubquery(below.values("pk")))
    held = list(memberships.values_list("role", "team", "below")) if user.is_active else []
    led = {pk for role, _team, below in held if role == Role.MANAGER for pk in below}
    watched = {pk for role, _team, below in held if role == Role.VIEWER for pk in below}
    own = {team for role, team, _below in held if role == Role.KAM}
    return Scope(
        roles=frozenset(role for role, _team, _below in held),
        sees_teams=frozenset(own | led | watched),
        edits_teams=frozenset(led),
    )


def assignable_teams(user: User) -> TeamQuerySet:
    """The teams this person may give a client to."""
    scope = scope_of(user)
    return Team.objects.all() if scope.edits_all else Team.objects.filter(pk__in=scope.sees_teams)


def assignable_people(user: User) -> models.QuerySet[User]:
    """The people this person may give a client to: those of these teams who may sign in."""
    return _members_of(assignable_teams(user))


def colleagues_of(user: User) -> models.QuerySet[User]:
    """The people of the teams this person's roles reach."""
    return _members_of(teams_seen_by(user))


def _members_of(teams: QuerySet[Team]) -> models.QuerySet[User]:
    return User.objects.filter(is_active=True, memberships__team__in=teams).distinct()


class Scoped(models.QuerySet[M]):
    """A queryset that knows who may see and who may change its rows."""

    @abstractmethod
    def visible_to(self, user: User) -> Self: ...

    @abstractmethod
    def editable_by(self, user: User) -> Self: ...


def for_view(queryset: Scoped[M], user: User, pk: int) -> M:
    """The record, or 404: what one may not see does not exist."""
    return get_object_or_404(queryset.visible_to(user), pk=pk)


def for_change(queryset: Scoped[M], user: User, pk: int) -> M:
    """The record, or 404 when it is hidden, or 403 when it may only be looked at."""
    found = for_view(queryset, user, pk)
    if not queryset.editable_by(user).filter(pk=pk).exists():
        raise PermissionDenied
    return found


def may_change(queryset: Scoped[M], user: User, pk: int) -> bool:
    """What a page offers: asked once per request, however many parts of it want to know. A write asks `for_change`."""
    key = f"may_change:{queryset.model._meta.label_lower}:{pk}"
    return user.once(key, lambda: queryset.editable_by(user).filter(pk=pk).exists())


def scoped(label: str) -> Scoped[models.Model]:
    """The scoped queryset of a model by its label, for records that kam knows by name only (files, history, events)."""
    try:
        queryset = apps.get_model(label)._default_manager.all()
    except (LookupError, ValueError) as unknown:
        raise Http404 from unknown
    if not isinstance(queryset, Scoped):
        raise Http404
    return queryset
