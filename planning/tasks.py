from celery import shared_task
from django.utils import timezone

from kam.actor import Source, acting
from planning import services


@shared_task(name="planning.start_objectives")
def start_objectives() -> int:
    with acting(Source.JOB, "planning.start_objectives"):
        return services.start_due(today=timezone.localdate())
