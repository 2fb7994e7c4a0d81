"""Documents of a client, such as contracts and price lists: which version holds, and until when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.client import Client
from accounts.models.of_client import OfClient
from kam.addresses import address_of


class DocumentQuerySet(OfClient["Document"]):
    def kept(self) -> Self:
        return self.filter(removed_at__isnull=True)

    def shared(self) -> Self:
        return self.kept().filter(is_shared=True)

    def ending(self, *, by: date) -> Self:
        """Whose day to act comes by this day: the notice before their end, or their end."""
        return self.kept().filter(act_on__lte=by)


@pghistory.track()
class Document(models.Model):
    class Kind(models.TextChoices):
        CONTRACT = "contract", _("Contract")
        PRICE_LIST = "price_list", _("Price list")
        OFFER = "offer", _("Offer")
        CERTIFICATE = "certificate", _("Certificate")
        CONFIDENTIALITY = "nda", _("Confidentiality agreement")
        SPECIFICATION = "spec", _("Specification")
        MINUTES = "minutes", _("Minutes")
        OTHER = "other", _("Other document")

    class Renewal(models.TextChoices):
        NONE = "none", _("Ends by itself")
        TACIT = "tacit", _("Renews itself unless ended")
        AGREED = "agreed", _("Renewed by agreement")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="documents", verbose_name=_("client"))
    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices, default=Kind.CONTRACT)
    title = models.CharField(_("title"), max_length=200)
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    renewal = models.CharField(_("renewal"), max_length=6, choices=Renewal.choices, default=Renewal.NONE)
    notice_days = models.PositiveSmallIntegerField(
        _("tell me so many days before"),
        default=60,
        help_text=_("Of a contract: its notice and some more."),
    )
    act_on = models.DateField(null=True, editable=False, help_text="The day to act: so many days before it ends.")
    told_for = models.DateField(null=True, editable=False, help_text="The end of which somebody was told last.")
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="documents", verbose_name=_("looks after it")
    )
    keep_until = models.DateField(
        _("keep until"), null=True, blank=True, help_text=_("From then on its files may be deleted; empty: kept.")
    )
    is_shared = models.BooleanField(_("shared with the client"), default=False)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    removed_at = models.DateTimeField(null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="documents_noted", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[DocumentQuerySet] = DocumentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("kind", "title", "pk")
        indexes = (
            models.Index(fields=["client", "kind", "title"], name="document_client"),
            models.Index(
                fields=["act_on", "id"],
                name="document_ending",
                condition=models.Q(act_on__isnull=False, removed_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("accounts:show-document", self.pk)

    def clean(self) -> None:
        if self.valid_from and self.expires_on and self.expires_on < self.valid_from:
            raise ValidationError({"expires_on": _("It ends after it begins.")})

    def day_to_act(self) -> date | None:
        return self.expires_on - timedelta(days=self.notice_days) if self.expires_on else None


class DocumentVersionQuerySet(OfClient["DocumentVersion"]):
    client_path = "document__client"


class DocumentVersion(models.Model):
    """A file as it was on a day. Never replaced: a new one gets the next number."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    file = models.FileField(_("file"), upload_to="documents/%Y/%m/")
    name = models.CharField(_("name"), max_length=200)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    note = models.CharField(_("what is new"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    deleted_at = models.DateTimeField(
        null=True, editable=False, help_text="When its file was deleted: its time was over."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[DocumentVersionQuerySet] = DocumentVersionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["document", "number"], name="one_version_per_number"),)

    def __str__(self) -> str:
        return f"{self.name} (v{self.number})"
