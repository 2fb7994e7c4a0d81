from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import OfClient
from planning.models.objective import Objective


class ProgressQuerySet(OfClient["Progress"]):
    client_path = "objective__client"

    def kept(self) -> Self:
        """Without the readings taken back."""
        return self.filter(removed_at__isnull=True)


@pghistory.track()
class Progress(models.Model):
    """A reading: the level the objective had reached on a day (not the change since the last reading)."""

    objective = models.ForeignKey(
        Objective, on_delete=models.CASCADE, related_name="progress", verbose_name=_("objective")
    )
    value = models.DecimalField(_("value reached"), max_digits=18, decimal_places=4)
    noted_on = models.DateField(_("as of"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="readings"
    )
    removed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[ProgressQuerySet] = ProgressQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-noted_on", "-pk")
        verbose_name_plural = _("progress")
        indexes = (
            models.Index(fields=["objective", "-noted_on", "-id"], name="progress_latest"),
            models.Index(fields=["-noted_on", "-id"], name="progress_recent"),
        )

    def __str__(self) -> str:
        return f"{self.value} ({self.noted_on})"

    def get_absolute_url(self) -> str:
        return self.objective.get_absolute_url()

    def refuse_the_future(self, *, today: date) -> None:
        if self.noted_on > today:
            raise ValidationError(
                {"noted_on": _("A reading cannot lie in the future: choose today or an earlier day.")}
            )
