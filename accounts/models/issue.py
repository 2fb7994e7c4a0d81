"""Queries, problems and complaints of clients, from when they are heard of until the client agrees they are solved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, When
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.client import Client
from accounts.models.contact import Contact
from accounts.models.of_client import OfClient
from accounts.models.service_level import Severity
from accounts.models.working_time import WorkCalendar
from kam.addresses import address_of

ONE_TO_FIVE = [MinValueValidator(1, _("From 1 to 5.")), MaxValueValidator(5, _("From 1 to 5."))]


class Status(models.TextChoices):
    NEW = "new", _("New")
    OPEN = "open", _("Open")
    WAITING = "waiting", _("Waiting for the client")
    SOLVED = "solved", _("Solved")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")


RUNNING = (Status.NEW, Status.OPEN, Status.REOPENED)
OPEN = (*RUNNING, Status.WAITING)
DONE = (Status.SOLVED, Status.CLOSED)


class IssueQuerySet(OfClient["Issue"]):
    def kept(self) -> Self:
        """Neither removed nor merged into another one."""
        return self.filter(removed_at__isnull=True, merged_into__isnull=True)

    def open(self) -> Self:
        """Not yet solved, the waiting ones too."""
        return self.kept().filter(status__in=OPEN)

    def running(self) -> Self:
        """Whose resolution clock runs."""
        return self.kept().filter(status__in=RUNNING)

    def with_due(self) -> Self:
        """`due_at`: the earlier of the clocks that run, None where none does."""
        answer = Case(When(responded_at__isnull=True, status__in=OPEN, then="response_due_at"))
        return self.annotate(due_at=Least("resolution_due_at", answer))

    def shared(self) -> Self:
        """What the client may see."""
        return self.kept().filter(is_shared=True)

    def sharing(self, words: Sequence[str]) -> Self:
        """With any of the words in the title or in what was learnt, those with most of them first."""
        hits = [
            models.Q(title__unaccent__icontains=word) | models.Q(knowledge__unaccent__icontains=word) for word in words
        ]
        count = sum((models.Case(models.When(hit, then=1), default=0) for hit in hits), models.Value(0))
        return self.annotate(hits=count).filter(hits__gt=0).order_by("-hits", "-opened_at", "-pk")


@pghistory.track(exclude=["next_alert_at"])
class Issue(models.Model):
    class Kind(models.TextChoices):
        QUERY = "query", _("Query")
        PROBLEM = "problem", _("Problem")
        COMPLAINT = "complaint", _("Complaint")

    class Route(models.TextChoices):
        """How we heard of it."""

        PERSON = "person", _("In person")
        PHONE = "phone", _("By phone")
        EMAIL = "email", _("By e-mail")
        PORTAL = "portal", _("Portal")
        SURVEY = "survey", _("Survey")
        SYSTEM = "system", _("From another system")

    class Cause(models.TextChoices):
        """The root cause, for the report of what keeps coming back."""

        PRODUCT = "product", _("Product or quality")
        DELIVERY = "delivery", _("Delivery or logistics")
        BILLING = "billing", _("Invoicing or prices")
        SERVICE = "service", _("Service or people")
        INFORMATION = "information", _("Missing or wrong information")
        SYSTEM = "system", _("Systems")
        CLIENT = "client", _("On the client's side")
        OTHER = "other", _("Something else")

    Severity = Severity
    Status = Status

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="issues", verbose_name=_("client"))
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("what happened"), max_length=10_000, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.PROBLEM)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices, default=Severity.NORMAL)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.NEW)
    reporter = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="issues", verbose_name=_("reported by")
    )
    route = models.CharField(_("how we heard of it"), max_length=8, choices=Route.choices, default=Route.PERSON)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="issues", verbose_name=_("answers for it")
    )
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    is_shared = models.BooleanField(
        _("shared with the client"), default=False, help_text=_("The client follows it on the portal.")
    )
    # The times agreed when it was opened or its severity last changed; without a calendar row, the one as shipped.
    response_minutes = models.PositiveIntegerField(null=True, editable=False)
    resolution_minutes = models.PositiveIntegerField(null=True, editable=False)
    calendar = models.ForeignKey(
        WorkCalendar, on_delete=models.PROTECT, null=True, editable=False, related_name="issues"
    )
    response_due_at = models.DateTimeField(_("first response due"), null=True, editable=False)
    resolution_due_at = models.DateTimeField(
        _("solution due"), null=True, editable=False, help_text="None while the clock stands still."
    )
    responded_at = models.DateTimeField(_("first response"), null=True, editable=False)
    waiting_since = models.DateTimeField(_("waiting since"), null=True, editable=False)
    solved_at = models.DateTimeField(_("solved"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    resolution_seconds = models.PositiveBigIntegerField(
        default=0, editable=False, help_text="Working time that the resolution clock had run when it last stopped."
    )
    next_alert_at = models.DateTimeField(
        null=True, editable=False, help_text="When the next thing is to be told of its clocks: at risk, breach, a rung."
    )
    next_update_at = models.DateTimeField(_("next update promised for"), null=True, blank=True)
    cause = models.CharField(_("root cause"), max_length=12, choices=Cause.choices, blank=True)
    cause_told = models.TextField(_("what caused it"), max_length=2000, blank=True)
    knowledge = models.TextField(
        _("what to do next time"),
        max_length=5000,
        blank=True,
        help_text=_("Found again when the like comes in."),
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="absorbed"
    )
    key = models.CharField(max_length=24, editable=False, help_text="Random; by it replies by mail find their thread.")
    asked_at = models.DateTimeField(_("client asked how it went"), null=True, editable=False)
    rating = models.PositiveSmallIntegerField(
        _("how satisfied the client is (1–5)"), null=True, blank=True, validators=ONE_TO_FIVE
    )
    rating_comment = models.TextField(_("the client's comment"), max_length=2000, blank=True)
    rated_at = models.DateTimeField(null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="issues_noted", editable=False
    )
    removed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    due_at: datetime | None  # by with_due()

    objects: ClassVar[IssueQuerySet] = IssueQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-opened_at", "-pk")
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("pk")),
                name="no_issue_merged_into_itself",
                violation_error_message=_("An issue cannot be merged into itself."),
            ),
        )
        indexes = (
            models.Index(fields=["client", "-opened_at", "-id"], name="issue_client"),
            models.Index(fields=["owner", "status"], name="issue_owner"),
            models.Index(fields=["status", "resolution_due_at", "id"], name="issue_clock"),
            models.Index(
                fields=["next_alert_at", "id"], name="issue_alert", condition=models.Q(next_alert_at__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("accounts:show-issue", self.pk)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def runs(self) -> bool:
        """Whether its resolution clock runs."""
        return self.status in RUNNING

    def owes_update(self, *, at: datetime) -> bool:
        """Whether an update was promised for a time that has passed."""
        return self.is_open and self.next_update_at is not None and self.next_update_at <= at
