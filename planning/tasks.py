"""Planning's jobs."""

from celery import shared_task
from django.utils import timezone

from kam.actor import Source, acting
from planning import services


@shared_task(name="planning.mind_proposals")
def mind_proposals() -> int:
    """End what was not answered in time, then remind of what soon is not."""
    return services.mind_proposals(on=timezone.localdate())


@shared_task(name="planning.gauge_objective")
def gauge_objective(objective_id: int) -> None:
    services.gauge_again(objective_id, on=timezone.localdate())


@shared_task(name="planning.gauge_drafts")
def gauge_drafts() -> int:
    return services.gauge_drafts(on=timezone.localdate())


@shared_task(name="planning.start_objectives")
def start_objectives() -> int:
    with acting(Source.JOB, "planning.start_objectives"):
        return services.start_due(today=timezone.localdate())
