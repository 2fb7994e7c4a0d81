"""What we think of the client's people.

An opinion on a person is personal data: each is in neutral words, dated, with what it rests on and who may see it, and
never shown to the client. Opinions are written once; the newest that somebody may see is what holds for them, so that a
map as of any day is a matter of leaving out what was noted later.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact, OfClient
from accounts.models.client import grip, reach
from kam.models import User
from relationships.models.interaction import Interaction


class Audience(models.TextChoices):
    """Who may see an opinion."""

    READERS = "readers", _("Everyone who sees the client")
    WORKERS = "workers", _("Those who work on the client")
    AUTHOR = "author", _("Only me")


class DecisionRole(models.TextChoices):
    """Buying influences (Miller Heiman) and the two roles most teams add. None of them is an insult."""

    DECIDES = "decides", _("Decision maker")
    TECHNICAL = "technical", _("Technical evaluator")
    USER = "user", _("User")
    CHAMPION = "champion", _("Champion")
    SPONSOR = "sponsor", _("Sponsor")
    INFLUENCER = "influencer", _("Influencer")
    CONTACT = "contact", _("Point of contact")


class Support(models.IntegerChoices):
    """How somebody stands towards us, in neutral words."""

    VERY_FAVOURABLE = 2, _("Very favourable")
    FAVOURABLE = 1, _("Favourable")
    NEUTRAL = 0, _("Neutral")
    RESERVED = -1, _("Reserved")
    VERY_RESERVED = -2, _("Very reserved")


class Orientation(models.TextChoices):
    """What weighs most in a person's decisions."""

    FINANCIAL = "financial", _("Financial")
    TECHNICAL = "technical", _("Technical")
    RELATIONSHIP = "relationship", _("Relationship")
    BUSINESS = "business", _("Business")


class Standing(models.TextChoices):
    """Political status: how near a person is to where things are decided."""

    INNER = "inner", _("Inner circle")
    STRUCTURE = "structure", _("Political structure")
    OUTSIDE = "outside", _("Outside")


class OpinionQuerySet(OfClient["Opinion"]):
    client_path = "contact__client"

    def visible_to(self, user: User) -> Self:
        mine = models.Q(by=user) | models.Q(audience=Audience.READERS)
        worked = models.Q(audience=Audience.WORKERS) & grip(user, "contact__client__")
        return self.filter(reach(user, "contact__client__")).filter(mine | worked)

    def shareable(self) -> Self:
        """Those that may be passed on to a colleague: not what is only for its author."""
        return self.exclude(audience=Audience.AUTHOR)

    def in_force(self, *, on: date) -> Self:
        """The newest of each trait of each person, of what was noted by the end of a day."""
        dated = self.filter(noted_on__lte=on, withdrawn_at__isnull=True)
        return dated.order_by("contact_id", "trait", "-noted_on", "-pk").distinct("contact_id", "trait")


@pghistory.track()
class Opinion(models.Model):
    """One judgement about one person: dated, with what it rests on. `value` is a key of its trait's choices."""

    class Trait(models.TextChoices):
        ROLE = "role", _("Role in decisions")
        INFLUENCE = "influence", _("Influence (0–10)")
        SUPPORT = "support", _("Support")
        ORIENTATION = "orientation", _("Orientation")
        STANDING = "standing", _("Political status")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="opinions")
    trait = models.CharField(_("what about"), max_length=12, choices=Trait.choices)
    value = models.CharField(_("opinion"), max_length=16)
    noted_on = models.DateField(_("as of"))
    evidence = models.TextField(_("what it rests on"), max_length=1000)
    heard_in = models.ForeignKey(
        Interaction,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="opinions",
        verbose_name=_("heard in"),
    )
    audience = models.CharField(_("who may see it"), max_length=8, choices=Audience.choices, default=Audience.WORKERS)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="opinions", verbose_name=_("by")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[OpinionQuerySet] = OpinionQuerySet.as_manager()  # type: ignore[assignment]

    CHOICES: ClassVar[dict[str, dict[str, object]]] = {
        Trait.ROLE: dict(DecisionRole.choices),
        Trait.INFLUENCE: {str(points): str(points) for points in range(11)},
        Trait.SUPPORT: {str(value): label for value, label in Support.choices},
        Trait.ORIENTATION: dict(Orientation.choices),
        Trait.STANDING: dict(Standing.choices),
    }

    class Meta:
        ordering = ("-noted_on", "-pk")
        indexes = (models.Index(fields=["contact", "trait", "-noted_on", "-id"], name="opinion_latest"),)

    def __str__(self) -> str:
        return f"{self.get_trait_display()}: {self.told}"

    @property
    def told(self) -> str:
        """The value in words."""
        return str(self.CHOICES[self.trait].get(self.value, self.value))

    def clean(self) -> None:
        if self.trait in self.CHOICES and self.value not in self.CHOICES[self.trait]:
            raise ValidationError({"value": _("Choose one of the values offered.")})
