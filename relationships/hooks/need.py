"""Needs on the pages below, how their events are told and taken back."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Client
from kam import slots
from kam.access import for_change, may_change
from kam.events import describe, page_of
from kam.http import Request
from kam.models import User
from kam.slots import fill
from kam.undo import undoes
from relationships import services
from relationships.models import Need

page_of("relationships.need", "relationships:change-need")

describe("relationships.need_created", _("%(by)s noted what the client wants: “%(name)s”"), icon="quote")
describe("relationships.need_changed", _("%(by)s changed the need “%(name)s”"), icon="quote")
describe("relationships.need_removed", _("%(by)s removed the need “%(name)s”"), icon="quote")
describe("relationships.need_restored", _("%(by)s restored the need “%(name)s”"), icon="quote")


@undoes("relationships.restore_need")
def restore_need(*, pk: int, by: User) -> None:
    services.restore_need(for_change(Need.objects.all(), by, pk), by=by)


@fill("client.relationships", order=15)
def needs_card(request: Request, client: Client) -> SafeString:
    needs = list(Need.objects.of(client).kept().weightiest_first().select_related("stated_by"))
    context = {
        "client": client,
        "rows": answered(needs),
        "may_change": may_change(Client.objects.all(), request.user, client.pk),
    }
    return render_to_string("relationships/needs_card.html", context, request)


def answered(needs: list[Need]) -> list[tuple[Need, list[SafeString]]]:
    """Each need with what the apps above say answers it."""
    told = slots.collect("needs.answers", needs)
    return [(need, [answers[need.pk] for answers in told if need.pk in answers]) for need in needs]
