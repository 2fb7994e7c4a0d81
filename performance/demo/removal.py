"""Taking the demo company out again, to the last row, and nothing else with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pgtrigger
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction

from accounts.models import AccountTeamMember, Client, Contact, DocumentVersion, Invoice, Issue, OfClient
from kam.models import ApiToken, Attachment, Event, ExternalId, Membership, Team, User
from performance.models import CostRate
from relationships.models import Mail, Survey

Ids = dict[type[models.Model], list[int]]


@transaction.atomic
def remove() -> int:
    """Delete what belongs to the demo company, with its history; the number of records.

    People and teams on which real records have come to depend stay, demo no longer; those people may not sign in.
    """
    Client.objects.filter(parent__is_demo=True).update(parent=None)
    removed = _of_clients() | {Mail: _ids(_mails())}
    _delete_files(DocumentVersion.objects.filter(document__client__is_demo=True))
    with pgtrigger.ignore():  # deleting is not to be told in a history that goes as well
        Mail.objects.filter(pk__in=removed[Mail]).delete()
        Contact.objects.filter(client__is_demo=True, merged_into__isnull=False).delete()  # they hold on to others
        Issue.objects.filter(client__is_demo=True, merged_into__isnull=False).delete()  # so do these
        Invoice.objects.filter(client__is_demo=True, corrects__isnull=False).delete()  # and these to what they correct
        Client.objects.filter(is_demo=True).delete()
        removed[Survey] = _remove_surveys()
        removed[CostRate] = _remove_rates()
        removed |= _remove_people()
        removed[Team] = _remove_teams()
    for model, ids in removed.items():
        _forget(model, ids)
    _forget_clients(removed[Client])
    User.objects.filter(is_demo=True).update(is_demo=False, is_active=False)
    Team.objects.filter(is_demo=True).update(is_demo=False)
    return sum(len(ids) for ids in removed.values())


def _of_clients() -> Ids:
    """The demo clients and all records that belong to them, of whatever app."""
    found: Ids = {Client: _ids(Client.objects.filter(is_demo=True))}
    found[AccountTeamMember] = _ids(AccountTeamMember.objects.filter(client__is_demo=True))
    for model in apps.get_models():
        records = model._default_manager.all()
        if isinstance(records, OfClient):
            found[model] = _ids(records.filter(**{f"{records.client_path}__is_demo": True}))
    return found


def _remove_surveys() -> list[int]:
    """Those that asked nobody real."""
    surveys = Survey.objects.filter(is_demo=True, invitations=None)
    removed = _ids(surveys)
    Survey.objects.filter(pk__in=removed).delete()
    Survey.objects.filter(is_demo=True).update(is_demo=False)
    return removed


def _remove_rates() -> list[int]:
    """The cost of an hour as demo people set it."""
    demo = list(User.objects.filter(is_demo=True).values_list("pk", flat=True))
    set_by_them = CostRate.objects.filter(events__pgh_label="insert", events__pgh_context__user__in=demo)
    removed = _ids(set_by_them)
    CostRate.objects.filter(pk__in=removed).delete()
    return removed


def _mails() -> models.QuerySet[Mail]:
    """Those of demo clients, and those that wait for demo people."""
    waits = models.Q(client__isnull=True, owner__is_demo=True)
    return Mail.objects.filter(models.Q(client__is_demo=True) | waits)


def _remove_people() -> Ids:
    people = _free(User)
    removed: Ids = {User: _ids(people)}
    for model in (Membership, ApiToken):
        removed[model] = _ids(model._default_manager.filter(user__in=removed[User]))
    people.delete()
    return removed


def _remove_teams() -> list[int]:
    """From the leaves of the tree to its root."""
    removed: list[int] = []
    while free := _ids(_free(Team)):
        Team.objects.filter(pk__in=free).delete()
        removed += free
    return removed


def _free(model: type[User] | type[Team]) -> models.QuerySet[Any]:
    """The demo records of a model that nothing left depends on."""
    found: models.QuerySet[Any] = model._default_manager.filter(is_demo=True)
    for relation in model._meta.related_objects:
        if relation.on_delete is models.PROTECT:
            needed: Any = relation.related_model
            field = relation.field.name
            found = found.exclude(pk__in=needed._default_manager.exclude(**{field: None}).values(field))
    return found.filter(pk__in=_ids(found))  # as it stands now: what follows must not change it


def _forget(model: type[models.Model], ids: list[int]) -> None:
    """Remove what is kept about records beside them: events, history, the ids other systems know them by."""
    label = model._meta.label_lower
    Event.objects.filter(subject_type=label, subject_id__in=ids).delete()
    ExternalId.objects.filter(kind=label, object_id__in=ids).delete()
    _forget_files(Attachment.objects.filter(subject_type=label, subject_id__in=ids))
    try:
        history: Any = model._meta.get_field("events").related_model
    except FieldDoesNotExist:  # not tracked
        return
    history.objects.filter(pgh_obj__in=ids).delete()


def _forget_clients(ids: Iterable[int]) -> None:
    Event.objects.filter(client_id__in=ids).delete()
    _forget_files(Attachment.objects.filter(client_id__in=ids))


def _forget_files(attachments: models.QuerySet[Attachment]) -> None:
    for attachment in attachments:
        attachment.file.delete(save=False)
        attachment.delete()


def _delete_files(versions: models.QuerySet[DocumentVersion]) -> None:
    for version in versions:
        version.file.delete(save=False)


def _ids(records: models.QuerySet[Any]) -> list[int]:
    return list(records.values_list("pk", flat=True))
