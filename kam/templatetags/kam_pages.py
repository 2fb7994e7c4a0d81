"""What pages are put together from: slots that other apps fill, and what happened."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from kam import events, slots
from kam.models import Event

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context: Context, name: str, **passed: Any) -> SafeString:
    """Show what the apps above fill this slot with. Fillings return rendered (safe) HTML."""
    return format_html_join("\n", "{}", ((part,) for part in slots.collect(name, context["request"], **passed)))


@register.inclusion_tag("components/timeline_item.html")
def event_item(event: Event, about: str = "", note: str = "") -> dict[str, Any]:
    """One event as a line of a timeline, in the reader's language; `about` names whose it is, where that is open.

    `note`: what else its app tells of it, below the line.
    """
    through = event.get_source_display() if event.source not in (Event.Source.WEB, Event.Source.JOB) else ""
    return {
        "icon": events.icon_of(event),
        "title": events.sentence_of(event),
        "at": event.at,
        "who": about or through,
        "note": note,
        "url": events.url_of(event),
        "status": event.payload.get("after", ""),
    }
