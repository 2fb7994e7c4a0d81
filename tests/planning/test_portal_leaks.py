"""What we think, count and guess about a client never leaves the house: canaries planted everywhere show up nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser

from accounts.models import Client, Contact
from kam import outbox
from kam.models import User
from planning import portal, receipts
from planning import services as planning
from planning.models import Action, Agreement, Objective, Strategy, SwotItem
from relationships.models import Need
from tests import make

pytestmark = pytest.mark.usefixtures("fresh_cache")

CANARY = "canary"
ADDRESS = re.compile(r'(?:href|src)="(/p/[^"#?]+)')


@pytest.fixture
def link(grupo: Client, contact: Contact, alice: User, bob: User) -> str:
    """A client of whom everything is known, and of whom everything that has a switch is shown."""
    plan = make.plan(grupo, by=alice, title="canary plan", ambition="canary ambition")
    SwotItem.objects.create(plan=plan, kind="W", text="canary weakness")
    Need.objects.create(client=grupo, statement="canary need", created_by=alice)
    strategy = Strategy.objects.create(client=grupo, title="canary strategy", hypothesis="canary guess", owner=alice)
    interaction = make.interaction(grupo, by=alice, summary="canary said over lunch", people=[contact])
    action = make.action(grupo, by=alice, title="Send the forecast")
    Action.objects.filter(pk=action.pk).update(strategy=strategy, interaction=interaction, client_owner=contact)
    make.action(grupo, by=alice, title="canary action, not shown")
    hidden = make.objective(grupo, by=alice, title="canary objective, not shown")
    make.progress(hidden, 10, by=alice)
    shown = make.objective(grupo, by=alice, title="Yearly revenue")
    planning.record_progress(shown, value=Decimal(70), noted_on=make.today(), by=alice, note="canary note")
    _talk(shown, contact, by=bob)
    planning.share_objective(shown, by=alice)
    planning.share_action(action, by=alice)
    planning.share_review(plan, by=alice)
    _strangers(grupo, contact, by=alice)
    return make.portal(contact, by=alice)


def _talk(objective: Objective, contact: Contact, *, by: User) -> None:
    """A version agreed, one withdrawn, and one that waits."""
    signer = planning.Signer(contact, "Rita Nunes", "CFO")
    first = _propose(objective, contact, by=by, reason="canary: why we dare")
    planning.accept_as_client(first, signer=signer)
    objective = planning.change_objective(objective, by=by, target=Decimal(120))
    second = _propose(objective, contact, by=by, reason="canary: the second")
    planning.withdraw_proposal(second, by=by, reason="canary: took it back")
    _propose(objective, contact, by=by, reason="canary: the third")
    planning.change_objective(Objective.objects.get(pk=objective.pk), by=by, title="canary draft")


def _propose(objective: Objective, contact: Contact, *, by: User, reason: str) -> Agreement:
    return planning.propose_target(
        Objective.objects.get(pk=objective.pk), recipients=[contact], expires_on=make.days_ago(-9), by=by, reason=reason
    )


def _strangers(grupo: Client, contact: Contact, *, by: User) -> None:
    """What belongs to others: another client, and a colleague of the same one."""
    other = make.client("canary client", owner=by, team=grupo.team)
    make.objective(other, by=by, title="canary of another client")
    colleague = make.contact(grupo, "Rui Sá", by=by, email="rui@alvorada.example")
    target = make.objective(grupo, by=by, title="canary for a colleague")
    _propose(target, colleague, by=by, reason="")


def pages(link: str) -> Iterator[tuple[str, str]]:
    """Every page that can be reached from the first one, and what it says; the calendar and PDFs as text too."""
    waiting, seen = [link], {link}
    while waiting:
        address = waiting.pop()
        response = Browser().get(address)
        assert response.status_code == 200, address
        body = response.content.decode(errors="ignore")
        yield address, body
        found = set(ADDRESS.findall(body)) - seen
        seen |= found
        waiting += [each for each in found if each.startswith(link) or each.startswith("/p/brand")]


def test_no_page_of_the_portal_tells_what_is_ours(link: str) -> None:
    read = dict(pages(link))

    assert len(read) >= 5
    assert {address: body for address, body in read.items() if CANARY in body.lower()} == {}
    assert any("Yearly revenue" in body for body in read.values())


def test_no_mail_to_the_client_tells_what_is_ours(link: str, contact: Contact) -> None:
    outbox.sweep()
    outbox.sweep()

    letters = [letter for letter in mail.outbox if contact.email in letter.to[0]]
    assert letters
    assert [letter.subject for letter in letters if CANARY in _text_of(letter).lower()] == []


def _text_of(letter: Any) -> str:
    return " ".join([letter.subject, letter.body, *(str(part[0]) for part in letter.alternatives)])


def test_no_paper_for_the_client_tells_what_is_ours(link: str, contact: Contact) -> None:
    """What goes into the PDF, because the finished one packs its text."""
    papers = [receipts.facts(agreement) for agreement in portal.agreed_with(contact)]

    assert papers
    assert CANARY not in str(papers).lower()
