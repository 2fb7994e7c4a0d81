"""One row for each thing that happened: the audit trail, a client's timeline and the outbox."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kam import keyset


class EventQuerySet(models.QuerySet["Event"]):
    def of_client(self, client_id: int) -> Self:
        return self.filter(client_id=client_id).order_by("-at", "-pk")

    def before(self, cursor: str) -> models.QuerySet[Event]:
        """Further back than a cursor (an event's `cursor`); all of them when it is empty or not one."""
        return keyset.before(self, cursor, key="at")

    def waiting(self) -> Self:
        """Recorded but not yet delivered to every subscriber, and due for a (next) try."""
        return self.filter(delivered_at__isnull=True, due_at__lte=timezone.now()).order_by("pk")


class Event(models.Model):
    class Source(models.TextChoices):
        WEB = "web", _("Web")
        API = "api", _("API")
        JOB = "job", _("Job")
        IMPORT = "import", _("Import")
        PORTAL = "portal", _("Client portal")

    verb = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="caused")
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.WEB)
    source_name = models.CharField(max_length=120, blank=True, help_text="The job, token or file that caused it.")
    subject_type = models.CharField(max_length=80, help_text="Model label, such as planning.objective.")
    subject_id = models.BigIntegerField()
    subject_name = models.CharField(max_length=255)
    client_id = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    delivered_at = models.DateTimeField(null=True)

    objects: ClassVar[EventQuerySet] = EventQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=["client_id", "-at", "-id"], name="event_timeline"),
            models.Index(fields=["subject_type", "subject_id", "-at"], name="event_subject"),
            models.Index(fields=["-at", "-id"], name="event_recent"),
            models.Index(fields=["by", "-at"], name="event_of_person"),
            models.Index(fields=["verb", "-at", "-id"], name="event_verb"),
            models.Index(fields=["due_at"], name="event_waiting", condition=models.Q(delivered_at__isnull=True)),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_name}"

    @property
    def cursor(self) -> str:
        """Its place in the timeline, for paging by key."""
        return keyset.cursor_of(self.at, self.pk)


class Delivery(models.Model):
    """The claim of one subscriber on one event, taken in the transaction of the subscriber's effect."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    subscriber = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["event", "subscriber"], name="one_delivery_per_subscriber"),)

    def __str__(self) -> str:
        return f"{self.subscriber} of {self.event_id}"
