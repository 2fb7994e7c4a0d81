"""How long the data of people outside is kept."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Retention(models.Model):
    """How long the data of people who left is kept; one row for the installation."""

    MONTHS: ClassVar = [
        MinValueValidator(1, _("Keep data for at least one month.")),
        MaxValueValidator(240, _("Nothing is kept for more than 20 years.")),
    ]

    months_after_leaving = models.PositiveSmallIntegerField(
        _("erase people so many months after they left"),
        default=36,
        validators=MONTHS,
        help_text=_("And after the last conversation with them, whichever is later."),
    )
    erases_by_itself = models.BooleanField(
        _("erase without asking"),
        default=False,
        help_text=_("Otherwise they are listed here and somebody decides."),
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="one_retention"),)

    def __str__(self) -> str:
        return str(_("Retention"))
