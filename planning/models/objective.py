"""What is to be reached with a client, by when, and how one will know."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, Contact, OfClient
from kam.addresses import address_of
from kam.processes import Process

ONE_DAY_AT_LEAST = MinValueValidator(1, _("A cadence is at least one day."))

TOLERANCE = Decimal("0.001")  # twelve percentages rounded to two places rarely add up to exactly 1


class AgreementState(models.TextChoices):
    """Where the client's agreement to a target stands."""

    PROPOSED = "proposed", _("Proposed")
    COUNTERED = "countered", _("Countered")
    AGREED = "agreed", _("Agreed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")
    SUPERSEDED = "superseded", _("Superseded")


class ObjectiveQuerySet(OfClient["Objective"]):
    def shared_with(self, contact: Contact) -> Self:
        """What the portal shows this person: what their company was given to see, nothing that is only thought of."""
        return self.filter(client=contact.client_id, is_shared=True).exclude(status=Objective.Status.DRAFT)

    def running(self) -> Self:
        return self.filter(status=Objective.Status.ACTIVE)

    def of_process(self, process: str) -> Self:
        return self.filter(process=process)


@pghistory.track()
class Objective(models.Model):
    class Unit(models.TextChoices):
        MONEY = "money", _("Money")
        COUNT = "count", _("Count")
        PERCENT = "percent", _("Percent")
        SCORE = "score", _("Score (points)")
        DAYS = "days", _("Days")
        HOURS = "hours", _("Hours")

    class Kind(models.TextChoices):
        INCREASE = "increase", _("Increase")
        DECREASE = "decrease", _("Decrease")
        MAINTAIN = "maintain", _("Maintain")
        MILESTONE = "milestone", _("Milestones")

    class Curve(models.TextChoices):
        LINEAR = "linear", _("Evenly over the period")
        SEASONAL = "seasonal", _("By last year's season")
        MILESTONES = "milestones", _("By milestones")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PROPOSED = "proposed", _("Proposed")
        AGREED = "agreed", _("Agreed, not yet begun")
        ACTIVE = "active", _("Active")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")

    class Outcome(models.TextChoices):
        ACHIEVED = "achieved", _("Achieved")
        PARTLY = "partly", _("Partly achieved")
        MISSED = "missed", _("Missed")

    class RollUp(models.TextChoices):
        NONE = "", _("By its own readings")
        WORST = "worst", _("As its worst part")
        WEIGHTED = "weighted", _("By the weight of its parts")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="objectives", verbose_name=_("client"))
    title = models.CharField(_("objective"), max_length=200)
    process = models.CharField(_("process"), max_length=16, choices=Process.choices, default=Process.PERFORMANCE)
    unit = models.CharField(_("unit"), max_length=8, choices=Unit.choices, default=Unit.MONEY)
    currency = models.CharField(_("currency"), max_length=3, blank=True, help_text=_("For money only, such as EUR."))
    kind = models.CharField(_("direction"), max_length=10, choices=Kind.choices, default=Kind.INCREASE)
    baseline = models.DecimalField(_("baseline"), max_digits=18, decimal_places=4, default=Decimal(0))
    minimum = models.DecimalField(_("minimum"), max_digits=18, decimal_places=4, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=18, decimal_places=4)
    stretch = models.DecimalField(_("stretch"), max_digits=18, decimal_places=4, null=True, blank=True)
    starts_on = models.DateField(_("from"))
    due_on = models.DateField(_("due"))
    curve = models.CharField(_("expected course"), max_length=10, choices=Curve.choices, default=Curve.LINEAR)
    monthly_shares = ArrayField(
        models.DecimalField(max_digits=7, decimal_places=6),
        size=12,
        null=True,
        blank=True,
        verbose_name=_("share of each month"),
        help_text=_("Twelve shares of the year, January first, that add up to 1; for a seasonal course."),
    )
    cadence_days = models.PositiveSmallIntegerField(
        _("reading every (days)"), default=35, validators=[ONE_DAY_AT_LEAST]
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.ACTIVE)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="objectives", verbose_name=_("owner")
    )
    client_owner = models.ForeignKey(
        Contact,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="objectives",
        verbose_name=_("owner at the client"),
    )
    parent = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    roll_up = models.CharField(
        _("status of the whole"), max_length=8, choices=RollUp.choices, blank=True, default=RollUp.NONE
    )
    weight = models.DecimalField(
        _("weight in the whole"), max_digits=6, decimal_places=2, default=1, validators=[MinValueValidator(0)]
    )
    follows = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="followers",
        verbose_name=_("follows on from"),
        help_text=_("The same measure in the period before: its readings tell how realistic the target is."),
    )
    is_shared = models.BooleanField(_("show in the client's portal"), default=False)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices, blank=True, editable=False)
    next_terms = models.JSONField(null=True, editable=False, help_text="Terms written but not yet offered.")
    agreement = models.CharField(
        _("agreement"), max_length=10, choices=AgreementState.choices, blank=True, editable=False
    )
    agreed_version = models.PositiveSmallIntegerField(_("agreed version"), null=True, editable=False)
    agreed_on = models.DateField(_("agreed on"), null=True, editable=False)
    agreed_offline = models.BooleanField(default=False, editable=False)
    current = models.DecimalField(_("current value"), max_digits=18, decimal_places=4, null=True, editable=False)
    current_on = models.DateField(_("as of"), null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[ObjectiveQuerySet] = ObjectiveQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("due_on", "pk")
        indexes = (
            models.Index(fields=["client", "status"], name="objective_client"),
            models.Index(fields=["parent"], name="objective_parts", condition=models.Q(parent__isnull=False)),
            models.Index(fields=["id"], name="objective_running", condition=models.Q(status="active")),
            models.Index(fields=["due_on", "id"], name="objective_due", condition=models.Q(status="active")),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("planning:show-objective", self.pk)

    def clean(self) -> None:
        self._check_period()
        self._check_target()
        self._check_unit()
        self._check_season()

    def _check_period(self) -> None:
        if self.starts_on and self.due_on and self.due_on <= self.starts_on:
            raise ValidationError({"due_on": _("The objective must be due after it starts.")})

    def _check_target(self) -> None:
        if self.target is None or self.baseline is None:
            return
        problem = {
            self.Kind.INCREASE: self.target <= self.baseline
            and _("To increase, the target must be above the baseline."),
            self.Kind.MILESTONE: self.target <= self.baseline and _("The target must be above the baseline."),
            self.Kind.DECREASE: self.target >= self.baseline
            and _("To decrease, the target must be below the baseline."),
        }.get(self.Kind(self.kind))
        if problem:
            raise ValidationError({"target": problem})
        if self.kind == self.Kind.MAINTAIN and (self.minimum is None or self.minimum == self.target):
            raise ValidationError(
                {"minimum": _("To maintain a level, say at which value (other than the target) it is critical.")}
            )

    def _check_unit(self) -> None:
        if self.unit == self.Unit.MONEY and not self.currency:
            self.currency = settings.DEFAULT_CURRENCY
        if self.unit != self.Unit.MONEY and self.currency:
            raise ValidationError({"currency": _("Only money has a currency: leave it empty for other units.")})
        negative = [name for name in ("baseline", "minimum", "target", "stretch") if (getattr(self, name) or 0) < 0]
        if self.unit != self.Unit.SCORE and negative:
            raise ValidationError({name: _("This cannot be negative.") for name in negative})

    def _check_season(self) -> None:
        if self.curve != self.Curve.SEASONAL:
            self.monthly_shares = None
        elif (
            min(self.monthly_shares or (), default=0) < 0
            or len(self.monthly_shares or ()) != 12
            or abs(sum(self.monthly_shares or (), Decimal(0)) - 1) > TOLERANCE
        ):
            raise ValidationError({"monthly_shares": _("Give twelve monthly shares that add up to 1.")})

    @property
    def is_bound(self) -> bool:
        """Whether the client agreed to its terms or has them on the table: then they are offered anew, not changed."""
        waits = self.agreement in (AgreementState.PROPOSED, AgreementState.COUNTERED)
        return self.agreed_version is not None or waits

    @property
    def is_running(self) -> bool:
        return self.status == self.Status.ACTIVE

    @property
    def is_over(self) -> bool:
        return self.status in (self.Status.CLOSED, self.Status.CANCELLED)

    @property
    def may_start(self) -> bool:
        return self.status in (self.Status.DRAFT, self.Status.AGREED)


class MilestoneQuerySet(OfClient["Milestone"]):
    client_path = "objective__client"


@pghistory.track()
class Milestone(models.Model):
    """A value that is expected by a date on the way to the target."""

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("milestone"), max_length=200, blank=True)
    due_on = models.DateField(_("due"))
    value = models.DecimalField(_("value expected by then"), max_digits=18, decimal_places=4)

    objects: ClassVar[MilestoneQuerySet] = MilestoneQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("due_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["objective", "due_on"],
                name="one_milestone_per_day",
                violation_error_message=_("There is a milestone on this day already."),
            ),
        )

    def __str__(self) -> str:
        return self.title or str(self.due_on)

    def refuse_outside(self, starts_on: date, due_on: date) -> None:
        if not starts_on <= self.due_on <= due_on:
            raise ValidationError(
                {"due_on": _("A milestone lies between the start and the due date of its objective.")}
            )
