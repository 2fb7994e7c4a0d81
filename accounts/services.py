"""Writes of the accounts app."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import AccountTeamMember, Client, Contact
from kam import events
from kam.access import scope_of
from kam.models import Team, User


@transaction.atomic
def create_client(*, name: str, by: User, owner: User | None = None, team: Team | None = None, **fields: Any) -> Client:
    """A new client; owned by whoever creates it, in their team, unless said otherwise."""
    if not scope_of(by).works:
        raise ValidationError(_("Your role looks at clients and does not create them."))
    owner = owner or by
    client = Client(name=name.strip(), owner=owner, team=team or _team_of(owner), **fields)
    _refuse_loops(client)
    client.full_clean()
    client.save()
    events.record("accounts.client_created", client, by=by, client_id=client.pk)
    return client


@transaction.atomic
def change_client(client: Client, *, by: User, **changes: Any) -> Client:
    client = Client.objects.select_for_update().get(pk=client.pk)
    changed = sorted(field for field, value in changes.items() if getattr(client, field) != value)
    for field, value in changes.items():
        setattr(client, field, value)
    _refuse_loops(client)
    client.full_clean()
    client.save()
    if changed:
        events.record("accounts.client_changed", client, by=by, client_id=client.pk, fields=changed)
    return client


@transaction.atomic
def join_account_team(client: Client, user: User, *, by: User, access: str = "edit", duty: str = "") -> AccountTeamMember:
    member = AccountTeamMember(client=client, user=user, access=access, duty=duty)
    member.full_clean()
    member.save()
    events.record("accounts.team_joined", client, by=by, client_id=client.pk, who=user.name)
    return member


@transaction.atomic
def create_contact(client: Client, *, name: str, by: User, **fields: Any) -> Contact:
    contact = Contact(client=client, name=name.strip(), **fields)
    contact.full_clean()
    contact.save()
    events.record("accounts.contact_created", contact, by=by, client_id=client.pk)
    return contact


@transaction.atomic
def change_contact(contact: Contact, *, by: User, **changes: Any) -> Contact:
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    for field, value in changes.items():
        setattr(contact, field, value)
    contact.full_clean()
    contact.save()
    events.record("accounts.contact_changed", contact, by=by, client_id=contact.client_id)
    return contact


def _team_of(owner: User) -> Team:
    membership = owner.memberships.select_related("team").order_by("pk").first()
    if membership is None:
        raise ValidationError({"owner": _("%s is in no team yet: choose a team, or another owner.") % owner.name})
    return membership.team


def _refuse_loops(client: Client) -> None:
    above, seen = client.parent, {client.pk}
    while above is not None:
        if above.pk in seen:
            raise ValidationError({"parent": _("%s belongs to this client already, so it cannot be its parent.") % client.parent})
        seen.add(above.pk)
        above = above.parent
