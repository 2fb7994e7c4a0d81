"""What performance adds to the pages of the apps below, what it listens to, and how its events are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.columns import Column, Filter, Preset, Total
from accounts.models import Client
from accounts.people import OnErase, relate
from kam.access import scope_of
from kam.events import describe
from kam.http import Request
from kam.models import Event
from kam.outbox import subscribe
from kam.processes import Process
from kam.slots import fill
from kam.status import Status
from kam.web import NavEntry
from performance import columns, explain, reasons, services
from performance.models import ClientStanding, StatusMail
from performance.queue.issues import worst_of
from performance.services.standing_books import LONG_UNPAID
from planning.models import Action, Objective
from planning.reviews import Judgement


def _turn(event: Event) -> str:
    told = event.payload
    return _now("“%(name)s” turned from %(before)s to %(after)s: %(why)s") % {
        "name": event.subject_name,
        "before": Status(told["before"]).label,
        "after": Status(told["after"]).label,
        "why": reasons.of_goal(told["reasons"]),
    }


relate(StatusMail, "contact", _("Status updates sent to them"), on_erase=OnErase.STAYS)

describe("performance.goal_turned", _turn, icon="activity")
describe("performance.handover_printed", _("%(by)s took out a handover dossier"), icon="file-text")


@subscribe(
    "planning.progress_recorded",
    "planning.progress_withdrawn",
    "planning.progress_restored",
    "planning.objective_changed",
    "planning.target_agreed",
    "planning.agreement_recorded",
    "planning.objective_started",
)
def judge_again(event: Event) -> None:
    """What is known or wanted changed today, so the goal is judged again, and its client's summary made of that."""
    services.judge_again(event.subject_id, client_id=event.client_id, on=timezone.localdate())


@subscribe(
    "accounts.client_created",
    "accounts.client_changed",
    "relationships.interaction_logged",
    "relationships.interaction_changed",
    "relationships.interaction_removed",
    "relationships.interaction_restored",
    "planning.hindrance_noted",
    "planning.hindrance_removed",
    "planning.action_planned",
    "planning.action_changed",
    "planning.action_done",
    "planning.action_dropped",
    "planning.action_reopened",
    "accounts.issue_opened",
    "accounts.issue_changed",
    "accounts.issue_open",
    "accounts.issue_waiting",
    "accounts.issue_solved",
    "accounts.issue_closed",
    "accounts.issue_reopened",
    "accounts.issue_answered",
    "accounts.issue_client_wrote",
    "accounts.issue_removed",
    "accounts.issue_restored",
    "accounts.issue_merged",
    "accounts.issue_unmerged",
    "accounts.issue_invoice_linked",
    "accounts.issue_invoice_unlinked",
    "accounts.issue_at_risk",
    "accounts.issue_breached",
    "accounts.invoice_noted",
    "accounts.invoice_changed",
    "accounts.invoice_annulled",
    "accounts.invoice_restored",
    "accounts.invoice_part_paid",
    "accounts.invoice_settled",
    "accounts.payment_recorded",
    "accounts.payment_annulled",
    "accounts.invoice_disputed",
    "accounts.dispute_resolved",
    "accounts.dispute_reopened",
    "accounts.promise_made",
    "accounts.promise_withdrawn",
    "accounts.promise_kept",
    "accounts.promise_broken",
    "accounts.document_created",
    "accounts.document_renewed",
    "accounts.document_ending",
    "accounts.document_changed",
    "accounts.document_removed",
    "accounts.document_restored",
)
def refresh_standing(event: Event) -> None:
    if event.client_id is not None:
        services.refresh_standings(on=timezone.localdate(), client_ids=[event.client_id])


@subscribe(
    "planning.objective_created",
    "planning.objective_closed",
    "planning.objective_cancelled",
    "planning.objective_reopened",
)
def judge_wholes(event: Event) -> None:
    """A whole that is judged by its parts has one more or one less; so has the client's summary."""
    services.judge_wholes(event.subject_id, client_id=event.client_id, on=timezone.localdate())


@fill("nav", order=0)
def my_day_entry(request: Request) -> NavEntry | None:
    if not scope_of(request.user).works:
        return None
    due = Action.objects.visible_to(request.user).of_user(request.user).due(on=timezone.localdate()).count()
    return NavEntry(_("My day"), reverse("performance:my-day"), "sun", count=due)


@fill("nav", order=35)
def cold_entry(request: Request) -> NavEntry:
    return NavEntry(_("Going cold"), reverse("performance:going-cold"), "snowflake", Process.RELATIONSHIPS)


@fill("nav", order=60)
def reviews_entry(request: Request) -> NavEntry:
    return NavEntry(_("Goal reviews"), reverse("performance:reviews"), "activity", Process.PERFORMANCE)


@fill("nav", order=70)
def team_entry(request: Request) -> NavEntry | None:
    if not scope_of(request.user).leads:
        return None
    return NavEntry(_("Team"), reverse("performance:team"), "layout-grid", "team")


@fill("client.header")
def standing_header(request: Request, client: Client) -> SafeString:
    """On the first tab with the issue that presses most; the others have enough to ask of the database."""
    standing = _standing(client)
    on = timezone.localdate()
    tells_issue = standing and standing.open_issues and request.path == client.get_absolute_url()
    context = {
        "standing": standing,
        "client": client,
        "reason": reasons.headline(standing) if standing else "",
        "issue": worst_of(client, at=timezone.now()) if tells_issue else None,
        "overdue_long": bool(standing and standing.overdue_since and on - standing.overdue_since > LONG_UNPAID),
    }
    return render_to_string("performance/client_header.html", context, request)


@fill("client.actions")
def brief_button(request: Request, client: Client) -> SafeString:
    return render_to_string("performance/brief_button.html", {"client": client}, request)


@fill("client.menu")
def handover_entry(request: Request, client: Client) -> SafeString:
    return render_to_string("performance/handover_entry.html", {"client": client}, request)


@fill("client.statuses")
def tab_statuses(request: Request, client: Client) -> dict[str, Status]:
    standing = _standing(client)
    return {process: standing.of(process) if standing else Status.NONE for process in Process}


@fill("client.process", order=0)
def standing_reasons(request: Request, client: Client, process: str) -> SafeString:
    """Why the client stands in this process as it does: the top of each process tab."""
    standing = _standing(client)
    context = {
        "client": client,
        "process": Process(process),
        "standing": standing,
        "status": standing.of(process) if standing else Status.NONE,
        "reasons": [reasons.sentence(reason) for reason in standing.reasons_of(process)] if standing else [],
    }
    return render_to_string("performance/process_reasons.html", context, request)


def _standing(client: Client) -> ClientStanding | None:
    """The client's summary, read once per page (the client keeps it)."""
    try:
        return client.standing
    except ClientStanding.DoesNotExist:
        return None


@fill("objective.standing")
def objective_standing(request: Request, objective: Objective) -> SafeString:
    context = explain.objective(objective, on=timezone.localdate())
    return render_to_string("performance/objective_standing.html", context, request)


@fill("objectives.judgements")
def latest_judgements(objectives: Sequence[Objective], on: date | None = None) -> dict[int, Judgement]:
    """How each of these objectives stood at its latest review, for the status column of objective lists."""
    return explain.latest(objectives, on=on or timezone.localdate())


@fill("clients.columns", order=10)
def process_column() -> Column:
    return Column("status", _("P · R · A · P · G"), columns.processes, "standing__severity", relation="standing")


@fill("clients.columns", order=20)
def revenue_column() -> Column:
    return Column(
        "revenue",
        _("Revenue against target"),
        columns.revenue,
        "standing__attainment",
        relation="standing",
        is_number=True,
        total=Total(columns.REVENUE, columns.total),
    )


@fill("clients.columns", order=30)
def next_step_column() -> Column:
    return Column("next", _("Next step"), columns.next_step, "standing__next_action_on", relation="standing")


@fill("clients.columns", order=40)
def contact_column() -> Column:
    order = "standing__last_contact_on"
    return Column("contact", _("Last contact"), columns.last_contact, order, relation="standing", is_number=True)


@fill("clients.columns", order=50)
def issues_column() -> Column:
    order = "standing__open_issues"
    return Column("issues", _("Open issues"), columns.open_issues, order, relation="standing", is_number=True)


@fill("clients.columns", order=60)
def overdue_column() -> Column:
    return Column(
        "overdue",
        _("Overdue"),
        columns.overdue,
        "standing__overdue",
        relation="standing",
        is_number=True,
        total=Total(columns.OVERDUE, columns.total_overdue),
    )


@fill("clients.filters", order=40)
def overdue_filter() -> Filter:
    choices = [("yes", _("Overdue"))]
    return Filter("overdue", _("Invoices"), choices, lambda found, _yes: found.filter(standing__overdue__gt=0))


@fill("clients.filters", order=50)
def issues_filter() -> Filter:
    choices = [("open", _("Open")), ("over", _("Agreed time over"))]
    return Filter("issues", _("Issues"), choices, columns.with_issues)


@fill("clients.presets", order=50)
def overdue() -> Preset:
    return Preset(_("Overdue invoices"), "overdue=yes")


@fill("clients.presets", order=60)
def over_time() -> Preset:
    return Preset(_("Agreed time over"), "issues=over")


@fill("clients.filters", order=10)
def status_filter() -> Filter:
    return Filter("status", _("Status"), Status.choices, lambda clients, status: clients.filter(standing__worst=status))


@fill("clients.filters", order=20)
def cold_filter() -> Filter:
    return Filter("cold", _("Contact"), [("yes", _("Going cold"))], lambda clients, _yes: columns.going_cold(clients))


@fill("clients.filters", order=30)
def planned_filter() -> Filter:
    choices = [("no", _("Nothing planned"))]
    return Filter("planned", _("Next step"), choices, lambda found, _no: found.filter(standing__next_action_on=None))


@fill("clients.presets", order=20)
def at_risk() -> Preset:
    return Preset(_("Critical"), "status=bad")


@fill("clients.presets", order=30)
def cold() -> Preset:
    return Preset(_("Going cold"), "cold=yes")


@fill("clients.presets", order=40)
def unplanned() -> Preset:
    return Preset(_("Nothing planned"), "planned=no")
