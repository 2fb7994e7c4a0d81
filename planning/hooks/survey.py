"""What planning does when somebody answers a survey, and what it shows beside answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kam.events import describe
from kam.http import Request
from kam.models import Event
from kam.outbox import subscribe
from kam.slots import fill
from planning import services
from planning.models import Action
from relationships.models import Response

describe(
    "planning.answer_improved",
    _("%(who)s now answers %(score)s of %(of)s: see “%(name)s”"),
    icon="message-square-reply",
)


@subscribe("relationships.survey_answered", "relationships.survey_answer_revised")
def follow_answer(event: Event) -> None:
    services.follow_answer(event.subject_id, on=timezone.localdate(event.at))


@fill("responses.actions")
def actions_of(request: Request, responses: Sequence[Response], may_change: set[int]) -> dict[int, SafeString]:
    """By id of the answer: what was planned for it, and the way to plan something where one may."""
    known: dict[int, list[Action]] = defaultdict(list)
    for action in Action.objects.filter(response__in=[one.pk for one in responses]).select_related("owner"):
        known[action.response_id or 0].append(action)
    return {one.pk: _drawn(request, one, known[one.pk], one.invitation.client_id in may_change) for one in responses}


def _drawn(request: Request, response: Response, actions: list[Action], may_change: bool) -> SafeString:
    """Rendered without the request's processors: it stands in lists."""
    context = {"response": response, "actions": actions, "may_change": may_change, "next": request.get_full_path()}
    return render_to_string("planning/response_actions.html", context)
