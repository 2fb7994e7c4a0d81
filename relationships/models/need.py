"""What a client wants, in the client's own words: the ground of every plan."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Func, OrderBy, Value, When
from django.db.models.functions import Cast, Coalesce, Least, Power, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, Contact, OfClient
from kam import slots
from kam.addresses import address_of
from relationships.confidence import HALVINGS_AT_MOST, STARTS_AT, Confidence
from relationships.models.interaction import Interaction

if TYPE_CHECKING:
    from relationships.models.assessment import AssessmentRound

ASSESS_EVERY = 90  # days
SOON = timedelta(days=60)
IMPORTANT, WIDE_GAP = 4, 2
ONE_TO_FIVE = [MinValueValidator(1, _("From 1 to 5.")), MaxValueValidator(5, _("From 1 to 5."))]


class NeedQuerySet(OfClient["Need"]):
    def kept(self) -> Self:
        return self.filter(removed_at__isnull=True)

    def goals(self) -> Self:
        """The client's own goals."""
        return self.filter(kind=Need.Kind.OBJECTIVE)

    def weightiest_first(self) -> Self:
        return self.order_by(models.F("importance").desc(nulls_last=True), "pk")

    def believed(self) -> Self:
        """What may be true: all but what was refuted."""
        return self.kept().exclude(status=Need.Status.REFUTED)

    def to_assess(self, *, on: date) -> Self:
        """Whose next assessment has come; a day that has come today counts."""
        return self.kept().filter(next_assessment_on__lte=on)

    def awaiting(self, in_round: AssessmentRound) -> Self:
        """What nobody has assessed yet in a round over the needs of its client."""
        return self.believed().filter(client=in_round.client_id).exclude(assessments__round=in_round)

    def due_soon(self, *, on: date) -> Self:
        """Wanted within the days to come, refuted ones aside."""
        return self.believed().filter(due_on__range=(on, on + SOON))

    def unmet(self) -> Self:
        """Important to the client, and we are far from meeting it."""
        return self.believed().filter(importance__gte=IMPORTANT).filter(importance__gte=F("fit") + WIDE_GAP)

    def unserved(self) -> Self:
        """What nobody does anything about, by what the apps above say serves a need (conditions on a need's row)."""
        found = self.believed()
        for serves in slots.collect("needs.served"):
            found = found.exclude(serves)
        return found

    def with_confidence(self, *, on: date) -> Self:
        """`confidence`: as `relationships.confidence` works it out, in per cent, as of a day."""
        since = Coalesce("assessed_on", "stated_on", TruncDate("created_at"))
        days = Func(Value(on, models.DateField()), since, arg_joiner=" - ", template="GREATEST(%(expressions)s, 0)")
        days.output_field = models.IntegerField()
        halvings = Least(Cast(days, models.FloatField()) / F("assess_every"), Value(HALVINGS_AT_MOST))
        starts_at = Case(*(When(status=status, then=Value(start)) for status, start in STARTS_AT.items()))
        return self.annotate(confidence=starts_at * Power(Value(0.5), halvings))

    def pressing_first(self, *, on: date) -> Self:
        """Overdue assessments, the longest first; then by deadline; then by the next assessment."""
        waiting = Case(When(next_assessment_on__lte=on, then="next_assessment_on"))
        return self.order_by(_known_first(waiting), _known_first("due_on"), _known_first("next_assessment_on"), "pk")


def _known_first(value: str | Case) -> OrderBy:
    return OrderBy(F(value) if isinstance(value, str) else value, nulls_last=True)


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

    confidence: float  # by with_confidence()

    def __str__(self) -> str:
        return self.statement

    def get_absolute_url(self) -> str:
        return address_of("relationships:show-need", self.pk)

    @property
    def noted_on(self) -> date:
        """The day it was written down."""
        return timezone.localtime(self.created_at).date()

    @property
    def is_scored(self) -> bool:
        return self.importance is not None and self.fit is not None

    @property
    def gap(self) -> int | None:
        """How much more it matters than we meet it, from -4 to 4; None until both are scored."""
        return self.importance - self.fit if self.importance is not None and self.fit is not None else None

    def known_since(self, *, noted_on: date) -> date:
        """When it was last looked at: assessed, or else stated, or else noted."""
        return self.assessed_on or self.stated_on or noted_on

    def due_for_assessment(self, *, noted_on: date) -> date | None:
        """A cadence after it was last looked at; at once while it has no scores; never once it is refuted."""
        if self.status == self.Status.REFUTED:
            return None
        if not self.assessed_on and not self.is_scored:
            return noted_on
        return self.known_since(noted_on=noted_on) + timedelta(days=self.assess_every)

    def days_late(self, on: date) -> int:
        return max((on - self.next_assessment_on).days, 0) if self.next_assessment_on else 0

    def is_to_assess(self, on: date) -> bool:
        return self.next_assessment_on is not None and self.next_assessment_on <= on

    def confidence_on(self, on: date) -> Confidence:
        """The confidence with what it is made of."""
        return Confidence(self.status, self.known_since(noted_on=self.noted_on), self.assess_every, on)

    def refuse_the_future(self, *, today: date) -> None:
        if self.stated_on and self.stated_on > today:
            raise ValidationError({"stated_on": _("It was stated today or earlier, not in the future.")})
