"""The client: the record everything else points to, and the place where access is decided."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as StdnumError
from stdnum.pt import nif

from kam.access import Scoped, scope_of
from kam.addresses import address_of
from kam.expressions import Unaccent
from kam.models import Event, Team, User

RECENT_EVENTS = 200  # of one's own that tell with whom one works just now
NOT_BELOW_ZERO = MinValueValidator(0, _("This cannot be negative."))


class Access(models.TextChoices):
    """What somebody on an account team may do."""

    EDIT = "edit", _("May change")
    LOOK = "look", _("May look")


def reach(user: User, path: str = "") -> models.Q:
    """The clients this person sees, as a condition on `path` (such as "client__").

    Team and client ids are resolved once per request and given as arrays: a page costs a fraction of subqueries.
    """
    scope = scope_of(user)
    if scope.sees_all:
        return models.Q()
    return (
        models.Q(**{f"{path}owner": user})
        | models.Q(**{f"{path}team__in": scope.sees_teams})
        | models.Q(**{f"{path}pk__in": _joined(user)})
    )


def grip(user: User, path: str = "") -> models.Q:
    """The clients this person may change, as a condition on `path`."""
    scope = scope_of(user)
    if scope.edits_all:
        return models.Q()
    if not scope.works:
        return models.Q(**{f"{path}pk__in": []})
    return (
        models.Q(**{f"{path}owner": user})
        | models.Q(**{f"{path}team__in": scope.edits_teams})
        | models.Q(**{f"{path}pk__in": _joined(user, Access.EDIT)})
    )


def _joined(user: User, access: str | None = None) -> list[int]:
    """Ids of the clients on whose account team this person is."""
    found = user.once("accounts.joined", lambda: list(user.account_teams.values_list("client_id", "access")))
    return [client_id for client_id, held in found if access in (None, held)]


class ClientQuerySet(Scoped["Client"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(reach(user))

    def editable_by(self, user: User) -> Self:
        return self.filter(grip(user))

    def worked_by(self, user: User) -> Self:
        """Those this person answers for: owned, or on whose account team they work."""
        joined = _joined(user, Access.EDIT)
        return self.filter(models.Q(owner=user) | models.Q(pk__in=joined))

    def active(self) -> Self:
        return self.filter(is_active=True)

    def segments(self) -> list[str]:
        """The segments of these clients, in the order of the alphabet."""
        found = self.active().exclude(segment="").order_by("segment")
        return list(found.values_list("segment", flat=True).distinct())

    def by_name(self) -> Self:
        """In the order of the alphabet, accents and case aside, so that Água stands with A."""
        return self.order_by(Unaccent(Lower("name")), "pk")

    def recent_for(self, user: User) -> Self:
        """Those this person last wrote something about, first."""
        mine = Event.objects.filter(by=user, client_id__isnull=False).order_by("-at")[:RECENT_EVENTS]
        touched = list(dict.fromkeys(mine.values_list("client_id", flat=True)))
        if not touched:
            return self.order_by("name", "pk")
        places = (models.When(pk=pk, then=place) for place, pk in enumerate(touched))
        return self.order_by(models.Case(*places, default=len(touched)), "name", "pk")

    def searched(self, text: str) -> Self:
        """Clients whose name (accents aside) or tax number contains the text."""
        return self.filter(models.Q(name__unaccent__icontains=text) | models.Q(tax_number__startswith=text))


@pghistory.track()
class Client(models.Model):
    class Tier(models.TextChoices):
        KEY = "A", _("A · key account")
        GROWTH = "B", _("B · to develop")
        STANDARD = "C", _("C · standard")

    CADENCE: ClassVar[dict[str, int]] = {Tier.KEY: 30, Tier.GROWTH: 60, Tier.STANDARD: 90}

    name = models.CharField(_("name"), max_length=200)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent company"),
    )
    tier = models.CharField(_("tier"), max_length=1, choices=Tier.choices, default=Tier.STANDARD)
    segment = models.CharField(_("segment"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("Two letters, such as PT."))
    city = models.CharField(_("city"), max_length=80, blank=True)
    tax_number = models.CharField(_("tax number"), max_length=20, blank=True, help_text=_("In Portugal: the NIF."))
    website = models.URLField(_("website"), blank=True)
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    annual_revenue = models.DecimalField(
        _("annual revenue"), max_digits=18, decimal_places=2, null=True, blank=True, validators=[NOT_BELOW_ZERO]
    )
    currency = models.CharField(_("currency"), max_length=3, default=settings.DEFAULT_CURRENCY)
    contact_every = models.PositiveSmallIntegerField(
        _("contact every"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1, _("A cadence is at least one day."))],
        help_text=_("Days; empty means as usual for the tier."),
    )
    customer_since = models.DateField(_("customer since"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="clients", verbose_name=_("owner")
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="clients", verbose_name=_("team"))
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[ClientQuerySet] = ClientQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["country", "tax_number"],
                condition=~models.Q(tax_number=""),
                name="one_client_per_tax_number",
                violation_error_message=_("There is a client with this tax number already."),
            ),
        )
        indexes = (
            models.Index(fields=["owner", "name", "id"], name="client_owner_name"),
            models.Index(fields=["team", "name", "id"], name="client_team_name"),
            models.Index(Unaccent(Lower("name")), "id", name="client_name"),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("accounts:show-client", self.pk)

    def url_of(self, process: str) -> str:
        """The client's page of one process."""
        return address_of(f"accounts:client-{process}", self.pk)

    def clean(self) -> None:
        self.country = self.country.upper()
        self.tax_number = self.tax_number.replace(" ", "").upper()
        if self.tax_number and self.country == "PT":
            self.tax_number = _checked_nif(self.tax_number)
        if self.parent_id and self.parent_id == self.pk:
            raise ValidationError({"parent": _("A company cannot be its own parent.")})

    @property
    def is_key(self) -> bool:
        return self.tier == self.Tier.KEY

    @property
    def cadence(self) -> timedelta:
        """The longest time without contact, its own or as usual for its tier."""
        return timedelta(days=self.contact_every or self.CADENCE[self.tier])


def _checked_nif(number: str) -> str:
    try:
        return nif.validate(number)
    except StdnumError as problem:
        message = _("This is not a valid NIF: check its nine digits (the last one is a check digit).")
        raise ValidationError({"tax_number": message}) from problem
