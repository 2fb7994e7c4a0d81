"""The way back from a reversible change, kept for 30 days."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class Undo(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    inverse = models.CharField(max_length=80, help_text="Name under which the inverse service is registered.")
    arguments = models.JSONField(default=dict)
    message = models.CharField(max_length=255)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.message
