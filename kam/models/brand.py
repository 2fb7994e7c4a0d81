"""How the installation shows itself to people outside: its name, colour and logo."""

from __future__ import annotations

import pghistory
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kam.colours import text_on

COLOUR = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write the colour as six hexadecimal digits, such as #1B5CB8."))


@pghistory.track()
class Brand(models.Model):
    """One row, made by the first change; without it the product's own look is used."""

    name = models.CharField(_("company name"), max_length=120)
    colour = models.CharField(_("colour"), max_length=7, default="#1B5CB8", validators=[COLOUR])
    logo = models.BinaryField(null=True, editable=False, max_length=200_000)
    logo_type = models.CharField(max_length=20, blank=True, editable=False)
    footer = models.CharField(
        _("small print"), max_length=300, blank=True, help_text=_("Under every page and mail that a client gets.")
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="one_brand"),)

    def __str__(self) -> str:
        return self.name

    @property
    def version(self) -> int:
        """Changes whenever the row does: part of the address of what browsers keep for good."""
        return int(self.updated_at.timestamp() * 1000) if self.updated_at else 0

    @property
    def on_colour(self) -> str:
        """Black or white, whichever can be read on the colour."""
        return text_on(self.colour)
