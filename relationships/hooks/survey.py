"""Surveys on the pages below and in the portal, how their events are told and taken back, and the mails they cause."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, Contact
from accounts.visit import Visit
from kam.access import for_change
from kam.events import actor_of, describe, page_of
from kam.http import Request
from kam.models import Event, User
from kam.outbox import subscribe
from kam.processes import Process
from kam.slots import fill
from kam.undo import undoes
from kam.web import NavEntry
from relationships import loyalty, services, survey_letters
from relationships.models import Invitation, Response, Survey

LATEST = 3

page_of("relationships.survey", "relationships:show-survey")

describe("relationships.survey_created", _("%(by)s drafted the survey “%(name)s”"), icon="smile")
describe("relationships.survey_changed", _("%(by)s changed the survey “%(name)s”"), icon="smile")
describe("relationships.survey_removed", _("%(by)s threw away the survey “%(name)s”"), icon="smile")
describe("relationships.survey_started", _("%(by)s started the survey “%(name)s”"), icon="send")
describe("relationships.survey_widened", _("%(by)s asked further people: “%(name)s”"), icon="send")
describe("relationships.survey_closed", _("%(by)s closed the survey “%(name)s”"), icon="smile")
describe("relationships.survey_reopened", _("%(by)s opened the survey “%(name)s” again"), icon="smile")
describe("relationships.survey_sent", _("Asked: %(name)s"), icon="send")
describe("relationships.survey_reminded", _("Reminded: %(name)s"), icon="bell")
describe("relationships.survey_followed_up", _("%(by)s followed up the answer of %(who)s"), icon="check")
describe("relationships.survey_follow_up_undone", _("%(by)s took back having followed up %(who)s"), icon="undo-2")
describe("accounts.surveys_refused", _("%(name)s wants no more surveys"), icon="bell-off")
describe("accounts.surveys_allowed", _("%(name)s takes part in surveys again"), icon="bell")


def _answered(sentence: Any) -> Any:
    def tell(event: Event) -> str:
        told = event.payload
        of = Survey.SCALES[told["kind"]][1]
        return str(sentence) % {**told, "by": actor_of(event), "of": of}

    return tell


describe("relationships.survey_answered", _answered(_("%(who)s answered %(score)s of %(of)s: %(asked)s")), icon="smile")
describe(
    "relationships.survey_answer_revised",
    _answered(_("%(who)s changed an answer from %(was)s to %(score)s: %(asked)s")),
    icon="smile",
)


@subscribe("relationships.survey_sent", "relationships.survey_reminded")
def send_question(event: Event) -> None:
    survey_letters.send_invitation(event.subject_id, number=event.payload["number"])


@undoes("relationships.reopen_survey")
def reopen_survey(*, pk: int, by: User) -> None:
    services.reopen_survey(for_change(Survey.objects.all(), by, pk), by=by)


@undoes("relationships.take_back_follow_up")
def take_back_follow_up(*, pk: int, by: User) -> None:
    services.take_back_follow_up(for_change(Response.objects.all(), by, pk), by=by)


@fill("nav", order=33)
def satisfaction_entry(request: Request) -> NavEntry:
    return NavEntry(_("Satisfaction"), reverse("relationships:satisfaction"), "smile", Process.RELATIONSHIPS)


@fill("client.relationships", order=40)
def loyalty_card(request: Request, client: Client) -> SafeString:
    on = timezone.localdate()
    kinds = loyalty.of_kinds(loyalty.lately(request.user, on=on).filter(client=client))
    context = {
        "client": client,
        "tenure": loyalty.tenure(client, on=on),
        "kinds": [(Survey.Kind(result.kind), result) for result in kinds if result.asked],
        "comments": loyalty.listed(request, loyalty.said(request.user).filter(invitation__client=client)[:LATEST]),
    }
    return render_to_string("relationships/loyalty_card.html", context, request)


@fill("person.page", order=60)
def answers_of_person(request: Request, contact: Contact) -> SafeString:
    asked = Invitation.objects.visible_to(request.user).filter(contact=contact).asked()
    context = {
        "contact": contact,
        "rows": asked.select_related("survey", "response__followed_up_by").order_by("-sent_at")[:20],
    }
    return render_to_string("relationships/person_answers.html", context, request)


@fill("portal.sections", order=35)
def open_survey(request: HttpRequest, visit: Visit) -> SafeString:
    """Their own open surveys; what they or others answered is shown nowhere in the portal."""
    asked = Invitation.objects.asked().filter(contact=visit.contact, response__isnull=True)
    waiting = asked.select_related("survey").filter(survey__in=Survey.objects.open(on=timezone.localdate()))
    known = [(one, services.survey_token(one)) for one in waiting if services.knows_token(one)]
    return render_to_string("portal/survey_section.html", {"visit": visit, "rows": known}, request)
