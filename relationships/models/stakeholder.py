"""How to deal with each of the client's people."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact, OfClient
from kam.addresses import address_of


class StakeholderQuerySet(OfClient["Stakeholder"]):
    client_path = "contact__client"


@pghistory.track()
class Stakeholder(models.Model):
    """How to deal with a person: who of us does, how often, what they like. One row per contact, made when needed."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        PHONE = "phone", _("Telephone")
        MEETING = "meeting", _("In person")
        VIDEO = "video", _("Video call")
        CHAT = "chat", _("Chat")

    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, related_name="stakeholder")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stakeholders",
        verbose_name=_("who of us looks after them"),
    )
    contact_every = models.PositiveSmallIntegerField(
        _("contact every"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1, _("A cadence is at least one day."))],
        help_text=_("Days; empty means no cadence of their own."),
    )
    channel = models.CharField(_("likes to be reached by"), max_length=8, choices=Channel.choices, blank=True)
    hours = models.CharField(_("at what times"), max_length=120, blank=True)
    wishes = models.TextField(_("preferences"), max_length=2000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[StakeholderQuerySet] = StakeholderQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("contact",)

    def __str__(self) -> str:
        return str(self.contact)

    def get_absolute_url(self) -> str:
        return address_of("relationships:show-person", self.contact_id)
