"""Files people attach to records of any app."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def of(self, record: models.Model) -> Self:
        return self.filter(subject_type=record._meta.label_lower, subject_id=record.pk)


class Attachment(models.Model):
    subject_type = models.CharField(max_length=80, help_text="Model label, such as relationships.interaction.")
    subject_id = models.BigIntegerField()
    client_id = models.BigIntegerField(null=True)
    file = models.FileField(_("file"), upload_to="attachments/%Y/%m/")
    name = models.CharField(_("name"), max_length=200)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[AttachmentQuerySet] = AttachmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = (
            models.Index(fields=["subject_type", "subject_id"], name="attachment_subject"),
            models.Index(fields=["client_id", "-created_at"], name="attachment_client"),
        )

    def __str__(self) -> str:
        return self.name
