from celery import shared_task
from django.utils import timezone

from accounts import reminder_letters, services
from kam.actor import Source, acting
from kam.locks import only_one
from kam.models import Import

AT_A_TIME = 120
"""Seconds of an import, then others have their turn: well below the time a task may take."""


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


@shared_task(name="accounts.mind_receivables")
def mind_receivables() -> int:
    """Promises whose day is past, and the reminders of the day."""
    today = timezone.localdate()
    with acting(Source.JOB, "accounts.mind_receivables"), only_one("accounts.mind_receivables") as mine:
        return services.judge_promises(on=today) + services.decide_reminders(on=today) if mine else 0


@shared_task(name="accounts.send_reminders")
def send_reminders() -> int:
    with acting(Source.JOB, "accounts.send_reminders"):
        return services.send_reminders(at=timezone.now(), post=reminder_letters.post)


@shared_task(name="accounts.check_import", soft_time_limit=840, time_limit=870)  # below the broker's 900 s
def check_import(pk: int) -> None:
    services.check_import(Import.objects.get(pk=pk))


@shared_task(name="accounts.run_import")
def run_import(pk: int) -> None:
    """A stretch of an import; what is left then is another task, so that none holds a worker for long."""
    if services.run_stretch(pk, seconds=AT_A_TIME):
        run_import.delay(pk)


@shared_task(name="accounts.mind_imports")
def mind_imports() -> int:
    unchecked, running = services.left_imports(at=timezone.now())
    for task, left in ((check_import, unchecked), (run_import, running)):
        for pk in left:
            task.delay(pk)
    return len(running)
