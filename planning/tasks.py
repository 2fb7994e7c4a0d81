"""Planning's jobs."""

from celery import shared_task
from django.utils import timezone

from kam.locks import only_one
from planning import services


@shared_task(name="planning.mind_proposals")
def mind_proposals() -> int:
    """End what was not answered in time, then remind of what soon is not."""
    with only_one("planning.mind_proposals") as mine:
        if not mine:
            return 0
        on = timezone.localdate()
        return services.expire_proposals(on=on) + services.remind_of_proposals(on=on)


@shared_task(name="planning.gauge_objective")
def gauge_objective(objective_id: int) -> None:
    services.gauge_again(objective_id, on=timezone.localdate())


@shared_task(name="planning.gauge_drafts")
def gauge_drafts() -> int:
    return services.gauge_drafts(on=timezone.localdate())
