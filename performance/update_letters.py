"""The mail of a status update, in its own language, the same Message-ID however often it is tried."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone, translation

from kam import mail
from kam.prose import as_html
from performance.models import StatusMail


def send(mail_ids: Iterable[int]) -> None:
    """Those not sent yet. The row of each is held while it is sent, so that nobody sends it beside us."""
    waiting = StatusMail.objects.select_for_update(of=("self",)).filter(pk__in=list(mail_ids), sent_at__isnull=True)
    for one in waiting.select_related("update__by", "update__client", "contact"):
        _send(one)
        one.sent_at = timezone.now()
        one.save(update_fields=["sent_at"])


def _send(one: StatusMail) -> None:
    update = one.update
    with translation.override(update.language):
        name = one.contact.name if one.contact else ""
        told = {"update": update, "body": as_html(update.body), "name": name}
        mail.send(
            "status_update",
            to=(name, one.address),
            language=update.language,
            context=told,
            message_id=f"status-update-{update.pk}-{one.pk}",
        )
