"""Relationships' jobs."""

from celery import shared_task
from django.utils import timezone

from kam.actor import Source, acting
from relationships import mailbox, services


@shared_task(name="relationships.mind_surveys")
def mind_surveys() -> int:
    """Send, remind, close and repeat what is due."""
    return services.mind_surveys(at=timezone.now())


@shared_task(name="relationships.fetch_mail")
def fetch_mail() -> int:
    with acting(Source.JOB, "relationships.fetch_mail"):
        return mailbox.fetch_mail()
