from celery import shared_task
from django.utils import timezone

from accounts import services
from kam.actor import Source, acting


@shared_task(name="accounts.mind_documents")
def mind_documents() -> int:
    with acting(Source.JOB, "accounts.mind_documents"):
        return services.mind_documents(on=timezone.localdate())


@shared_task(name="accounts.mind_retention")
def mind_retention() -> int:
    with acting(Source.JOB, "accounts.mind_retention"):
        return services.mind_retention(on=timezone.localdate())


@shared_task(name="accounts.mind_issues")
def mind_issues() -> int:
    with acting(Source.JOB, "accounts.mind_issues"):
        return services.mind_issues(at=timezone.now())
