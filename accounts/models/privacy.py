"""The ledger of people who were erased."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.of_client import OfClient


class ErasureQuerySet(OfClient["Erasure"]):
    """Erasures belong to clients, by number only: they outlive everything else about the person."""


class Erasure(models.Model):
    """That a person was erased, by numbers alone, so that it can be done again after a backup was restored."""

    class Reason(models.TextChoices):
        ASKED = "asked", _("The person asked for it")
        RETENTION = "retention", _("The time to keep the data was over")
        MISTAKE = "mistake", _("The data should not have been kept")

    contact_id = models.BigIntegerField(unique=True)
    client = models.ForeignKey("accounts.Client", on_delete=models.CASCADE, related_name="erasures")
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="erasures", verbose_name=_("by")
    )
    erased_at = models.DateTimeField(_("erased"))
    counts = models.JSONField(default=dict, help_text="How many rows were changed or deleted, by table.")

    objects: ClassVar[ErasureQuerySet] = ErasureQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-erased_at", "-pk")

    def __str__(self) -> str:
        return f"#{self.contact_id}"
