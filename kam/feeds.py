"""The secret address of a person's calendar: made, renewed, revoked, and read."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kam import events
from kam.models import CalendarFeed, User
from kam.services import digest_of

TOKEN = re.compile(r"[\w-]{43}\Z", re.ASCII)
USE_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def renew_feed(user: User, *, by: User) -> str:
    """The address's token, this once: only its digest is kept. The one before stops working."""
    User.objects.select_for_update().get(pk=user.pk)
    token = secrets.token_urlsafe(32)
    fresh = {"digest": digest_of(token), "created_at": timezone.now(), "last_used_at": None}
    feed, _made = CalendarFeed.objects.update_or_create(user=user, defaults=fresh)
    events.record("kam.calendar_feed_made", feed, by=by, client_id=None)
    return token


@transaction.atomic
def revoke_feed(user: User, *, by: User) -> None:
    feed = CalendarFeed.objects.filter(user=user).first()
    if feed is None:
        return
    events.record("kam.calendar_feed_revoked", feed, by=by, client_id=None)
    feed.delete()


def feed_of(token: str) -> CalendarFeed | None:
    """Whose address this is; nobody's that may no longer sign in."""
    if not TOKEN.match(token):
        return None
    known = CalendarFeed.objects.filter(digest=digest_of(token), user__is_active=True)
    return known.select_related("user").first()


def note_use(feed: CalendarFeed, *, at: datetime) -> None:
    """To the minute: a write per request would cost more than most."""
    if feed.last_used_at is None or at - feed.last_used_at >= USE_NOTED_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_used_at=at)


def address_of(token: str) -> str:
    return f"{settings.SITE_URL}/calendar/{token}.ics"
