"""Teams are a tree; a membership gives a person one role in one team."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class TeamQuerySet(models.QuerySet["Team"]):
    def below(self, *teams: Team) -> TeamQuerySet:
        """These teams and every team under them."""
        wanted = models.Q(pk__in=[])
        for team in teams:
            wanted |= models.Q(path__startswith=team.path)
        return self.filter(wanted)


@pghistory.track()
class Team(models.Model):
    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    path = models.CharField(max_length=255, editable=False, default="")
    is_demo = models.BooleanField(default=False, editable=False)

    objects: ClassVar[TeamQuerySet] = TeamQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["parent", "name"],
                name="one_team_per_name",
                nulls_distinct=False,
                violation_error_message=_("There is a team of this name already."),
            ),
        )
        indexes = (models.Index(fields=["path"], name="team_path", opclasses=["varchar_pattern_ops"]),)

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Membership(models.Model):
    class Role(models.TextChoices):
        KAM = "kam", _("Key account manager")
        MANAGER = "manager", _("Manager")
        VIEWER = "viewer", _("Viewer")
        EXECUTIVE = "executive", _("Executive")
        ADMINISTRATOR = "administrator", _("Administrator")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=16, choices=Role.choices)

    class Meta:
        ordering = ("team", "user")
        constraints = (
            models.UniqueConstraint(
                fields=["user", "team", "role"],
                name="one_membership_per_role",
                violation_error_message=_("This person already has this role in this team."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.team}"
