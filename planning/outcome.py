"""What became of a batch of actions, in a sentence that hides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from planning.models import Action
from planning.services.actions import Batch, Skip

NAMED = 3  # more names than these say less than their number


def told(batch: Batch) -> SafeString:
    """Such as `85 actions changed. 2 skipped, no permission: “Call back”, “Send offer”.`, the names being links."""
    changed = ngettext("%d action changed.", "%d actions changed.", len(batch.changed)) % len(batch.changed)
    skipped = format_html_join("", " {}", ((_skipped(why, actions),) for why, actions in batch.skipped.items()))
    return format_html("{}{}", changed, skipped)


def _skipped(why: str, actions: Sequence[Action]) -> SafeString:
    sentence = _("%(count)d skipped, %(why)s") % {"count": len(actions), "why": Skip(why).label}
    if len(actions) > NAMED:
        return format_html("{}.", sentence)
    names = format_html_join(", ", '<a href="{}">“{}”</a>', ((a.get_absolute_url(), _short(a)) for a in actions))
    return format_html("{}: {}.", sentence, names)


def _short(action: Action) -> str:
    return Truncator(action.title).chars(40)


def plain(told: SafeString) -> str:
    return strip_tags(told)
