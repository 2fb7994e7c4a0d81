"""The cells of the heatmap. A board shows a thousand of them, so each is a short format and not a template."""

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
    told = {"page": standing.client.get_absolute_url(), "client": standing.client.name}
    formats = (_cell(process, status, get_language()) for process, status in standing.cells)
    return format_html_join("", "{}", ((format_html(cell, **told),) for cell in formats))


@lru_cache(maxsize=128)
def _cell(process: Process, status: Status, _language: str | None) -> SafeString:
    """All of a cell that is not the client's: a format that takes its name and the address of its page."""
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
