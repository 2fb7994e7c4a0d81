from celery import shared_task
from django.utils import timezone

from accounts import services
from kam.actor import Source, acting
from kam.locks import in_turn
from kam.models import Import


@shared_task(name="accounts.mind_retention")
def mind_retention() -> int:
    with acting(Source.JOB, "accounts.mind_retention"):
        return services.mind_retention(on=timezone.localdate())


@shared_task(name="accounts.check_import", acks_late=True)
def check_import(pk: int) -> None:
    services.check_import(Import.objects.get(pk=pk))


@shared_task(name="accounts.run_import", acks_late=True)
def run_import(pk: int) -> None:
    with in_turn(f"accounts.run_import.{pk}"):
        services.run_import(Import.objects.get(pk=pk))
