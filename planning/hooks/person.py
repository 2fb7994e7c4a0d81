"""What is open in planning and names one of the client's people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from kam.slots import fill
from planning.models import Action, Objective
from relationships.matters import Matter


@fill("person.matters", order=20)
def objectives_owned(contact: Contact) -> list[Matter]:
    found = Objective.objects.running().filter(client_owner=contact)
    return [Matter(_("Objective"), each.title, each.get_absolute_url()) for each in found]


@fill("person.matters", order=30)
def actions_owned(contact: Contact) -> list[Matter]:
    found = Action.objects.open().filter(client_owner=contact)
    return [Matter(_("Action"), each.title, each.get_absolute_url()) for each in found]
