"""Two people of the client answer in the same moment: one answer counts, and the other is told."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client as Browser

from accounts.models import Client, Contact
from kam.models import User
from planning import services as planning
from planning.models import Agreement, AgreementState, AgreementStep
from tests import make

pytestmark = [pytest.mark.usefixtures("fresh_cache"), pytest.mark.django_db(transaction=True)]

ANSWERS = {
    "agree": {"agree-name": "R. Nunes", "agree-role": "CFO"},
    "decline": {"decline-name": "R. Sá", "decline-role": "COO", "decline-reason": "Too much"},
}


@pytest.mark.parametrize("kinds", [("agree", "agree"), ("agree", "decline")])
def test_of_two_answers_at_once_one_counts_and_the_other_is_told(
    kinds: tuple[str, str], grupo: Client, contact: Contact, alice: User
) -> None:
    colleague = make.contact(grupo, "Rui Sá", by=alice, email="rui@alvorada.example")
    offer = planning.propose_target(
        make.objective(grupo, by=alice), recipients=[contact, colleague], expires_on=make.days_ago(-9), by=alice
    )
    links = [make.portal(person, by=alice) for person in (contact, colleague)]

    answers = at_once(*(answering(link, offer, kind) for link, kind in zip(links, kinds, strict=True)))

    assert sorted(answers) == [302, 422]
    said = AgreementStep.objects.filter(agreement=offer, state__in=[AgreementState.AGREED, AgreementState.DECLINED])
    assert said.count() == 1


def answering(link: str, offer: Agreement, kind: str) -> Callable[[], int]:
    return lambda: Browser().post(f"{link}targets/{offer.pk}/{kind}/", ANSWERS[kind]).status_code


def at_once(*calls: Callable[[], int]) -> list[int]:
    """What each call answers; all begin together, each in a thread and on a connection of its own."""
    start, answers = Barrier(len(calls)), []

    def run(call: Callable[[], int]) -> None:
        start.wait()
        answers.append(call())
        connection.close()

    threads = [Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
