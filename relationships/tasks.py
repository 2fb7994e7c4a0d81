"""Relationships' jobs."""

from celery import shared_task
from django.utils import timezone

from relationships import services


@shared_task(name="relationships.mind_surveys")
def mind_surveys() -> int:
    """Send, remind, close and repeat what is due."""
    return services.mind_surveys(at=timezone.now())
