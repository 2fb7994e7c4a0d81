"""A name in the client's books. Judgements about the person belong to the relationships app."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models.client import Client
from accounts.models.of_client import OfClient
from kam.access import scope_of
from kam.addresses import address_of
from kam.models import User


class ContactQuerySet(OfClient["Contact"]):
    def kept(self) -> Self:
        """Without those who were merged into another record, and those who were erased."""
        return self.filter(merged_into__isnull=True, erased_at__isnull=True)

    def known(self) -> Self:
        """People one knows by name: placeholders aside."""
        return self.kept().filter(is_placeholder=False)

    def current(self) -> Self:
        """Those one can talk to: known by name and still with the company."""
        return self.known().filter(left_on__isnull=True)

    def answered_for_by(self, user: User) -> Self:
        """Those whose data this person may hand out or erase: managers of the client's team, and administrators."""
        scope = scope_of(user)
        return self if scope.edits_all else self.filter(client__team__in=scope.edits_teams)

    def elsewhere(self, contact: Contact) -> Self:
        """The same human being in the books of other clients."""
        if contact.person is None:
            return self.none()
        return self.kept().filter(person=contact.person).exclude(pk=contact.pk)


@pghistory.track()
class Contact(models.Model):
    class Basis(models.TextChoices):
        """Why the person's data may be kept (GDPR, Article 6(1))."""

        INTEREST = "interest", _("Legitimate interest")
        CONTRACT = "contract", _("Contract")
        CONSENT = "consent", _("Consent")
        DUTY = "duty", _("Legal duty")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("client"))
    name = models.CharField(_("name"), max_length=120)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, blank=True, default="")
    left_on = models.DateField(_("left the company on"), null=True, blank=True)
    is_placeholder = models.BooleanField(
        _("still to be identified"), default=False, help_text=_("A role that exists; who holds it is not known yet.")
    )
    person = models.UUIDField(
        null=True, blank=True, editable=False, help_text="The same for records of one human being at several clients."
    )
    legal_basis = models.CharField(
        _("legal basis"),
        max_length=8,
        choices=Basis.choices,
        default=Basis.INTEREST,
        help_text=_("GDPR, Article 6(1)."),
    )
    consented_on = models.DateField(_("consented on"), null=True, blank=True)
    consent_told = models.CharField(_("how consent was given"), max_length=200, blank=True)
    surveys_refused_on = models.DateField(_("wants no surveys since"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="absorbed"
    )
    erased_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    last_heard: date | None  # by accounts.retention.with_last_heard

    objects: ClassVar[ContactQuerySet] = ContactQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                "client",
                Lower("email"),
                condition=~models.Q(email="") & models.Q(merged_into__isnull=True),
                name="one_contact_per_email",
                violation_error_message=_("This client has a contact with this e-mail address already."),
            ),
        )
        indexes = (
            models.Index("client", "name", name="contact_client_name"),
            models.Index(Lower("email"), name="contact_email", condition=~models.Q(email="")),
            models.Index(fields=["person"], name="contact_person", condition=models.Q(person__isnull=False)),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("relationships:show-person", self.pk)

    def refuse_the_future(self, *, today: date) -> None:
        if self.left_on and self.left_on > today:
            raise ValidationError({"left_on": _("Somebody leaves today or has left: choose a day that has come.")})

    def clean(self) -> None:
        if self.legal_basis == self.Basis.CONSENT and self.consented_on is None and not self.is_placeholder:
            raise ValidationError({"consented_on": _("Say on which day the person consented.")})

    @property
    def is_kept(self) -> bool:
        """Whether it is a record of its own: neither part of another one nor erased."""
        return self.merged_into_id is None and self.erased_at is None
