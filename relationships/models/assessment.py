"""What a need was found to be on a day: the dated scores by which a need register stays true."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, Contact, OfClient
from kam.addresses import address_of
from relationships.models.need import ONE_TO_FIVE, Need


class RoundQuerySet(OfClient["AssessmentRound"]):
    def open(self) -> Self:
        return self.filter(finished_at=None)

    def finished(self) -> Self:
        return self.exclude(finished_at=None)

    def with_counts(self) -> Self:
        """`assessed`: how many needs were assessed in it."""
        return self.annotate(assessed=models.Count("assessments__need", distinct=True))


class AssessmentRound(models.Model):
    """The regular assessment of a client: once through all its needs."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="assessment_rounds")
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assessment_rounds", verbose_name=_("by")
    )

    objects: ClassVar[RoundQuerySet] = RoundQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-started_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["client"],
                condition=models.Q(finished_at__isnull=True),
                name="one_round_at_a_time",
                violation_error_message=_("A round over this client's needs is under way already: go on with it."),
            ),
        )

    assessed: int  # by with_counts()

    def __str__(self) -> str:
        return f"{self.client}, {self.started_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return address_of("relationships:show-round", self.pk)


class AssessmentQuerySet(OfClient["Assessment"]):
    client_path = "need__client"

    def with_before(self) -> Self:
        """`before_importance`, `before_fit`, `before_status`: of the assessment before; None for a need's first."""
        earlier = models.Q(assessed_on__lt=OuterRef("assessed_on"))
        earlier |= models.Q(assessed_on=OuterRef("assessed_on"), pk__lt=OuterRef("pk"))
        before = Assessment.objects.filter(earlier, need=OuterRef("need")).order_by("-assessed_on", "-pk")
        fields = ("importance", "fit", "status")
        return self.annotate(**{f"before_{field}": Subquery(before.values(field)[:1]) for field in fields})


class Assessment(models.Model):
    """What was found on a day. Written once, never changed; a need stands at its latest."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="assessments", verbose_name=_("need"))
    assessed_on = models.DateField(_("assessed on"))
    importance = models.PositiveSmallIntegerField(_("importance to the client (1–5)"), validators=ONE_TO_FIVE)
    fit = models.PositiveSmallIntegerField(_("how well we meet it (1–5)"), validators=ONE_TO_FIVE)
    status = models.CharField(_("status"), max_length=10, choices=Need.Status.choices)
    note = models.TextField(_("what changed"), max_length=2000, blank=True)
    asked = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="assessments", verbose_name=_("asked")
    )
    round = models.ForeignKey(
        AssessmentRound, on_delete=models.SET_NULL, null=True, editable=False, related_name="assessments"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assessments", verbose_name=_("by")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[AssessmentQuerySet] = AssessmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-assessed_on", "-pk")
        indexes = (models.Index(fields=["need", "-assessed_on", "-id"], name="assessment_latest"),)

    def __str__(self) -> str:
        return f"{self.need}, {self.assessed_on}"

    def get_absolute_url(self) -> str:
        return address_of("relationships:show-need", self.need_id)

    before_importance: int | None  # by with_before()
    before_fit: int | None
    before_status: str | None

    @property
    def gap(self) -> int:
        """As `Need.gap`."""
        return self.importance - self.fit

    @property
    def is_a_change(self) -> bool:
        """Whether it found anything else than the one before; the first of a need is no change."""
        before = (self.before_importance, self.before_fit, self.before_status)
        return self.before_status is not None and before != (self.importance, self.fit, self.status)

    def written(self) -> dict[str, Any]:
        """All that stands in it but its need, by column, as JSON; to put it back after it was withdrawn."""
        told = ("id", "importance", "fit", "status", "note", "asked_id", "round_id", "by_id")
        return {name: getattr(self, name) for name in told} | {"assessed_on": self.assessed_on.isoformat()}

    @property
    def status_before(self) -> str:
        return str(Need.Status(self.before_status).label) if self.before_status else ""
