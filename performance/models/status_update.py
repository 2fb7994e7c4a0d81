"""What we tell a client on how things stand: drawn up from facts, edited by a person, sent or published."""

from __future__ import annotations

from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, Contact, OfClient
from kam.addresses import address_of


class StatusUpdateQuerySet(OfClient["StatusUpdate"]):
    def kept(self) -> Self:
        return self.filter(removed_at__isnull=True)

    def published(self) -> Self:
        """What the client sees on the portal."""
        return self.kept().filter(published_at__isnull=False)


@pghistory.track()
class StatusUpdate(models.Model):
    """A written update. Once sent or published its text stays as it was."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="status_updates")
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"))
    body = models.TextField(_("text"), max_length=40_000, help_text=_("Markdown: ## headings, - lists, **bold**."))
    facts = models.JSONField(default=dict, editable=False, help_text="The records it was drawn up from, by kind: ids.")
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="status_updates", verbose_name=_("by")
    )
    removed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[StatusUpdateQuerySet] = StatusUpdateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=["client", "-created_at"], name="status_update_client"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("performance:show-status-update", self.pk)


class StatusMailQuerySet(OfClient["StatusMail"]):
    client_path = "update__client"


class StatusMail(models.Model):
    """To whom an update was sent: the log of what was sent."""

    update = models.ForeignKey(StatusUpdate, on_delete=models.CASCADE, related_name="mails")
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, related_name="status_mails")
    address = models.EmailField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    objects: ClassVar[StatusMailQuerySet] = StatusMailQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["update", "address"], name="one_status_mail_per_address"),)

    def __str__(self) -> str:
        return self.address
