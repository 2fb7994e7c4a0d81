"""The client's people on the pages below."""

from __future__ import annotations

from django.db.models import F, Max, Q
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.models import Client
from kam.access import may_change
from kam.http import Request
from kam.slots import fill

KEPT = Q(interactions__removed_at=None)


@fill("client.relationships", order=20)
def people_card(request: Request, client: Client) -> SafeString:
    people = client.contacts.annotate(last_contact=Max("interactions__happened_at", filter=KEPT))
    context = {
        "client": client,
        "people": people.order_by(F("left_on").asc(nulls_first=True), "name", "pk"),
        "may_change": may_change(Client.objects.all(), request.user, client.pk),
    }
    return render_to_string("relationships/people_card.html", context, request)
