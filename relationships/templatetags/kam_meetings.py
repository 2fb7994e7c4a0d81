"""When a meeting is and where it stands, in the words of every page that shows one."""

from __future__ import annotations

from typing import Any

from django import template

from relationships.diary import Slot

register = template.Library()


@register.inclusion_tag("relationships/meeting_time.html")
def meeting_time(slot: Slot) -> dict[str, Any]:
    return {"slot": slot}


@register.inclusion_tag("relationships/meeting_state.html")
def meeting_state(slot: Slot) -> dict[str, Any]:
    return {"slot": slot}
