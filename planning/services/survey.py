"""What an unhappy answer to a survey sets off: an action for whoever looks after the client."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from kam import events
from planning.models import Action
from planning.services.action import plan_for
from relationships.models import Response

SATURDAY = 5


@transaction.atomic
def follow_answer(response_id: int, *, on: date) -> Action | None:
    """Plan the call that an unhappy answer asks for, once; an answer that got better leaves a note on what is open."""
    locked = Response.objects.select_for_update(of=("self",))
    response = locked.select_related("invitation__survey", "invitation__contact", "invitation__client__owner").filter(
        pk=response_id
    )
    if (answer := response.first()) is None:
        return None
    known = list(answer.actions.all())
    if answer.is_unhappy:
        return None if known else _plan(answer, on=on)
    for action in known:
        if action.is_open:
            told = {"score": answer.score, "of": answer.invitation.survey.scale[1]}
            who = answer.invitation.contact.name
            events.record("planning.answer_improved", action, by=None, client_id=action.client_id, who=who, **told)
    return None


def _plan(answer: Response, *, on: date) -> Action:
    invitation = answer.invitation
    owner = invitation.client.owner
    with translation.override(owner.language or settings.LANGUAGE_CODE):
        told = {"who": invitation.contact.name, "score": answer.score, "of": invitation.survey.scale[1]}
        title = _("Call %(who)s about their answer (%(score)d of %(of)d)") % told
    due_on = next_working_day(on)
    return plan_for(invitation.client, title=title, due_on=due_on, owner=owner, by=None, response=answer)


def next_working_day(day: date) -> date:
    """The day after, or the Monday after a weekend."""
    day += timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day
