"""What was agreed on how soon an issue is answered and solved, and who hears when it is not."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.client import Client
from accounts.models.of_house import OfHouse
from accounts.models.working_time import WorkCalendar

A_MINUTE = MinValueValidator(1, _("At least one minute."))
A_YEAR = MaxValueValidator(525_600, _("At most a year."))


PERCENT = [
    MinValueValidator(10, _("From 10 to 1000 per cent.")),
    MaxValueValidator(1000, _("From 10 to 1000 per cent.")),
]


class Severity(models.TextChoices):
    CRITICAL = "critical", _("Critical")
    HIGH = "high", _("High")
    NORMAL = "normal", _("Normal")
    LOW = "low", _("Low")


class SlaPolicyQuerySet(OfHouse["SlaPolicy"]):
    pass


@pghistory.track()
class SlaPolicy(models.Model):
    """The times agreed for one severity; for one tier of clients, or for all that have none of their own."""

    tier = models.CharField(_("tier"), max_length=1, choices=Client.Tier.choices, blank=True)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices)
    response_minutes = models.PositiveIntegerField(
        _("first response within"), validators=[A_MINUTE, A_YEAR], help_text=_("Minutes of working time.")
    )
    resolution_minutes = models.PositiveIntegerField(
        _("solved within"), validators=[A_MINUTE, A_YEAR], help_text=_("Minutes of working time.")
    )
    calendar = models.ForeignKey(
        WorkCalendar,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="policies",
        verbose_name=_("calendar"),
        help_text=_("Empty: the usual one."),
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[SlaPolicyQuerySet] = SlaPolicyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("tier", "resolution_minutes", "pk")
        verbose_name = _("SLA policy")
        verbose_name_plural = _("SLA policies")
        constraints = (
            models.UniqueConstraint(
                fields=["tier", "severity"],
                name="one_policy_per_tier_and_severity",
                violation_error_message=_("This tier has times for this severity already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.tier or '*'} · {self.get_severity_display()}"

    def clean(self) -> None:
        if self.response_minutes and self.resolution_minutes and self.response_minutes > self.resolution_minutes:
            raise ValidationError({"response_minutes": _("The first response comes before the solution.")})


class EscalationStepQuerySet(OfHouse["EscalationStep"]):
    pass


@pghistory.track()
class EscalationStep(models.Model):
    """One rung of the ladder: at which share of the agreed time who is told. 100 is the moment of breach."""

    class Tells(models.TextChoices):
        OWNER = "owner", _("Whoever answers for the issue")
        CLIENT_OWNER = "client_owner", _("Whoever owns the client")
        MANAGER = "manager", _("The managers of the team")
        ABOVE = "above", _("The managers of the teams above")

    at_percent = models.PositiveSmallIntegerField(
        _("at"),
        validators=PERCENT,
        help_text=_("Per cent of the agreed time."),
    )
    tells = models.CharField(_("tells"), max_length=12, choices=Tells.choices)

    objects: ClassVar[EscalationStepQuerySet] = EscalationStepQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("at_percent", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["at_percent", "tells"],
                name="one_escalation_step",
                violation_error_message=_("This step is on the ladder already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.at_percent}% · {self.get_tells_display()}"
