"""What our time costs and what clients bring in: the two sides of the cost to serve."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, OfClient, OfHouse


class CostRateQuerySet(OfHouse["CostRate"]):
    pass


@pghistory.track()
class CostRate(models.Model):
    """What an hour of those who look after clients costs, from a day on; in the installation's currency."""

    since = models.DateField(_("from"), unique=True)
    per_hour = models.DecimalField(
        _("cost of an hour"),
        max_digits=9,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0), _("This cannot be negative."))],
    )

    objects: ClassVar[CostRateQuerySet] = CostRateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-since",)

    def __str__(self) -> str:
        return f"{self.since}: {self.per_hour}"


class MarginQuerySet(OfClient["Margin"]):
    pass


@pghistory.track()
class Margin(models.Model):
    """The gross margin of a client's purchases in a year, in per cent of the net revenue."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="margins")
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    percent = models.DecimalField(
        _("gross margin"),
        max_digits=5,
        decimal_places=2,
        validators=[
            MinValueValidator(Decimal(-100), _("From -100 to 100 per cent.")),
            MaxValueValidator(Decimal(100), _("From -100 to 100 per cent.")),
        ],
        help_text=_("Per cent of net revenue."),
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[MarginQuerySet] = MarginQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-year",)
        constraints = (
            models.UniqueConstraint(
                fields=["client", "year"],
                name="one_margin_a_year",
                violation_error_message=_("The margin of this year is noted already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.client}, {self.year}: {self.percent}%"

    def get_absolute_url(self) -> str:
        return self.client.get_absolute_url()
