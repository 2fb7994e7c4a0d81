from __future__ import annotations

from accounts.models import Client
from kam import events
from kam.models import Event, User


def note_handover(client: Client, *, by: User) -> Event:
    """That a dossier on a client and its people was taken out of the product: who did, and when."""
    return events.record("performance.handover_printed", client, by=by, client_id=client.pk)
