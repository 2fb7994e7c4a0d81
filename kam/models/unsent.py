"""What somebody has typed into a form and not sent yet: neither a closed window nor an ended session loses it."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class UnsentForm(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="unsent_forms")
    address = models.CharField(max_length=200, help_text="Path of the form, such as /clients/3/interactions/new/.")
    values = models.JSONField(default=dict, help_text="Field name to the list of its values, as typed.")
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "address"], name="one_unsent_form"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.address}"
