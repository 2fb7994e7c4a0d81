"""What accounts checks of the books, the entry in the menu, and the card on a client's page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts import quality, services
from accounts.models import Client, Contact, Document
from accounts.quality import Check, Fix
from kam.access import for_change, may_change
from kam.expressions import Unaccent
from kam.http import Request
from kam.models import Event, User
from kam.processes import Process
from kam.slots import fill
from kam.undo import undoes
from kam.web import NavEntry

STALE_DAYS = 180
NOT_OURS = Fix(_("No longer a client"), values=lambda client, by: {"is_active": False})


@fill("quality.checks", order=10)
def of_the_client(user: User, on: date) -> list[Check]:
    longer = Q(pk__in=[])
    for tier, days in Client.CADENCE.items():
        longer |= Q(tier=tier, contact_every__gt=days)
    return [
        Check("owner", _("Owner who is no longer here"), _("Nobody answers for the client."),
              Q(owner__is_active=False), Fix(_("Take it over"), values=lambda client, by: {"owner": by})),
        Check("tax-number", _("No tax number"), _("Invoices and imports are matched by it."),
              Q(tax_number=""), Fix(_("Save"), field="tax_number")),
        Check("country", _("No country"), _("Tax numbers and payment rules depend on it."),
              Q(country=""), Fix(_("Save"), field="country")),
        Check("segment", _("No segment"), _("Clients are compared within their segment."),
              Q(segment=""), Fix(_("Save"), field="segment")),
        Check("cadence", _("Contact less often than its tier asks"),
              _("Its own cadence is longer than usual for the tier."),
              longer, Fix(_("As usual for the tier"), values=lambda client, by: {"contact_every": None})),
        Check("stale", _("Nothing happened for 180 days"), _("No event was recorded about the client in this time."),
              _stale(on), NOT_OURS),
        Check("twice", _("Perhaps there twice"), _("Another client you see has the same name, accents aside."),
              _twice(user), NOT_OURS),
    ]  # fmt: skip


@fill("quality.checks", order=20)
def of_its_people(user: User, on: date) -> list[Check]:
    here = Contact.objects.current().filter(client=OuterRef("pk"), is_placeholder=False).order_by()
    alike = Contact.objects.current().filter(client=OuterRef("client")).exclude(pk=OuterRef("pk")).order_by()
    alike = alike.alias(plain=Unaccent(Lower("name"))).filter(plain=Unaccent(Lower(OuterRef("name"))))
    ended = Document.objects.kept().filter(client=OuterRef("pk"), expires_on__lt=on).order_by()
    return [
        Check("no-contact", _("Nobody known there"), _("No person of the client is noted."),
              ~Exists(here), mended_at=_add_person, mend=_("Add a person")),
        Check("no-email", _("People without e-mail"), _("Somebody there cannot be written to."),
              Exists(here.filter(email="")), mended_at=_relationships, mend=_("See the people")),
        Check("person-twice", _("People perhaps there twice"), _("Two people of the client have the same name."),
              Exists(here.filter(Exists(alike))), mended_at=_relationships,
              mend=_("See the people")),
        Check("ended-document", _("Ended documents"), _("A document holds no longer and was not renewed or removed."),
              Exists(ended), mended_at=_daily, mend=_("See the documents")),
    ]  # fmt: skip


def _stale(on: date) -> Any:
    """Who was added of late is not stale, whatever happened since."""
    since = on - timedelta(days=STALE_DAYS)
    lately = Event.objects.filter(client_id=OuterRef("pk"), at__date__gte=since).order_by()
    return Q(created_at__date__lt=since) & ~Q(Exists(lately))


def _twice(user: User) -> Any:
    """Only among those the reader sees: that a client exists which they do not see is not told."""
    others = Client.objects.visible_to(user).active().exclude(pk=OuterRef("pk")).order_by()
    return Exists(others.alias(plain=Unaccent(Lower("name"))).filter(plain=Unaccent(Lower(OuterRef("name")))))


def _add_person(client: Client) -> str:
    return reverse("accounts:create-contact", args=[client.pk])


def _relationships(client: Client) -> str:
    return client.url_of(Process.RELATIONSHIPS)


def _daily(client: Client) -> str:
    return client.url_of(Process.ACCOUNTS)


@undoes("accounts.set_back_client")
def set_back_client(*, pk: int, was: dict[str, Any], now: dict[str, Any], by: User) -> None:
    services.set_back_client(for_change(Client.objects.all(), by, pk), was=was, now=now, by=by)


@fill("nav", order=67)
def quality_entry(request: Request) -> NavEntry:
    return NavEntry(_("Data quality"), reverse("accounts:data-quality"), "list-checks", Process.ACCOUNTS)


@fill("client.accounts", order=90)
def quality_card(request: Request, client: Client) -> SafeString:
    checks = quality.checks_for(request.user, on=timezone.localdate())
    hygiene, missing = quality.of_client(client, checks)
    editable = may_change(Client.objects.all(), request.user, client.pk)
    row = quality.Row(client, hygiene, missing, editable)
    return render_to_string("accounts/quality_card.html", {"client": client, "row": row}, request)
