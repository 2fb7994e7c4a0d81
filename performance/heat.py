"""The cells of the heatmap. A board shows a thousand, so those of a client are one short format and not templates."""

from __future__ import annotations

from functools import lru_cache

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kam.processes import Process
from kam.status import Status
from kam.templatetags.kam_ui import icon, status_dot
from performance.models import ClientStanding


def cells(standing: ClientStanding) -> SafeString:
    """One for each process: each leads to that process's page of the client, where its causes stand on top."""
    client = standing.client
    return format_html(
        _cells(tuple(standing.cells), get_language()), page=client.get_absolute_url(), client=client.name
    )


@lru_cache(maxsize=4**5 * 2)  # all there are, in two languages
def _cells(statuses: tuple[tuple[Process, Status], ...], _language: str | None) -> SafeString:
    """All that is not the client's: a format that takes its name and the address of its page."""
    return format_html_join("", "{}", ((_cell(process, status),) for process, status in statuses))


def _cell(process: Process, status: Status) -> SafeString:
    words = f"{process.label}: {status.label}"
    return format_html(
        '<td class="heat"><a class="{}" href="{{page}}{}#why" aria-label="{{client}}, {}" title="{}">{}{}</a></td>',
        status,
        _way_to(process),
        words,
        words,
        icon(process.icon),
        status_dot(status),
    )


def _way_to(process: Process) -> str:
    """From a client's page to its page of a process, which is the same for all clients."""
    page, whole = (reverse(f"accounts:{name}", args=[0]) for name in ("show-client", f"client-{process}"))
    return whole.removeprefix(page)
