"""What somebody will do, by when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, Contact, OfClient
from kam.addresses import address_of
from kam.models import User
from planning.models.objective import Objective
from planning.models.strategy import Strategy
from relationships.models import Interaction, Need, Response


class ActionQuerySet(OfClient["Action"]):
    def open(self) -> Self:
        return self.filter(status=Action.Status.OPEN)

    def of_user(self, user: User) -> Self:
        return self.filter(owner=user)

    def shared(self) -> Self:
        """The mutual plan: what the client is shown, done things included."""
        return self.filter(is_shared=True).exclude(status=Action.Status.DROPPED)

    def shared_with(self, contact: Contact) -> Self:
        """What the portal shows this person: their company's mutual plan."""
        return self.shared().filter(client=contact.client_id)

    def coming(self, user: User, *, on: date, within: timedelta) -> Self:
        """What this person has to do in the days after a day."""
        due = self.visible_to(user).of_user(user).open().filter(due_on__gt=on, due_on__lte=on + within)
        return due.select_related("client")

    def due(self, *, on: date) -> Self:
        """Open and due by a day, overdue ones included."""
        return self.open().filter(due_on__lte=on)

    def due_within(self, time: timedelta, *, on: date) -> Self:
        """Due from a day on for so long; what is overdue already is not among them."""
        return self.filter(due_on__gte=on, due_on__lte=on + time)

    def overdue(self, *, on: date) -> Self:
        return self.open().filter(due_on__lt=on)


@pghistory.track()
class Action(models.Model):
    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="actions", verbose_name=_("client"))
    title = models.CharField(_("action"), max_length=200)
    objective = models.ForeignKey(
        Objective, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions", verbose_name=_("objective")
    )
    interaction = models.ForeignKey(
        Interaction, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions", editable=False
    )
    need = models.ForeignKey(
        Need, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions", verbose_name=_("need")
    )
    response = models.ForeignKey(
        Response, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions", editable=False
    )
    strategy = models.ForeignKey(
        Strategy, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions", verbose_name=_("strategy")
    )
    client_owner = models.ForeignKey(
        Contact,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("done at the client by"),
    )
    is_shared = models.BooleanField(_("show in the client's portal"), default=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="actions", verbose_name=_("owner")
    )
    due_on = models.DateField(_("due"))
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.OPEN)
    done_at = models.DateTimeField(_("done"), null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[ActionQuerySet] = ActionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("due_on", "pk")
        indexes = (
            models.Index(fields=["owner", "due_on"], name="action_owner_open", condition=models.Q(status="open")),
            models.Index(fields=["client", "due_on"], name="action_client_open", condition=models.Q(status="open")),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("planning:show-action", self.pk)

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    def days_late(self, on: date) -> int:
        return max((on - self.due_on).days, 0) if self.is_open else 0
