"""Needs on the pages below, how their events are told and taken back."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from kam.access import for_change, may_change
from kam.events import describe, page_of
from kam.http import Request
from kam.models import User
from kam.processes import Process
from kam.slots import fill
from kam.undo import undoes
from kam.web import NavEntry
from relationships import registry, services
from relationships.models import AssessmentRound, Need

page_of("relationships.need", "relationships:show-need")

describe("relationships.need_created", _("%(by)s noted what the client wants: “%(name)s”"), icon="quote")
describe("relationships.need_changed", _("%(by)s changed the need “%(name)s”"), icon="quote")
describe("relationships.need_removed", _("%(by)s removed the need “%(name)s”"), icon="quote")
describe("relationships.need_restored", _("%(by)s restored the need “%(name)s”"), icon="quote")


@undoes("relationships.restore_need")
def restore_need(*, pk: int, by: User) -> None:
    services.restore_need(for_change(Need.objects.all(), by, pk), by=by)


@fill("nav", order=28)
def needs_entry(request: Request) -> NavEntry:
    return NavEntry(_("Needs"), reverse("relationships:needs"), "quote", Process.RELATIONSHIPS)


@fill("client.relationships", order=15)
def needs_card(request: Request, client: Client) -> SafeString:
    today = timezone.localdate()
    found = Need.objects.of(client).kept().with_confidence(on=today)
    needs = list(found.weightiest_first().select_related("stated_by"))
    editable = may_change(Client.objects.all(), request.user, client.pk)
    context = {
        "client": client,
        "rows": registry.rows(needs, {need.pk for need in needs} if editable else (), on=today),
        "matrix": registry.matrix_of(needs),
        "under_way": AssessmentRound.objects.of(client).open().exists(),
        "may_change": editable,
    }
    return render_to_string("relationships/needs_card.html", context, request)
