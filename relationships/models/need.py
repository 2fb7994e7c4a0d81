"""What a client wants, in the client's own words: the ground of every plan."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, Contact, OfClient
from kam.addresses import address_of
from relationships.models.interaction import Interaction

ASSESS_EVERY = 90  # days
ONE_TO_FIVE = [MinValueValidator(1, _("From 1 to 5.")), MaxValueValidator(5, _("From 1 to 5."))]


class NeedQuerySet(OfClient["Need"]):
    def kept(self) -> Self:
        return self.filter(removed_at__isnull=True)

    def goals(self) -> Self:
        """The client's own goals."""
        return self.filter(kind=Need.Kind.OBJECTIVE)

    def weightiest_first(self) -> Self:
        return self.order_by(models.F("importance").desc(nulls_last=True), "pk")


@pghistory.track()
class Need(models.Model):
    class Kind(models.TextChoices):
        NEED = "need", _("Need")
        PREFERENCE = "preference", _("Preference")
        OBJECTIVE = "objective", _("Goal of the client")
        REQUIREMENT = "requirement", _("Requirement")
        DEADLINE = "deadline", _("Deadline")

    class Status(models.TextChoices):
        ASSUMED = "assumed", _("Assumed")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUTED = "refuted", _("Refuted")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="needs", verbose_name=_("client"))
    statement = models.CharField(_("in the client's words"), max_length=300)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.NEED)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.ASSUMED)
    stated_by = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="needs", verbose_name=_("stated by")
    )
    stated_on = models.DateField(_("stated on"), null=True, blank=True)
    importance = models.PositiveSmallIntegerField(
        _("importance to the client (1–5)"), null=True, blank=True, validators=ONE_TO_FIVE
    )
    fit = models.PositiveSmallIntegerField(
        _("how well we meet it (1–5)"), null=True, blank=True, validators=ONE_TO_FIVE
    )
    grounds = models.TextField(_("how we know"), max_length=2000, blank=True)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    assess_every = models.PositiveSmallIntegerField(
        _("assess every"),
        default=ASSESS_EVERY,
        validators=[
            MinValueValidator(1, _("A cadence is at least one day.")),
            MaxValueValidator(1100, _("Assess at least every three years: 1100 days.")),
        ],
        help_text=_("Days."),
    )
    assessed_on = models.DateField(_("last assessed"), null=True, editable=False)
    next_assessment_on = models.DateField(_("next assessment"), null=True, editable=False)
    heard_in = models.ForeignKey(
        Interaction,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="needs",
        verbose_name=_("heard in"),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="needs", editable=False
    )
    removed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[NeedQuerySet] = NeedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("pk",)
        indexes = (
            models.Index(fields=["client", "kind"], name="need_client"),
            models.Index(
                fields=["next_assessment_on", "id"],
                name="need_next_assessment",
                condition=models.Q(removed_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return self.statement

    def get_absolute_url(self) -> str:
        return address_of("relationships:change-need", self.pk)

    def refuse_the_future(self, *, today: date) -> None:
        if self.stated_on and self.stated_on > today:
            raise ValidationError({"stated_on": _("It was stated today or earlier, not in the future.")})
