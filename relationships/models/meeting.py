"""A meeting that is planned with people of a client."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, Contact, OfClient
from kam.addresses import address_of
from kam.models import User
from relationships.models.interaction import Interaction


class MeetingQuerySet(OfClient["Meeting"]):
    def planned(self) -> Self:
        return self.filter(status=Meeting.Status.PLANNED)

    def of_user(self, user: User) -> Self:
        return self.filter(owner=user)

    def between(self, start: datetime, end: datetime) -> Self:
        """Those that begin from a moment on and before another."""
        return self.filter(starts_at__gte=start, starts_at__lt=end).order_by("starts_at", "pk")


@pghistory.track()
class Meeting(models.Model):
    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="meetings", verbose_name=_("client"))
    title = models.CharField(_("what about"), max_length=200)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("where"), max_length=200, blank=True)
    people = models.ManyToManyField(Contact, blank=True, related_name="meetings", verbose_name=_("with"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="meetings", verbose_name=_("who of us")
    )
    agenda = models.TextField(_("what we want to reach"), max_length=5000, blank=True)
    prepared_at = models.DateTimeField(_("prepared"), null=True, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PLANNED)
    uid = models.CharField(max_length=255, blank=True, editable=False, help_text="UID of the calendar it came from.")
    sequence = models.PositiveIntegerField(default=0, editable=False, help_text="SEQUENCE of the calendar's version.")
    interaction = models.OneToOneField(
        Interaction, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="meeting"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="meetings_planned", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[MeetingQuerySet] = MeetingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("starts_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_at__gte=models.F("starts_at")),
                name="meeting_ends_after_it_begins",
                violation_error_message=_("A meeting ends after it begins: check both times."),
            ),
            models.UniqueConstraint(
                fields=["client", "uid"],
                condition=~models.Q(uid=""),
                name="one_meeting_per_uid",
                violation_error_message=_("This meeting is in the client's calendar already."),
            ),
        )
        indexes = (
            models.Index(fields=["owner", "starts_at"], name="meeting_owner"),
            models.Index(fields=["client", "starts_at"], name="meeting_client"),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("relationships:show-meeting", self.pk)

    def clean(self) -> None:
        if self.starts_at and self.ends_at and self.ends_at < self.starts_at:
            raise ValidationError({"ends_at": _("A meeting ends after it begins: check both times.")})
