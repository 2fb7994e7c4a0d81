"""Conversations with the client's people."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, Contact, OfClient
from kam.addresses import address_of


class InteractionQuerySet(OfClient["Interaction"]):
    def kept(self) -> Self:
        """Without those taken back (they stay restorable for 30 days)."""
        return self.filter(removed_at__isnull=True)

    def newest_first(self) -> Self:
        return self.order_by("-happened_at", "-pk")


@pghistory.track()
class Interaction(models.Model):
    class Kind(models.TextChoices):
        MEETING = "meeting", _("Meeting")
        CALL = "call", _("Call")
        EMAIL = "email", _("E-mail")
        VISIT = "visit", _("Visit")
        NOTE = "note", _("Note")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="interactions", verbose_name=_("client"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.MEETING)
    summary = models.TextField(_("what happened"), max_length=10_000)
    happened_at = models.DateTimeField(_("when"), default=timezone.now)
    people = models.ManyToManyField(Contact, blank=True, related_name="interactions", verbose_name=_("with"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="interactions", verbose_name=_("logged by")
    )
    removed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[InteractionQuerySet] = InteractionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-happened_at", "-pk")
        indexes = (
            models.Index(fields=["client", "-happened_at", "-id"], name="interaction_timeline"),
            models.Index(fields=["-happened_at", "-id"], name="interaction_recent"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.opening}"

    def get_absolute_url(self) -> str:
        return address_of("planning:show-interaction", self.pk)

    @property
    def opening(self) -> str:
        """The first words, for lists and timelines."""
        line = self.summary.strip().split("\n", 1)[0]
        return line if len(line) <= 140 else f"{line[:139].rstrip()}…"

    def refuse_the_future(self, *, now: datetime) -> None:
        if self.happened_at > now:
            raise ValidationError(
                {"happened_at": _("An interaction is logged after it happened: choose a time that has passed.")}
            )
