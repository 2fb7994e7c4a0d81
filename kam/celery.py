"""The Celery application and the schedule of its jobs: every task by name, so that no app is imported here."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging, worker_process_init
from django_structlog.celery.steps import DjangoStructLogInitStep

from kam.memory import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kam.settings")

app = Celery("kam")
app.config_from_object("kam.settings:CELERY")
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "beat is alive": {"task": "kam.beat", "schedule": 15.0, "options": {"expires": 60}},
    "events that no nudge delivered": {"task": "kam.sweep_events", "schedule": 5.0, "options": {"expires": 5}},
    "drafts nobody came back to": {"task": "kam.let_drafts_die", "schedule": crontab(hour="3", minute="47")},
    "mail that came into the mailbox": {
        "task": "relationships.fetch_mail",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "clocks of issues": {"task": "accounts.mind_issues", "schedule": 60.0, "options": {"expires": 60}},
    # Hourly and not nightly: the task asks the database which days are due, so a missed night is made up for.
    "targets not yet agreed, gauged": {"task": "planning.gauge_drafts", "schedule": crontab(hour="4", minute="17")},
    "proposals to remind of or to end": {"task": "planning.mind_proposals", "schedule": crontab(minute="37")},
    "surveys to send, to remind of, to close or to repeat": {
        "task": "relationships.mind_surveys",
        "schedule": crontab(minute="42"),
    },
    "goal reviews that are due": {"task": "performance.review_goals", "schedule": crontab(minute="7")},
    "people whose time is over": {"task": "accounts.mind_retention", "schedule": crontab(hour="3", minute="41")},
    "documents that end, and files whose time is over": {
        "task": "accounts.mind_documents",
        "schedule": crontab(minute="22"),
    },
    "promises that are broken, reminders to propose": {
        "task": "accounts.mind_receivables",
        "schedule": crontab(minute="12"),
    },
    "reminders that were approved": {
        "task": "accounts.send_reminders",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "imports that died in the middle": {
        "task": "accounts.mind_imports",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 600},
    },
    # Before the first review of the day, and hourly for the same reason.
    "agreed objectives whose first day has come": {
        "task": "planning.start_objectives",
        "schedule": crontab(minute="2"),
    },
}


@setup_logging.connect
def use_our_logging(**_: Any) -> None:
    """Celery would replace Django's logging by its own; being connected here is what stops it."""


@worker_process_init.connect
def settle_down(**_: Any) -> None:
    settle()
