"""Who works on a client beside its owner, or follows it."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.client import Access, Client
from accounts.models.of_client import OfClient


class AccountTeamQuerySet(OfClient["AccountTeamMember"]):
    pass


@pghistory.track()
class AccountTeamMember(models.Model):
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="account_team")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="account_teams")
    access = models.CharField(_("access"), max_length=4, choices=Access.choices, default=Access.EDIT)
    duty = models.CharField(_("part in the team"), max_length=80, blank=True)

    objects: ClassVar[AccountTeamQuerySet] = AccountTeamQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("client", "user")
        constraints = (
            models.UniqueConstraint(
                fields=["client", "user"],
                name="once_per_account_team",
                violation_error_message=_("This person is on the account team already."),
            ),
        )
        indexes = (models.Index(fields=["user", "client"], name="account_team_user"),)

    def __str__(self) -> str:
        return f"{self.user}, {self.client}"
