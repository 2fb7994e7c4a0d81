from __future__ import annotations

from django.http import HttpResponse

from accounts.models import Contact
from kam.access import for_view, may_change
from kam.http import Request
from kam.web import page


def show_person(request: Request, pk: int) -> HttpResponse:
    contact = for_view(Contact.objects.select_related("client"), request.user, pk)
    editable = may_change(Contact.objects.all(), request.user, pk)
    context = {"contact": contact, "client": contact.client, "may_change": editable}
    return page(request, "relationships/person.html", context, part="person")
