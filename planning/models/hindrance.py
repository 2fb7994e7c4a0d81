"""Why an objective is behind: the issue or the invoice that holds it back, as a fact somebody stated."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Invoice, Issue, OfClient
from planning.models.objective import Objective


class HindranceQuerySet(OfClient["Hindrance"]):
    client_path = "objective__client"


@pghistory.track()
class Hindrance(models.Model):
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="hindrances")
    issue = models.ForeignKey(
        Issue, on_delete=models.CASCADE, null=True, blank=True, related_name="hindrances", verbose_name=_("issue")
    )
    invoice = models.ForeignKey(
        Invoice, on_delete=models.CASCADE, null=True, blank=True, related_name="hindrances", verbose_name=_("invoice")
    )
    note = models.CharField(_("how"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[HindranceQuerySet] = HindranceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(issue__isnull=False) ^ models.Q(invoice__isnull=False),
                name="held_back_by_one_thing",
                violation_error_message=_("Choose either an issue or an invoice."),
            ),
            models.UniqueConstraint(
                fields=["objective", "issue"], condition=models.Q(issue__isnull=False), name="one_hindrance_per_issue"
            ),
            models.UniqueConstraint(
                fields=["objective", "invoice"],
                condition=models.Q(invoice__isnull=False),
                name="one_hindrance_per_invoice",
            ),
        )

    def __str__(self) -> str:
        return f"{self.objective} – {self.issue or self.invoice}"
