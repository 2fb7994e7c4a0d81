"""Who of us knows whom at the client, and how well."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact, OfClient


class AcquaintanceQuerySet(OfClient["Acquaintance"]):
    client_path = "contact__client"

    def in_force(self, *, on: date) -> Self:
        """The newest of each colleague and person, of what was noted by the end of a day."""
        dated = self.filter(noted_on__lte=on)
        return dated.order_by("contact_id", "colleague_id", "-noted_on", "-pk").distinct("contact_id", "colleague_id")


class Acquaintance(models.Model):
    """How well one of us and a person know each other, and how well they should. Written once, never changed."""

    class Level(models.IntegerChoices):
        """What the person takes our colleague for."""

        VENDOR = 0, _("Vendor")
        CREDIBLE = 1, _("Credible source")
        SOLVER = 2, _("Problem solver")
        ADVISOR = 3, _("Trusted advisor")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="acquaintances")
    colleague = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acquaintances", verbose_name=_("colleague")
    )
    level = models.PositiveSmallIntegerField(_("level now"), choices=Level.choices)
    wanted = models.PositiveSmallIntegerField(_("level wanted"), choices=Level.choices, null=True, blank=True)
    noted_on = models.DateField(_("as of"))
    evidence = models.CharField(_("what it rests on"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acquaintances_noted", verbose_name=_("by")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[AcquaintanceQuerySet] = AcquaintanceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-noted_on", "-pk")
        indexes = (models.Index(fields=["contact", "colleague", "-noted_on", "-id"], name="acquaintance_latest"),)

    def __str__(self) -> str:
        return f"{self.colleague} – {self.contact}: {self.get_level_display()}"
