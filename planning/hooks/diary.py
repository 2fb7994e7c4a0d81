"""Planning in people's calendars."""

from __future__ import annotations

from datetime import datetime

from kam.calendars import Entry
from kam.models import User
from kam.slots import fill
from planning import diary


@fill("calendar.entries", order=20)
def planning_in_calendar(user: User, start: datetime, end: datetime) -> list[Entry]:
    return diary.entries(user, start, end)
