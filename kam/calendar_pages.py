"""A person's calendar for other programs: where its address is made, and what stands at it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kam import calendars, feeds, limits
from kam.http import Request
from kam.models import CalendarFeed, User
from kam.web import done, page

READS_AN_HOUR = 60


def settings_page(request: Request) -> HttpResponse:
    """A POST makes a new address, shown in the answer and never again."""
    made = [feeds.address_of(feeds.renew_feed(request.user, by=request.user))] if request.method == "POST" else []
    feed = CalendarFeed.objects.filter(user=request.user).first()
    return page(request, "kam/calendar_feed.html", {"feed": feed, "made": made}, part="feed")


@require_POST
def revoke(request: Request) -> HttpResponse:
    feeds.revoke_feed(request.user, by=request.user)
    return done(request, _("The address of your calendar no longer works."), to="/settings/calendar/")


@login_not_required
@require_safe
def read(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has the address reads it, in its owner's language; a wrong one is slowed down by where it comes from."""
    feed = feeds.feed_of(token)
    who = feed.digest if feed else str(request.META.get("REMOTE_ADDR", ""))
    if not limits.within("calendar", who, times=READS_AN_HOUR, seconds=3600):
        return HttpResponse(status=429, headers={"Retry-After": "3600"})
    if feed is None:
        raise Http404
    now = timezone.now()
    feeds.note_use(feed, at=now)
    with translation.override(feed.user.language or settings.LANGUAGE_CODE), timezone.override(_zone(feed.user)):
        content = calendars.as_ics(calendars.entries_of(feed.user, now=now), name=_("KAM: %s") % feed.user.name)
    return HttpResponse(content, content_type=calendars.TYPE, headers={"Cache-Control": "private, no-store"})


def _zone(user: User) -> ZoneInfo:
    return ZoneInfo(user.time_zone)
