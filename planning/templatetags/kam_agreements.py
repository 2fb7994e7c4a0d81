"""How the talks about a target are marked."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from planning.models import AgreementState

register = template.Library()

State = AgreementState
MARKS: dict[str, tuple[str, str]] = {
    State.PROPOSED: ("◌", "info"),
    State.COUNTERED: ("◐", "warn"),
    State.AGREED: ("●", "good"),
    State.DECLINED: ("✕", "bad"),
    State.WITHDRAWN: ("–", "none"),
    State.EXPIRED: ("–", "none"),
    State.SUPERSEDED: ("○", "none"),
}
OFFLINE = "◍"


@register.simple_tag
def agreement_mark(state: str, offline: Any = False, note: Any = "") -> SafeString:
    """Shape and word; ● is what the client confirmed, ◍ what we recorded of it. Nothing for no talks at all."""
    if not state:
        return format_html("")
    symbol, tone = MARKS[state]
    word = _("Agreed, recorded by us") if offline and state == State.AGREED else str(State(state).label)
    shape = OFFLINE if offline and state == State.AGREED else symbol
    return format_html(
        '<span class="chip {}"><span aria-hidden="true">{}</span> {}{}</span>',
        tone, shape, word, f" {note}" if note else "",
    )  # fmt: skip
