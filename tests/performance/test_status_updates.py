"""What a client is told: from what they may know, in their language, once, and as it was."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from accounts import services as accounts
from accounts.models import Client
from kam import outbox
from kam.models import User
from kam.prose import as_html
from performance import services, updates
from performance.models import StatusMail
from planning import services as planning
from tests import make


def drafted(client: Client, language: str = "en") -> updates.Draft:
    return updates.draft_of(client, since=make.days_ago(30), until=make.today(), language=language)


def test_only_what_is_shared_is_told(grupo: Client, alice: User) -> None:
    accounts.open_issue(grupo, title="Late at shop 14", is_shared=True, by=alice)
    accounts.open_issue(grupo, title="They are slow payers", by=alice)
    contact = make.contact(grupo, "Rita", by=alice)
    planning.share_action(make.action(grupo, by=alice, title="Send samples", client_owner=contact), by=alice)
    make.action(grupo, by=alice, title="Raise the prices quietly")
    make.objective(grupo, by=alice, title="Sell them more")

    body = drafted(grupo).body

    assert "Late at shop 14" in body
    assert "Send samples" in body
    assert [part for part in ("slow payers", "quietly", "Sell them more") if part in body] == []


def test_it_speaks_the_language_of_whoever_reads_it(grupo: Client, alice: User) -> None:
    accounts.open_issue(grupo, title="Late", is_shared=True, by=alice)

    assert drafted(grupo).body != drafted(grupo, "pt-pt").body


def test_what_was_told_stays_as_it_was(grupo: Client, alice: User) -> None:
    update = services.publish_update(make.status_update(grupo, by=alice), by=alice)

    with pytest.raises(ValidationError):
        services.change_update(update, by=alice, body="Something else")


@pytest.mark.django_db(transaction=True)
def test_each_address_gets_it_once(grupo: Client, alice: User) -> None:
    update = make.status_update(grupo, by=alice)
    rita = make.contact(grupo, "Rita", by=alice, email="rita@alvorada.example")

    services.send_update(update, contacts=[rita], by=alice)
    services.send_update(update, contacts=[rita], by=alice)
    outbox.sweep()
    outbox.sweep()

    assert [message.to for message in mail.outbox] == [["Rita <rita@alvorada.example>"]]
    assert StatusMail.objects.get().sent_at is not None


def test_people_of_other_clients_do_not_get_it(grupo: Client, alice: User) -> None:
    stranger = make.contact(make.client(owner=alice), by=alice, email="x@other.example")

    with pytest.raises(ValidationError):
        services.send_update(make.status_update(grupo, by=alice), contacts=[stranger], by=alice)


def test_a_title_is_no_mark_up(grupo: Client, alice: User) -> None:
    accounts.open_issue(grupo, title="**Bold** <script>alert(1)</script> [x](javascript:y)", is_shared=True, by=alice)

    html = as_html(drafted(grupo).body)

    assert "<script" not in html
    assert "href" not in html
    assert "**Bold**" in html
