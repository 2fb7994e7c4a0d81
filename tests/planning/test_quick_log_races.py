"""The same form sent twice in the same moment, as an impatient finger or a browser that tries again does."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser

from accounts.models import Client
from kam.models import Attachment, Event, User
from planning.models import Action
from relationships.models import Interaction
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

SENT = {
    "kind": "call",
    "summary": "Prices",
    "next_step": "Send the list",
    "submission": "5a7c7c0e-7a3c-4d6e-9a57-0f7a1f0a2b11",
}


def test_sendings_at_once_log_once_and_all_are_answered(
    grupo: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    browsers, start, answers = [browse(alice) for _ in range(4)], Barrier(4), []

    def send(browser: Browser) -> None:
        start.wait()
        sent: Any = SENT | {"uploads": [make.upload()]}
        answers.append(browser.post(f"/clients/{grupo.pk}/interactions/new/", sent)["Location"])
        connection.close()

    threads = [Thread(target=send, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [grupo.get_absolute_url()] * 4
    assert (Interaction.objects.count(), Action.objects.count(), Attachment.objects.count()) == (1, 1, 1)
    assert Event.objects.filter(verb="relationships.interaction_logged").count() == 1
