"""What was offered to a client and what was answered: each version of a target, kept for good.

The rows are append-only: a trigger of the database refuses to change or delete them, whoever asks (migration 0004;
demo data may go). What an agreement *is* now is its newest step.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact, OfClient, PortalAccess
from kam.addresses import address_of
from planning.models.objective import AgreementState, Objective
from relationships.models import Interaction


class AgreementQuerySet(OfClient["Agreement"]):
    client_path = "objective__client"

    def with_state(self) -> Self:
        """`state` and `state_at`: by the newest step."""
        newest = AgreementStep.objects.filter(agreement=models.OuterRef("pk")).order_by("-pk")
        return self.annotate(
            state=models.Subquery(newest.values("state")[:1]), state_at=models.Subquery(newest.values("at")[:1])
        )

    def in_state(self, *states: str) -> Self:
        return self.with_state().filter(state__in=states)

    def open_to(self, contact: Contact) -> Self:
        """Waiting for an answer of this person."""
        return self.in_state(AgreementState.PROPOSED).filter(side=Agreement.Side.OURS, recipients=contact)

    def seen_by(self, contact: Contact) -> Self:
        """What was sent to this person or came from them, and every offer of the objectives that they are shown."""
        own = self.filter(models.Q(recipients=contact) | models.Q(by_contact=contact))
        shown = Objective.objects.shared_with(contact)
        asked = models.Q(pk__in=own.values("pk")) | models.Q(objective__in=shown, steps__state=AgreementState.AGREED)
        return self.filter(asked, objective__client=contact.client_id).distinct()


class Agreement(models.Model):
    """One offer of terms, by us or by the client. A version has several rounds where offers were countered."""

    class Side(models.TextChoices):
        OURS = "ours", _("Ours")
        CLIENT = "client", _("The client's")

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="agreements")
    version = models.PositiveSmallIntegerField(_("version"))
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    side = models.CharField(_("offered by"), max_length=6, choices=Side.choices, default=Side.OURS)
    terms = models.JSONField(help_text="The terms in canonical form; see planning.terms.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the canonical form, in hexadecimal.")
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    message = models.TextField(_("message"), max_length=2000, blank=True)
    realism = models.JSONField(null=True, blank=True, help_text="What the realism gauge said when it was offered.")
    expires_on = models.DateField(_("answer by"), null=True, blank=True)
    recipients = models.ManyToManyField(Contact, related_name="proposals", verbose_name=_("sent to"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    by_contact = models.ForeignKey(
        Contact,
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="counter_proposals",
        db_constraint=False,
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[AgreementQuerySet] = AgreementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-version", "-round")
        constraints = (
            models.UniqueConstraint(
                fields=["objective", "version", "round"],
                name="one_offer_per_round",
                violation_error_message=_("Somebody else has just made an offer: look at it first."),
            ),
        )

    state: str  # by with_state()
    state_at: Any  # by with_state()

    def __str__(self) -> str:
        return f"{self.objective} v{self.version}"

    def get_absolute_url(self) -> str:
        return address_of("planning:show-agreement", self.pk)

    @property
    def unit(self) -> str:
        return str(self.terms["unit"])

    @property
    def currency(self) -> str:
        return str(self.terms["currency"])

    @property
    def target(self) -> Decimal:
        return Decimal(self.terms["target"])


class AgreementStepQuerySet(OfClient["AgreementStep"]):
    client_path = "agreement__objective__client"


class AgreementStep(models.Model):
    """What became of an offer, and by whom."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=10, choices=AgreementState.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    contact = models.ForeignKey(
        Contact, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+", db_constraint=False
    )
    name = models.CharField(_("name"), max_length=120, blank=True, help_text="As typed by who answered.")
    role = models.CharField(_("role"), max_length=120, blank=True)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)
    access = models.ForeignKey(
        PortalAccess, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+", db_constraint=False
    )
    is_offline = models.BooleanField(default=False, help_text="Recorded by us, not confirmed by the client themselves.")
    agreed_on = models.DateField(
        null=True, blank=True, help_text="The day it was agreed, where it was recorded afterwards."
    )
    evidence = models.CharField(_("evidence"), max_length=500, blank=True)
    interaction = models.ForeignKey(
        Interaction, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+", db_constraint=False
    )

    objects: ClassVar[AgreementStepQuerySet] = AgreementStepQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["agreement", "state"],
                name="each_state_once",
                violation_error_message=_("This was answered a moment ago: look at the answer first."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.agreement}: {self.get_state_display()}"


class ProposalReminderQuerySet(OfClient["ProposalReminder"]):
    client_path = "agreement__objective__client"


class ProposalReminder(models.Model):
    """That people were reminded so many days before an answer was due: once for each distance."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="reminders")
    days_before = models.PositiveSmallIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[ProposalReminderQuerySet] = ProposalReminderQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (models.UniqueConstraint(fields=["agreement", "days_before"], name="reminded_once"),)

    def __str__(self) -> str:
        return f"{self.agreement}: {self.days_before}"
