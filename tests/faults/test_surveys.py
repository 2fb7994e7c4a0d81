"""A worker is killed while it sends surveys: everybody is asked, and nobody gets the same mail twice."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from celery import Celery
from django.utils import timezone

from accounts.models import Client, Contact
from kam.models import Event, User
from relationships import services
from relationships.models import Invitation, Survey
from relationships.services.survey_token import new_invitation
from tests import make
from tests.faults.conftest import Start, kill, wait_until

SURVEYS, PEOPLE = 40, 25
MESSAGE_ID = re.compile(r"^Message-ID: <(survey-\d+-\d+)@", re.MULTILINE)

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scheduled(grupo: Client, alice: User) -> int:
    """So many surveys whose day has come, each of other people; how many are to be asked."""
    for number in range(SURVEYS):
        people = Contact.objects.bulk_create(
            Contact(client=grupo, name=f"P {number} {n}", email=f"p{number}.{n}@client.example") for n in range(PEOPLE)
        )
        survey = make.survey(by=alice)
        Invitation.objects.bulk_create(new_invitation(survey, person) for person in people)
        Survey.objects.filter(pk=survey.pk).update(status=Survey.Status.RUNNING)
    return SURVEYS * PEOPLE


@pytest.fixture
def start_sender(start: Start, working_broker: str, tmp_path: Path) -> Callable[[], subprocess.Popen[bytes]]:
    """A worker that writes each mail into a file of its own."""
    worker = ("celery", "-A", "kam.celery", "worker", "-c", "1", "--loglevel", "ERROR")
    return lambda: start(*worker, REDIS_URL=working_broker, EMAIL_URL=f"filemail:///{tmp_path / 'mails'}")


def test_a_round_cut_off_by_a_kill_asks_everybody_once(
    scheduled: int, working_broker: str, start_sender: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    queue = Celery(broker=working_broker)
    worker = start_sender()
    queue.send_task("relationships.mind_surveys")
    wait_until(Invitation.objects.asked().exists)
    kill(worker)
    done_before = Invitation.objects.asked().count()

    start_sender()
    queue.send_task("relationships.mind_surveys")  # as the scheduler does an hour later
    wait_until(lambda: Invitation.objects.asked().count() == scheduled, each=0.1)
    wait_until(lambda: not _swept(queue) and not Event.objects.waiting().exists(), each=1)

    assert 0 < done_before < scheduled
    assert Event.objects.filter(verb="relationships.survey_sent").count() == scheduled
    assert services.mind_surveys(at=timezone.now()) == 0
    ids = [found for path in (tmp_path / "mails").iterdir() for found in MESSAGE_ID.findall(path.read_text())]
    assert len(set(ids)) == scheduled
    assert len(ids) - len(set(ids)) <= 1  # what was being sent as the worker died, under the same id


def _swept(queue: Celery) -> bool:
    """What the scheduler does every few seconds."""
    queue.send_task("kam.sweep_events")
    return False
