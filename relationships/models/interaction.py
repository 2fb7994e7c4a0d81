"""Conversations with the client's people."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, Contact, OfClient
from kam import keyset
from kam.addresses import address_of


class InteractionQuerySet(OfClient["Interaction"]):
    def kept(self) -> Self:
        """Without those taken back (they stay restorable for 30 days)."""
        return self.filter(removed_at__isnull=True)

    def pinned_first(self) -> Self:
        """What somebody pinned, then the newest."""
        return self.order_by(models.F("pinned_at").desc(nulls_last=True), "-happened_at", "-pk")

    def pinned(self) -> Self:
        return self.filter(pinned_at__isnull=False).order_by("-pinned_at", "-pk")

    def shown(self) -> Self:
        """With what a line about each of them names."""
        return self.select_related("client", "by").prefetch_related("people")

    def newest_first(self) -> Self:
        return self.order_by("-happened_at", "-pk")

    def touching(self, need: models.Model) -> Self:
        """What a need was heard in, and what talked about it since; the newest first."""
        heard_or_told = models.Q(needs=need.pk) | models.Q(about=need.pk)
        return self.kept().filter(pk__in=Interaction.objects.filter(heard_or_told).values("pk")).newest_first()


@pghistory.track()
class Interaction(models.Model):
    class Kind(models.TextChoices):
        MEETING = "meeting", _("Meeting")
        CALL = "call", _("Call")
        EMAIL = "email", _("E-mail")
        VISIT = "visit", _("Visit")
        NOTE = "note", _("Note")

        @property
        def icon(self) -> str:
            return ICONS[self]

    class Sentiment(models.IntegerChoices):
        """How it went, for the relationship."""

        GOOD = 1, _("Good")
        NEUTRAL = 0, _("Neutral")
        DIFFICULT = -1, _("Difficult")

        @property
        def icon(self) -> str:
            return FACES[self][0]

        @property
        def tone(self) -> str:
            return FACES[self][1]

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="interactions", verbose_name=_("client"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.MEETING)
    summary = models.TextField(_("what happened"), max_length=10_000)
    happened_at = models.DateTimeField(_("when"), default=timezone.now)
    people = models.ManyToManyField(Contact, blank=True, related_name="interactions", verbose_name=_("with"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="interactions", verbose_name=_("logged by")
    )
    sentiment = models.SmallIntegerField(_("how it went"), choices=Sentiment.choices, null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes spent"),
        null=True,
        blank=True,
        validators=[
            MinValueValidator(1, _("At least one minute, or leave it empty.")),
            MaxValueValidator(1440, _("At most a day: 1440 minutes.")),
        ],
    )
    about = models.ManyToManyField(
        "relationships.Need", blank=True, related_name="talked_about_in", verbose_name=_("about the needs")
    )
    pinned_at = models.DateTimeField(_("pinned"), null=True, editable=False)
    submission = models.UUIDField(
        null=True, unique=True, editable=False, help_text="Of the form it came from: sent twice, it is logged once."
    )
    removed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[InteractionQuerySet] = InteractionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-happened_at", "-pk")
        indexes = (
            models.Index(fields=["client", "-happened_at", "-id"], name="interaction_timeline"),
            models.Index(fields=["-happened_at", "-id"], name="interaction_recent"),
            models.Index(
                fields=["client", "-pinned_at"], name="interaction_pinned", condition=models.Q(pinned_at__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.opening}"

    def get_absolute_url(self) -> str:
        return address_of("planning:show-interaction", self.pk)

    @property
    def icon(self) -> str:
        return self.Kind(self.kind).icon

    @property
    def feeling(self) -> Sentiment | None:
        return None if self.sentiment is None else self.Sentiment(self.sentiment)

    @property
    def opening(self) -> str:
        """The first words, for lists and timelines."""
        line = self.summary.strip().split("\n", 1)[0]
        return line if len(line) <= 140 else f"{line[:139].rstrip()}…"

    @property
    def cursor(self) -> str:
        """Its place among all conversations, for paging by key."""
        return keyset.cursor_of(self.happened_at, self.pk)

    def refuse_the_future(self, *, now: datetime) -> None:
        if self.happened_at > now:
            raise ValidationError(
                {"happened_at": _("An interaction is logged after it happened: choose a time that has passed.")}
            )


ICONS = {
    Interaction.Kind.MEETING: "users",
    Interaction.Kind.CALL: "phone",
    Interaction.Kind.EMAIL: "mail",
    Interaction.Kind.VISIT: "map-pin",
    Interaction.Kind.NOTE: "sticky-note",
}
FACES = {
    Interaction.Sentiment.GOOD: ("smile", "good"),
    Interaction.Sentiment.NEUTRAL: ("meh", ""),
    Interaction.Sentiment.DIFFICULT: ("frown", "warn"),
}
