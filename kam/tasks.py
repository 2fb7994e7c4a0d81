from celery import shared_task
from django.utils import timezone

from kam import outbox, services, unsent
from kam.actor import Source, acting


@shared_task(name="kam.deliver_events")
def deliver_events(event_ids: list[int]) -> int:
    with acting(Source.JOB, "kam.deliver_events"):
        return outbox.deliver(event_ids)


@shared_task(name="kam.sweep_events")
def sweep_events() -> int:
    with acting(Source.JOB, "kam.sweep_events"):
        return outbox.sweep()


@shared_task(name="kam.beat")
def beat() -> None:
    services.beat("beat", at=timezone.now())


@shared_task(name="kam.let_drafts_die")
def let_drafts_die() -> int:
    return unsent.let_die(now=timezone.now())
