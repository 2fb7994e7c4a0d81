from celery import shared_task
from django.utils import timezone

from kam.actor import Source, acting
from performance import services


@shared_task(name="performance.review_goals")
def review_goals() -> int:
    with acting(Source.JOB, "performance.review_goals"):
        return services.review_due(today=timezone.localdate())
