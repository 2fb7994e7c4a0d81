"""Writes on clients, their people and account teams."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from operator import attrgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AccountTeamMember, Client, Contact
from accounts.services.contact_told import change_of, refuse_forgetting
from kam import drafts, events
from kam.access import scope_of
from kam.drafts import Draft
from kam.models import Membership, Team, User
from kam.records import keep


@transaction.atomic
def create_client(*, name: str, by: User, owner: User | None = None, team: Team | None = None, **fields: Any) -> Client:
    """A new client; owned by whoever creates it, in their team, unless said otherwise."""
    _refuse_onlookers(by)
    owner = owner or by
    client = Client(name=name.strip(), owner=owner, team=team or _team_of(owner), **fields)
    keep(client)
    events.record("accounts.client_created", client, by=by, client_id=client.pk)
    return client


@transaction.atomic
def change_client(client: Client, *, by: User, **changes: Any) -> Client:
    client = Client.objects.select_for_update().get(pk=client.pk)
    changed = sorted(field for field, value in changes.items() if getattr(client, field) != value)
    for field, value in changes.items():
        setattr(client, field, value)
    _refuse_loops(client, lambda pk: Client.objects.values_list("parent", flat=True).get(pk=pk))
    keep(client)
    if changed:
        events.record("accounts.client_changed", client, by=by, client_id=client.pk, fields=changed)
    return client


@transaction.atomic
def join_account_team(
    client: Client, user: User, *, by: User, access: str = "edit", duty: str = ""
) -> AccountTeamMember:
    member = AccountTeamMember(client=client, user=user, access=access, duty=duty)
    keep(member)
    events.record("accounts.team_joined", client, by=by, client_id=client.pk, who=user.name)
    return member


@transaction.atomic
def leave_account_team(member: AccountTeamMember, *, by: User) -> None:
    client, who = member.client, member.user.name
    member.delete()
    events.record("accounts.team_left", client, by=by, client_id=client.pk, who=who)


@transaction.atomic
def create_contact(client: Client, *, name: str, by: User, **fields: Any) -> Contact:
    contact = Contact(client=client, name=name.strip(), **fields)
    contact.refuse_the_future(today=timezone.localdate())
    keep(contact)
    verb = "accounts.placeholder_created" if contact.is_placeholder else "accounts.contact_created"
    events.record(verb, contact, by=by, client_id=client.pk)
    return contact


@transaction.atomic
def change_contact(contact: Contact, *, by: User, **changes: Any) -> Contact:
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if not contact.is_kept:
        raise ValidationError(_("This record was merged into another one, or erased."))
    was = copy(contact)
    for field, value in changes.items():
        setattr(contact, field, value)
    contact.refuse_the_future(today=timezone.localdate())
    refuse_forgetting(contact, was)
    keep(contact)
    verb, told = change_of(contact, was)
    events.record(verb, contact, by=by, client_id=contact.client_id, **told)
    return contact


@transaction.atomic
def import_clients(clients: Sequence[Draft[Client]], *, by: User | None) -> None:
    """Many clients at once, under the rules of `create_client` and `change_client`."""
    if by:
        _refuse_onlookers(by)
    teams = _teams_of(draft.values.get("owner", by) for draft in clients if draft.known is None)
    for draft in clients:
        if draft.known is None:
            owner = draft.values.setdefault("owner", by)
            draft.values["team"] = draft.values.get("team") or teams.get(owner)
    parents = dict(Client.objects.exclude(parent=None).values_list("pk", "parent"))

    def rule(draft: Draft[Client]) -> None:
        _refuse_loops(draft.record, parents.get)
        parents[draft.record.pk] = draft.record.parent_id

    tell = drafts.told("accounts.client_created", "accounts.client_changed", by=by, client_of=attrgetter("pk"))
    drafts.write(Client, clients, rule=rule, tell=tell)


@transaction.atomic
def import_contacts(contacts: Sequence[Draft[Contact]], *, by: User | None) -> None:
    today = timezone.localdate()
    tell = drafts.told("accounts.contact_created", "accounts.contact_changed", by=by)
    drafts.write(Contact, contacts, rule=lambda draft: draft.record.refuse_the_future(today=today), tell=tell)


def _refuse_onlookers(by: User) -> None:
    if not scope_of(by).works:
        raise ValidationError(_("Your role looks at clients and does not create them."))


def _team_of(owner: User) -> Team:
    team = _teams_of([owner]).get(owner)
    if team is None:
        raise ValidationError({"owner": _("%s is in no team yet: choose a team, or another owner.") % owner.name})
    return team


def _teams_of(owners: Iterable[User | None]) -> dict[User | None, Team]:
    """The team each of these people joined first."""
    memberships = Membership.objects.filter(user__in={owner for owner in owners if owner}).order_by("-pk")
    return {membership.user: membership.team for membership in memberships.select_related("user", "team")}


def _refuse_loops(client: Client, parent_of: Callable[[int], int | None]) -> None:
    above, seen = client.parent_id, {client.pk}
    while above is not None:
        if above in seen:
            message = _("%s belongs to this client already, so it cannot be its parent.") % client.parent
            raise ValidationError({"parent": message})
        seen.add(above)
        above = parent_of(above)
