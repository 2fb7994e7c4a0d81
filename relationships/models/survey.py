"""Asking the client's people how satisfied they are, and what they answered."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, Contact, OfClient
from kam.access import Scoped, scope_of
from kam.addresses import address_of
from kam.models import User

FATIGUE_DAYS = 60
REMINDERS_AT_MOST = 3


class SurveyQuerySet(Scoped["Survey"]):
    def visible_to(self, user: User) -> Self:
        """Those somebody made, and those that ask people of clients they see."""
        if scope_of(user).sees_all:
            return self
        asked = Invitation.objects.visible_to(user).values("survey")
        return self.filter(models.Q(created_by=user) | models.Q(pk__in=asked))

    def editable_by(self, user: User) -> Self:
        return self if scope_of(user).edits_all else self.filter(created_by=user)

    def open(self, *, on: date) -> Self:
        """Those that take answers on a day."""
        return self.filter(status=Survey.Status.RUNNING, closes_on__gte=on)

    def over(self, *, on: date) -> Self:
        """Those that still run though their last day is over."""
        return self.filter(status=Survey.Status.RUNNING, closes_on__lt=on)

    def to_repeat(self) -> Self:
        """Those that ended, are to be repeated, and were not yet."""
        return self.filter(
            status=Survey.Status.CLOSED,
            repeat_months__isnull=False,
            followed_by__isnull=True,
            created_by__is_active=True,
        )


@pghistory.track()
class Survey(models.Model):
    """One wave of one question. `follows` is the wave before it, so that a trend can be told."""

    class Kind(models.TextChoices):
        """What is asked: recommendation 0-10, satisfaction 1-5, or ease 1-7."""

        NPS = "nps", _("Recommendation (NPS, 0–10)")
        CSAT = "csat", _("Satisfaction (CSAT, 1–5)")
        CES = "ces", _("Ease (CES, 1–7)")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        RUNNING = "running", _("Running")
        CLOSED = "closed", _("Closed")

    SCALES: ClassVar[dict[str, tuple[int, int]]] = {Kind.NPS: (0, 10), Kind.CSAT: (1, 5), Kind.CES: (1, 7)}

    # Up to which answer somebody is unhappy, and from which on they are happy. NPS: detractors 0-6 and promoters 9-10
    # (Reichheld, Harvard Business Review, December 2003). CSAT: the top two of five. CES: 5-7 (CEB, CES 2.0).
    BANDS: ClassVar[dict[str, tuple[int, int]]] = {Kind.NPS: (6, 9), Kind.CSAT: (2, 4), Kind.CES: (3, 5)}

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("what is asked"), max_length=4, choices=Kind.choices, default=Kind.NPS)
    about = models.CharField(
        _("what it is about"), max_length=120, blank=True, help_text=_("Goes into the question; empty asks about us.")
    )
    opens_on = models.DateField(_("goes out on"))
    closes_on = models.DateField(_("takes answers until"))
    repeat_months = models.PositiveSmallIntegerField(
        _("repeat every"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1, _("At least one month.")), MaxValueValidator(36, _("At most 36 months."))],
        help_text=_("Months; empty asks once."),
    )
    remind_after = models.PositiveSmallIntegerField(
        _("remind after"), default=5, validators=[MinValueValidator(1, _("At least one day."))], help_text=_("Days.")
    )
    reminders = models.PositiveSmallIntegerField(
        _("reminders at most"),
        default=1,
        validators=[MaxValueValidator(REMINDERS_AT_MOST, _("Three reminders are enough."))],
    )
    fatigue_days = models.PositiveSmallIntegerField(
        _("ask nobody twice within"),
        default=FATIGUE_DAYS,
        validators=[MinValueValidator(1, _("At least one day."))],
        help_text=_("Days, counting every survey."),
    )
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.DRAFT, editable=False)
    follows = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="followed_by"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="surveys", verbose_name=_("asked by")
    )
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[SurveyQuerySet] = SurveyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-opens_on", "-pk")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("relationships:show-survey", self.pk)

    def is_scheduled(self, *, on: date) -> bool:
        """Started, and its day still to come."""
        return self.status == self.Status.RUNNING and self.opens_on > on

    @property
    def kind_choice(self) -> Kind:
        return self.Kind(self.kind)

    @property
    def scale(self) -> tuple[int, int]:
        """The lowest and the highest answer."""
        return self.SCALES[self.kind]

    def takes_answers(self, *, on: date) -> bool:
        return self.status == self.Status.RUNNING and on <= self.closes_on

    def clean(self) -> None:
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            raise ValidationError({"closes_on": _("It takes answers until the day it goes out, or later.")})


class InvitationQuerySet(OfClient["Invitation"]):
    def asked_since(self, moment: datetime) -> Self:
        return self.filter(sent_at__gt=moment)

    def asked(self) -> Self:
        return self.filter(sent_at__isnull=False)

    def waiting(self) -> Self:
        """Chosen, and neither asked nor left out yet."""
        return self.filter(sent_at__isnull=True, skipped="")

    def to_remind(self, survey: Survey, *, at: datetime) -> Self:
        """Those who did not answer, and were asked or reminded long enough ago and not too often."""
        limit = at - timedelta(days=survey.remind_after)
        last = models.Q(reminded_at__isnull=True, sent_at__lte=limit) | models.Q(reminded_at__lte=limit)
        willing = self.filter(contact__in=Contact.objects.current().exclude(email="").filter(surveys_refused_on=None))
        return willing.asked().filter(last, survey=survey, response__isnull=True, reminded__lt=survey.reminders)


class Invitation(models.Model):
    """That one person is asked, by a link of their own. The token is made as that of the portal; see accounts."""

    class Skip(models.TextChoices):
        """Why somebody who was chosen is not asked."""

        FATIGUE = "fatigue", _("was asked a short while ago")
        REFUSED = "refused", _("wants no surveys")
        LEFT = "left", _("has left the company")
        NO_ADDRESS = "no_address", _("has no e-mail address")
        UNKNOWN = "unknown", _("is not known by name")
        ACCESS = "access", _("belongs to a client that whoever asks may no longer change")

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="invitations")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="invitations")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("person"))
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES)
    nonce = models.CharField(max_length=43, help_text="Random; with the key of the installation it makes the token.")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the whole token, in hexadecimal.")
    sent_at = models.DateTimeField(_("sent"), null=True)
    reminded_at = models.DateTimeField(_("last reminded"), null=True)
    reminded = models.PositiveSmallIntegerField(_("reminders"), default=0)
    skipped = models.CharField(max_length=16, blank=True, help_text="Why it was not sent: fatigue, refused, left, …")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[InvitationQuerySet] = InvitationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["survey", "contact"], name="asked_once_per_survey"),)
        indexes = (
            models.Index(fields=["contact", "-sent_at"], name="invitation_contact"),
            models.Index(fields=["client", "-sent_at"], name="invitation_client"),
        )

    def __str__(self) -> str:
        return f"{self.survey}: {self.contact}"

    def get_absolute_url(self) -> str:
        return address_of("relationships:show-survey", self.survey_id)

    @property
    def why_skipped(self) -> str:
        """Why somebody was not asked, in words; nothing for those who were or still wait."""
        return str(self.Skip(self.skipped).label) if self.skipped in self.Skip.values else ""


class ResponseQuerySet(OfClient["Response"]):
    client_path = "invitation__client"

    def commented(self) -> Self:
        return self.exclude(comment="")

    def newest_first(self) -> Self:
        return self.order_by("-answered_at", "-pk")

    def unhappy(self) -> Self:
        return self.filter(_unhappy())

    def not_unhappy(self) -> Self:
        return self.exclude(_unhappy())

    def to_follow_up(self) -> Self:
        """Those of unhappy people that nobody has followed up yet."""
        return self.unhappy().filter(followed_up_at__isnull=True)


def _unhappy() -> models.Q:
    found = models.Q()
    for kind, (low, _high) in Survey.BANDS.items():
        found |= models.Q(invitation__survey__kind=kind, score__lte=low)
    return found


@pghistory.track()
class Response(models.Model):
    """What one person answered; they may revise it until the survey closes."""

    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, related_name="response")
    score = models.PositiveSmallIntegerField(_("answer"))
    comment = models.TextField(_("comment"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(_("answered"))
    revised_at = models.DateTimeField(_("revised"), null=True)
    followed_up_at = models.DateTimeField(_("followed up"), null=True, editable=False)
    followed_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="followed_up"
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[ResponseQuerySet] = ResponseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-answered_at", "-pk")

    def __str__(self) -> str:
        return f"{self.invitation}: {self.score}"

    def get_absolute_url(self) -> str:
        return f"{self.invitation.get_absolute_url()}#response-{self.pk}"

    @property
    def is_unhappy(self) -> bool:
        """Whether somebody should call: a detractor, or what corresponds to one."""
        return self.score <= Survey.BANDS[self.invitation.survey.kind][0]

    def clean(self) -> None:
        low, high = self.invitation.survey.scale
        if self.score is None or not low <= self.score <= high:
            raise ValidationError(
                {"score": _("Choose an answer from %(low)d to %(high)d.") % {"low": low, "high": high}}
            )
