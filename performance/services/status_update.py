"""Writes on status updates: drawing one up, editing it, publishing it on the portal, and sending it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Client, Contact
from kam import events
from kam.models import User
from kam.records import keep
from kam.removal import set_removed
from performance import updates
from performance.models import StatusMail, StatusUpdate


@transaction.atomic
def draft_update(client: Client, *, since: date, until: date, language: str, by: User) -> StatusUpdate:
    """A new update, drawn up from the facts of a period in the language of whoever will read it."""
    if since > until:
        raise ValidationError({"until": _("The period ends after it begins.")})
    draft = updates.draft_of(client, since=since, until=until, language=language)
    update = StatusUpdate(client=client, since=since, until=until, language=language, by=by)
    update.title, update.body, update.facts = draft.title[:200], draft.body, draft.facts
    keep(update)
    events.record("performance.update_drafted", update, by=by, client_id=client.pk)
    return update


@transaction.atomic
def change_update(update: StatusUpdate, *, by: User, **changes: Any) -> StatusUpdate:
    """Edit the text. What was sent or published stays as it was: draw up a new one."""
    update = _locked(update)
    if is_out(update):
        raise ValidationError(_("This was sent or published: it stays as it is. Draw up a new one."))
    for field, value in changes.items():
        setattr(update, field, value)
    keep(update)
    events.record("performance.update_changed", update, by=by, client_id=update.client_id, fields=sorted(changes))
    return update


@transaction.atomic
def publish_update(update: StatusUpdate, *, by: User) -> StatusUpdate:
    """Show it in the client's portal."""
    update = _locked(update)
    if update.published_at is None:
        update.published_at = timezone.now()
        update.save(update_fields=["published_at", "updated_at"])
        events.record("performance.update_published", update, by=by, client_id=update.client_id)
    return update


@transaction.atomic
def send_update(update: StatusUpdate, *, contacts: Iterable[Contact], by: User) -> list[StatusMail]:
    """Mail it to people of the client, each address once; whoever got it already does not get it again."""
    update = _locked(update)
    mails = [mail for contact in contacts if (mail := _mail_for(update, contact, by=by))]
    if mails:
        told = {"mails": [mail.pk for mail in mails], "count": len(mails)}
        events.record("performance.update_sent", update, by=by, client_id=update.client_id, **told)
    return mails


def _mail_for(update: StatusUpdate, contact: Contact, *, by: User) -> StatusMail | None:
    if contact.client_id != update.client_id or contact.left_on or not contact.is_kept:
        raise ValidationError({"contacts": _("Choose people of this client.")})
    if not contact.email:
        raise ValidationError({"contacts": _("%s has no e-mail address.") % contact.name})
    made: tuple[StatusMail, bool] = StatusMail.objects.get_or_create(
        update=update, address=contact.email.lower(), defaults={"contact": contact, "by": by}
    )
    return made[0] if made[1] else None


@transaction.atomic
def remove_update(update: StatusUpdate, *, by: User) -> StatusUpdate:
    """Take it out of sight, of the client too; `restore_update` brings it back."""
    return set_removed(update, timezone.now(), "performance.update_removed", by=by)


@transaction.atomic
def restore_update(update: StatusUpdate, *, by: User) -> StatusUpdate:
    return set_removed(update, None, "performance.update_restored", by=by)


def is_out(update: StatusUpdate) -> bool:
    """Whether the client has seen it, or may have."""
    return update.published_at is not None or update.mails.exists()


def _locked(update: StatusUpdate) -> StatusUpdate:
    return StatusUpdate.objects.select_for_update().get(pk=update.pk)
