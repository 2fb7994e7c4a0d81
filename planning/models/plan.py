"""The account plan: what is to become of a client in a period, on one page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Func, IntegerField, Q, When
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, OfClient
from kam.addresses import address_of
from planning.models.objective import ONE_DAY_AT_LEAST, Objective
from relationships.models import Interaction, Need

LATEST_END = date(2199, 12, 31)  # beyond it the days counted from a plan's own would leave the calendar
ONE_TO_FIVE = [MinValueValidator(1, _("From 1 to 5.")), MaxValueValidator(5, _("From 1 to 5."))]


class DateRange(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


class PlanQuerySet(OfClient["Plan"]):
    def kept(self) -> Self:
        return self.filter(removed_at__isnull=True)

    def running(self, *, on: date) -> Self:
        """Those whose period holds the day."""
        return self.kept().filter(starts_on__lte=on, ends_on__gte=on)

    def running_first(self, *, on: date) -> Self:
        """The one whose period holds the day first, then the newest."""
        running = When(starts_on__lte=on, ends_on__gte=on, then=0)
        return self.order_by(Case(running, default=1, output_field=IntegerField()), "-starts_on", "-pk")


@pghistory.track()
class Plan(models.Model):
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="plans", verbose_name=_("client"))
    title = models.CharField(_("title"), max_length=120)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    ambition = models.TextField(
        _("our ambition"), max_length=1000, blank=True, help_text=_("One sentence: where we want to stand with them.")
    )
    review_every = models.PositiveSmallIntegerField(_("review every (days)"), default=30, validators=[ONE_DAY_AT_LEAST])
    reviewed_on = models.DateField(_("reviewed on"), null=True, editable=False)
    meets_on = models.DateField(_("next review with the client"), null=True, blank=True)
    is_shared = models.BooleanField(
        _("show the next review in the client's portal"), default=False, help_text=_("With its date, nothing else.")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="plans", verbose_name=_("author")
    )
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, editable=False, related_name="copies")
    removed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[PlanQuerySet] = PlanQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-starts_on", "-pk")
        constraints = (
            ExclusionConstraint(
                name="one_plan_at_a_time",
                expressions=[
                    ("client", RangeOperators.EQUAL),
                    (
                        DateRange("starts_on", "ends_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(removed_at__isnull=True),
                violation_error_message=_("Another plan of this client covers part of this period."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("planning:show-plan", self.pk)

    def clean(self) -> None:
        if self.starts_on and self.ends_on and self.ends_on <= self.starts_on:
            raise ValidationError({"ends_on": _("The plan must end after it starts.")})
        if self.ends_on and self.ends_on > LATEST_END:
            raise ValidationError({"ends_on": _("Choose a day before %(year)s.") % {"year": LATEST_END.year + 1}})

    @property
    def review_due_on(self) -> date:
        """The day by which it is to be looked through again."""
        return (self.reviewed_on or self.starts_on) + timedelta(days=self.review_every)


class PlanVersionQuerySet(OfClient["PlanVersion"]):
    client_path = "plan__client"


class PlanVersion(models.Model):
    """A moment of the plan with a number: what the plan held then is read from its history, so it cannot drift."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    note = models.CharField(_("note"), max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="plan_versions")

    objects: ClassVar[PlanVersionQuerySet] = PlanVersionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["plan", "number"], name="one_plan_version_per_number"),)

    def __str__(self) -> str:
        return f"{self.plan} v{self.number}"


class OfPlan(OfClient["SwotItem"]):
    client_path = "plan__client"

    def kept(self) -> Self:
        return self.filter(removed_at__isnull=True)


@pghistory.track()
class SwotItem(models.Model):
    class Kind(models.TextChoices):
        STRENGTH = "S", _("Strength")
        WEAKNESS = "W", _("Weakness")
        OPPORTUNITY = "O", _("Opportunity")
        THREAT = "T", _("Threat")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="swot")
    kind = models.CharField(_("kind"), max_length=1, choices=Kind.choices)
    text = models.CharField(_("statement"), max_length=300)
    removed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[OfPlan] = OfPlan.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text

    @property
    def is_inside(self) -> bool:
        """Strengths and weaknesses are ours; opportunities and threats come from outside."""
        return self.kind in (self.Kind.STRENGTH, self.Kind.WEAKNESS)


class EvidenceQuerySet(OfClient["Evidence"]):
    client_path = "item__plan__client"

    def kept(self) -> Self:
        return self.filter(removed_at__isnull=True)


@pghistory.track()
class Evidence(models.Model):
    """What a SWOT item rests on: a record of the client's, or a source outside."""

    item = models.ForeignKey(SwotItem, on_delete=models.CASCADE, related_name="evidence")
    need = models.ForeignKey(
        Need, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence", verbose_name=_("need")
    )
    interaction = models.ForeignKey(
        Interaction,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name=_("interaction"),
    )
    objective = models.ForeignKey(
        Objective, on_delete=models.CASCADE, null=True, blank=True, related_name="evidence", verbose_name=_("objective")
    )
    url = models.URLField(_("address"), blank=True)
    note = models.CharField(_("what it shows"), max_length=200, blank=True)
    removed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[EvidenceQuerySet] = EvidenceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return str(self.need or self.interaction or self.objective or self.url or self.note)

    def clean(self) -> None:
        if not (self.need_id or self.interaction_id or self.objective_id or self.url or self.note):
            raise ValidationError(_("Say what it rests on: a record, an address or a note."))


class RiskQuerySet(OfClient["Risk"]):
    client_path = "plan__client"

    def kept(self) -> Self:
        return self.filter(removed_at__isnull=True)


@pghistory.track()
class Risk(models.Model):
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="risks")
    statement = models.CharField(_("risk"), max_length=300)
    likelihood = models.PositiveSmallIntegerField(_("likelihood (1–5)"), default=3, validators=ONE_TO_FIVE)
    impact = models.PositiveSmallIntegerField(_("impact (1–5)"), default=3, validators=ONE_TO_FIVE)
    response = models.CharField(_("what we do about it"), max_length=300, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="risks", verbose_name=_("owner")
    )
    is_open = models.BooleanField(_("open"), default=True)
    removed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[RiskQuerySet] = RiskQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-is_open", "pk")

    def __str__(self) -> str:
        return self.statement

    @property
    def weight(self) -> int:
        """Likelihood times impact, 1 to 25; the higher the worse."""
        return self.likelihood * self.impact
