"""The lines of the relationship map."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact, OfClient
from kam.addresses import address_of


class LinkQuerySet(OfClient["Link"]):
    client_path = "source__client"

    def in_force(self, *, on: date) -> Self:
        """Those that held on a day."""
        return self.filter(since__lte=on).filter(models.Q(until__isnull=True) | models.Q(until__gt=on))

    def open(self) -> Self:
        """Those of which no end is known."""
        return self.filter(until__isnull=True)

    def reporting(self) -> Self:
        """Who reports to whom, now."""
        return self.open().filter(kind=Link.Kind.REPORTS_TO)


@pghistory.track()
class Link(models.Model):
    """How one of the client's people stands to another."""

    class Kind(models.TextChoices):
        REPORTS_TO = "reports_to", _("Reports to")
        INFLUENCES = "influences", _("Influences")
        DIFFERS = "differs", _("Often differs with")

    source = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="links", verbose_name=_("who"))
    kind = models.CharField(_("how"), max_length=12, choices=Kind.choices)
    target = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="linked_from", verbose_name=_("whom"))
    since = models.DateField(_("since"))
    until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The first day on which it no longer holds.")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="links_noted", verbose_name=_("by")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[LinkQuerySet] = LinkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(source=models.F("target")),
                name="nobody_links_to_themselves",
                violation_error_message=_("Choose somebody else: nobody reports to themselves."),
            ),
            models.UniqueConstraint(
                fields=["source"],
                condition=models.Q(kind="reports_to", until__isnull=True),
                name="one_superior",
                violation_error_message=_("This person reports to somebody already."),
            ),
            models.UniqueConstraint(
                fields=["source", "kind", "target"],
                condition=models.Q(until__isnull=True),
                name="one_link_of_a_kind",
                violation_error_message=_("This line is on the map already."),
            ),
        )
        indexes = (models.Index(fields=["target", "kind"], name="link_target"),)

    def __str__(self) -> str:
        return f"{self.source} – {self.get_kind_display()} – {self.target}"

    def get_absolute_url(self) -> str:
        return address_of("relationships:show-person", self.source_id)
