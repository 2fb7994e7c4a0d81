from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kam.access import for_change
from kam.http import Request
from kam.web import accepted, back_to, done, page, posted, status_of
from planning import services
from planning.forms import HoldMeetingForm
from relationships.models import Meeting


def hold_meeting(request: Request, pk: int) -> HttpResponse:
    meeting = for_change(Meeting.objects.select_related("client", "interaction"), request.user, pk)
    form = HoldMeetingForm(posted(request), meeting=meeting)
    to = back_to(request, meeting.get_absolute_url())
    if accepted(form, partial(services.hold_meeting, meeting, by=request.user)):
        return done(request, _("The meeting is logged."), to=to)
    context = {"form": form, "meeting": meeting, "client": meeting.client, "cancel_url": to}
    return page(request, "planning/hold_meeting.html", context, part="form", status=status_of(form))
