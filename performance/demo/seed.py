"""Bringing the demo company to life: its people, its clients and their story, as old as it should be."""

from __future__ import annotations

from datetime import date, datetime, time
from random import Random

from django.db import transaction
from django.utils import timezone

from accounts.models import Client, Contact, Document, Invoice, Issue, Payment
from kam.models import Event, User
from performance import services
from performance.demo import (
    bills,
    causes,
    deals,
    effort,
    findings,
    goals,
    issues,
    judgements,
    lines,
    mails,
    meetings,
    papers,
    people,
    plans,
    reminded,
    surveys,
    talks,
    told,
    twice,
    wishes,
)
from performance.demo.scene import Scene
from performance.models import GoalReview
from planning.models import Action, Agreement, Objective, Plan, Progress, Strategy
from relationships.models import Assessment, Interaction, Mail, Meeting, Need, Response, Survey

DAYS_REVIEWED = 92

COUNTED = {
    User: "is_demo",
    Client: "is_demo",
    Contact: "client__is_demo",
    Document: "client__is_demo",
    Objective: "client__is_demo",
    Progress: "objective__client__is_demo",
    Interaction: "client__is_demo",
    Action: "client__is_demo",
    Need: "client__is_demo",
    Assessment: "need__client__is_demo",
    Meeting: "client__is_demo",
    Mail: "client__is_demo",
    Plan: "client__is_demo",
    Strategy: "client__is_demo",
    Agreement: "objective__client__is_demo",
    GoalReview: "objective__client__is_demo",
    Issue: "client__is_demo",
    Invoice: "client__is_demo",
    Payment: "client__is_demo",
    Survey: "is_demo",
    Response: "invitation__client__is_demo",
}


def exists() -> bool:
    return User.objects.filter(is_demo=True).exists()


@transaction.atomic
def seed(*, today: date, number: int = 1) -> dict[str, int]:
    """Write the demo company as of a day; how much of what. The same number and day give the same company."""
    scene = Scene(today, Random(number))  # noqa: S311 - a story needs no secrecy
    people.hire(scene)
    people.write_clients(scene)
    people.write_contacts(scene)
    people.write_account_teams(scene)
    running = goals.write_objectives(scene)
    wishes.write_wishes(scene)
    findings.write_findings(scene)
    talks.write_talks(scene)
    talks.write_deeds(scene)
    lines.write_more_people(scene)
    judgements.write_judgements(scene)
    lines.write_lines(scene)
    mails.write_mails(scene)
    findings.link_talks(scene)
    plans.write_plans(scene)
    deals.write_deals(scene)
    surveys.write_surveys(scene)
    meetings.write_meetings(scene)
    twice.write_people_twice(scene)
    effort.write_effort(scene)
    told.write_updates(scene)
    papers.write_papers(scene)
    reminded.write_reminders(scene, bills.write_bills(scene))
    issues.write_issues(scene)
    causes.write_causes(scene)
    scene.chronicle.finish()
    _review(scene, running)
    return {
        str(model._meta.verbose_name_plural): model._default_manager.filter(**{is_demo: True}).count()
        for model, is_demo in COUNTED.items()
    }


def _review(scene: Scene, running: list[Objective]) -> None:
    """Let the real rule judge every night until yesterday; tonight is left to the first run of the job."""
    ids = [objective.pk for objective in running]
    for ago in range(DAYS_REVIEWED, 0, -1):
        day = scene.day(ago)
        last = Event.objects.order_by("-pk").values_list("pk", flat=True)[0]
        services.review_these(ids, on=day)
        night = timezone.make_aware(datetime.combine(day, time(2, 30)))
        GoalReview.objects.filter(objective__in=ids, on=day).update(created_at=night)
        Event.objects.filter(pk__gt=last, verb="performance.goal_turned").update(
            at=night,
            due_at=night,
            delivered_at=night,
            source=Event.Source.JOB,
            source_name="performance.review_goals",
        )
    services.refresh_standings(on=scene.today, client_ids=[known.client.pk for known in scene.clients])
