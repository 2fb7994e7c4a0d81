"""What the reviews found: one row per objective and day, and one summary row per client."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, OfClient
from kam.access import Scoped
from kam.models import User
from kam.processes import Process
from kam.status import Status
from planning.models import Objective

COLD_BEYOND = 1.5  # cadences without contact after which a relationship is critical, not just at risk


class GoalReviewQuerySet(OfClient["GoalReview"]):
    client_path = "objective__client"

    def latest_of(self, objectives: models.QuerySet[Objective], *, on: date) -> Self:
        """The newest review up to a day of each of these objectives: one look-up each, however long its history."""
        history = GoalReview.objects.filter(objective=models.OuterRef("pk"), on__lte=on).order_by("-on")
        newest = models.Subquery(history.values("pk")[:1])
        return self.filter(pk__in=objectives.order_by().annotate(newest=newest).values("newest"))

    def of_running(self) -> Self:
        return self.filter(objective__status=Objective.Status.ACTIVE)

    def worst_first(self) -> Self:
        order = models.Case(*(models.When(status=status, then=-status.severity) for status in Status), default=0)
        return self.order_by(order, "pace", "pk")

    def off_track(self) -> Self:
        return self.filter(status__in=[Status.WARN, Status.BAD])

    def turned(self) -> Self:
        """Reviews at which the status changed."""
        return self.exclude(status=models.F("previous_status")).exclude(previous_status="")


class GoalReview(models.Model):
    """The standing of one objective on one day, as the nightly review found it. Written once, never changed."""

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="reviews")
    on = models.DateField(_("reviewed on"))
    status = models.CharField(
        _("status"), max_length=4, choices=Status.choices, help_text=_("As shown, after hysteresis.")
    )
    signal = models.CharField(max_length=4, choices=Status.choices, help_text="What this day alone says.")
    previous_status = models.CharField(max_length=4, blank=True)
    pace = models.DecimalField(_("pace"), max_digits=12, decimal_places=4, null=True)
    share = models.DecimalField(_("share of the way expected"), max_digits=7, decimal_places=4)
    expected = models.DecimalField(_("expected"), max_digits=18, decimal_places=4, null=True)
    actual = models.DecimalField(_("actual"), max_digits=18, decimal_places=4, null=True)
    actual_on = models.DateField(_("as of"), null=True)
    forecast = models.DecimalField(_("forecast"), max_digits=22, decimal_places=4, null=True)
    low = models.DecimalField(_("forecast, low"), max_digits=22, decimal_places=4, null=True)
    high = models.DecimalField(_("forecast, high"), max_digits=22, decimal_places=4, null=True)
    reasons = models.JSONField(_("reasons"), default=list)
    rule_version = models.CharField(_("rule"), max_length=16)
    created_at = models.DateTimeField(_("run at"), auto_now_add=True)

    objects: ClassVar[GoalReviewQuerySet] = GoalReviewQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-on", "-pk")
        constraints = (models.UniqueConstraint(fields=["objective", "on"], name="one_review_per_day"),)
        indexes = (models.Index(fields=["-on", "-id"], name="goal_review_recent"),)

    def __str__(self) -> str:
        return f"{self.objective}, {self.on}"


class StandingQuerySet(OfClient["ClientStanding"]):
    def worst_first(self) -> Self:
        return self.order_by("-severity", "client__name")


class ClientStanding(models.Model):
    """Where a client stands in each process: a summary of facts kept elsewhere, made anew when they change."""

    client = models.OneToOneField(Client, on_delete=models.CASCADE, primary_key=True, related_name="standing")
    planning = models.CharField(max_length=4, choices=Status.choices, default=Status.NONE)
    relationships = models.CharField(max_length=4, choices=Status.choices, default=Status.NONE)
    accounts = models.CharField(max_length=4, choices=Status.choices, default=Status.NONE)
    performance = models.CharField(max_length=4, choices=Status.choices, default=Status.NONE)
    growth = models.CharField(max_length=4, choices=Status.choices, default=Status.NONE)
    worst = models.CharField(max_length=4, choices=Status.choices, default=Status.NONE)
    severity = models.PositiveSmallIntegerField(default=0, help_text="Sum over the processes, the worst weighing most.")
    reasons = models.JSONField(default=dict, help_text="Per process: a list of reasons, each a code with its values.")
    revenue = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    revenue_target = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    revenue_expected = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    attainment = models.DecimalField(max_digits=9, decimal_places=4, null=True, help_text="revenue / revenue_target")
    last_contact_on = models.DateField(null=True)
    next_action_on = models.DateField(null=True)
    next_action = models.CharField(max_length=200, blank=True)
    overdue_actions = models.PositiveIntegerField(default=0)
    running_objectives = models.PositiveIntegerField(default=0)
    open_issues = models.PositiveIntegerField(default=0)
    issues = models.CharField(max_length=4, choices=Status.choices, default=Status.NONE, help_text="The worst clock.")
    overdue = models.DecimalField(
        max_digits=18, decimal_places=2, default=0, help_text="Of invoices past due, in the installation's currency."
    )
    overdue_since = models.DateField(null=True, help_text="The due date of the oldest of them.")
    trail = ArrayField(
        models.CharField(max_length=4), default=list, help_text="Worst status of the last 12 weeks, oldest first."
    )
    as_of = models.DateTimeField()

    objects: ClassVar[StandingQuerySet] = StandingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("client",)
        indexes = (
            models.Index(fields=["-severity", "client"], name="standing_severity"),
            models.Index(fields=["attainment", "client"], name="standing_attainment"),
            models.Index(fields=["last_contact_on", "client"], name="standing_contact"),
            models.Index(fields=["next_action_on", "client"], name="standing_next_action"),
            models.Index(fields=["-overdue", "client"], name="standing_overdue"),
            models.Index(fields=["-open_issues", "client"], name="standing_issues"),
        )

    def __str__(self) -> str:
        return f"{self.client}, {self.as_of:%Y-%m-%d}"

    def of(self, process: str) -> Status:
        return Status(getattr(self, process))

    def reasons_of(self, process: str) -> list[dict[str, Any]]:
        return list(self.reasons.get(process, []))

    def silence(self, *, on: date) -> timedelta:
        return on - self.last_contact_on if self.last_contact_on else timedelta(0)

    def contact_status(self, *, on: date) -> Status:
        """On track within the client's cadence, critical beyond one and a half of it; no data without any contact."""
        if self.last_contact_on is None:
            return Status.NONE
        late = self.silence(on=on) / self.client.cadence
        return Status.BAD if late > COLD_BEYOND else Status.WARN if late > 1 else Status.GOOD

    def is_cold(self, *, on: date) -> bool:
        return self.contact_status(on=on) in (Status.WARN, Status.BAD)

    @property
    def cells(self) -> list[tuple[Process, Status]]:
        return [(process, self.of(process)) for process in Process]


class SnoozeQuerySet(Scoped["Snooze"]):
    def hiding(self, user: User, *, on: date) -> Self:
        return self.filter(user=user, until__gt=on)

    def visible_to(self, user: User) -> Self:
        """A queue is personal: nobody but its owner sees or changes what is put off in it."""
        return self.filter(user=user)

    def editable_by(self, user: User) -> Self:
        return self.visible_to(user)


class Snooze(models.Model):
    """A row of somebody's My day put off until a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="snoozes")
    rule = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    until = models.DateField(_("until"))

    objects: ClassVar[SnoozeQuerySet] = SnoozeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "rule", "subject_id"], name="one_snooze_per_row"),)

    def __str__(self) -> str:
        return f"{self.rule} {self.subject_id} until {self.until}"
