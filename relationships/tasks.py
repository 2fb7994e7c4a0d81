"""The jobs of relationships."""

from celery import shared_task

from kam.actor import Source, acting
from relationships import mailbox


@shared_task(name="relationships.fetch_mail")
def fetch_mail() -> int:
    with acting(Source.JOB, "relationships.fetch_mail"):
        return mailbox.fetch_mail()
