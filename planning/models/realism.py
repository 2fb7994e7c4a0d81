"""How likely a target is to be reached, as the gauge found it; kept with all it was computed from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import OfClient
from planning.models.objective import Objective


class RealismCheckQuerySet(OfClient["RealismCheck"]):
    client_path = "objective__client"


class RealismCheck(models.Model):
    """One reckoning per objective and terms; the same inputs and seed give the same numbers again."""

    class Band(models.TextChoices):
        CONSERVATIVE = "conservative", _("Conservative")
        REALISTIC = "realistic", _("Realistic")
        STRETCH = "stretch", _("Stretch")
        UNREALISTIC = "unrealistic", _("Unrealistic")
        UNKNOWN = "unknown", _("Not enough data")

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="realism_checks")
    digest = models.CharField(max_length=64, help_text="Of the terms it speaks about.")
    band = models.CharField(max_length=12, choices=Band.choices)
    probability = models.DecimalField(max_digits=5, decimal_places=4, null=True, help_text="0 to 1.")
    low = models.DecimalField(max_digits=18, decimal_places=4, null=True, help_text="One draw in ten ends below.")
    middle = models.DecimalField(max_digits=18, decimal_places=4, null=True, help_text="Half of the draws end below.")
    high = models.DecimalField(max_digits=18, decimal_places=4, null=True, help_text="Nine draws in ten end below.")
    required_growth = models.DecimalField(max_digits=8, decimal_places=4, null=True, help_text="A ratio: 0.31 is 31%.")
    best_growth = models.DecimalField(max_digits=8, decimal_places=4, null=True, help_text="A ratio, of past years.")
    seed = models.PositiveBigIntegerField()
    draws = models.PositiveIntegerField()
    inputs = models.JSONField(default=dict, help_text="All it was computed from.")
    on = models.DateField(help_text="The day it was computed for.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[RealismCheckQuerySet] = RealismCheckQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=["objective", "-id"], name="realism_latest"),)

    def __str__(self) -> str:
        return f"{self.objective}: {self.get_band_display()}"
