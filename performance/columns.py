"""Cells of the clients list: one query a page and plain formatting a row; a template per cell would cost more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from django.conf import settings
from django.db.models import Case, F, IntegerField, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from accounts.models import Client
from accounts.models.client import ClientQuerySet
from kam.expressions import DaysSince
from kam.numbers import compact_money, date_short, money, ratio
from kam.processes import Process
from kam.status import Status
from kam.templatetags.kam_ui import bullet, status_dot
from performance.models import ClientStanding

REVENUE = {"revenue": Sum("standing__revenue"), "revenue_target": Sum("standing__revenue_target")}

OVERDUE = {"overdue_sum": Sum("standing__overdue")}

Cells = Mapping[int, SafeString]


def _cells(clients: Sequence[Client], cell: Callable[[ClientStanding], SafeString]) -> Cells:
    """A cell for each client of a page that has a standing (which the list selects together with the clients)."""
    return {client.pk: cell(client.standing) for client in clients if hasattr(client, "standing")}


def processes(clients: Sequence[Client]) -> Cells:
    return _cells(clients, _process_dots)


def _process_dots(standing: ClientStanding) -> SafeString:
    return _dots(tuple(standing.cells), get_language())


@lru_cache(maxsize=4**5 * 2)  # all there are, in two languages
def _dots(cells: tuple[tuple[Process, Status], ...], _language: str | None) -> SafeString:
    dots = ((status_dot(status, process.label),) for process, status in cells)
    return format_html('<span class="dots">{}</span>', format_html_join("", "{}", dots))


def revenue(clients: Sequence[Client]) -> Cells:
    return _cells(clients, _revenue)


def _revenue(standing: ClientStanding) -> SafeString:
    if not standing.revenue_target or standing.revenue is None:
        return format_html('<span class="muted">{}</span>', "–")
    language = get_language()
    sums = {"revenue": standing.revenue, "target": standing.revenue_target}
    told = {name: money(sum_, settings.DEFAULT_CURRENCY, 0, language) for name, sum_ in sums.items()}
    return format_html(
        '<span class="with-bullet" title="{}">{}<span>{}</span></span>',
        _("%(revenue)s of %(target)s") % told,
        bullet(standing.revenue, standing.revenue_expected, standing.revenue_target),
        ratio(standing.attainment or 0, language=language),
    )


def total(sums: Mapping[str, Decimal | None]) -> str:
    revenue, target = (sums[name] or Decimal(0) for name in REVENUE)
    if not target:
        return "–"
    return " / ".join(compact_money(amount, settings.DEFAULT_CURRENCY) for amount in (revenue, target))


def next_step(clients: Sequence[Client]) -> Cells:
    return _cells(clients, _next_step)


def _next_step(standing: ClientStanding) -> SafeString:
    if standing.next_action_on is None:
        return format_html('<span class="flag warn">⚠ {}</span>', _("Nothing planned"))
    late = standing.next_action_on < timezone.localdate()
    return format_html(
        '<span class="{}">{}{}</span> <span class="muted">{}</span>',
        "flag bad" if late else "meta",
        date_short(standing.next_action_on),
        f" · {_('overdue')}" if late else "",
        standing.next_action,
    )


def last_contact(clients: Sequence[Client]) -> Cells:
    return _cells(clients, _last_contact)


def _last_contact(standing: ClientStanding) -> SafeString:
    today = timezone.localdate()
    if standing.last_contact_on is None:
        return format_html('<span class="muted">{}</span>', _("never"))
    days = standing.silence(on=today).days
    return format_html(
        '<span class="{}" title="{}">{}</span>',
        "flag warn" if standing.is_cold(on=today) else "",
        date_short(standing.last_contact_on),
        ngettext("%d day", "%d days", days) % days,
    )


def open_issues(clients: Sequence[Client]) -> Cells:
    return _cells(clients, _open_issues)


def _open_issues(standing: ClientStanding) -> SafeString:
    if not standing.open_issues:
        return format_html('<span class="muted">{}</span>', "–")
    tone = Status(standing.issues)
    word = _CLOCKS[tone]
    return format_html('<span title="{}">{} {}</span>', word, status_dot(tone, str(word)), standing.open_issues)


_CLOCKS = {
    Status.BAD: _later("Agreed time over"),
    Status.WARN: _later("Critical or due today"),
    Status.GOOD: _later("Within the agreed time"),
    Status.NONE: _later("No data"),
}


def overdue(clients: Sequence[Client]) -> Cells:
    return _cells(clients, _overdue)


def _overdue(standing: ClientStanding) -> SafeString:
    """In the installation's currency: what is overdue in others is told in the reasons."""
    if not standing.overdue or standing.overdue_since is None:
        return format_html('<span class="muted">{}</span>', "–")
    days = (timezone.localdate() - standing.overdue_since).days
    told = ngettext("The oldest %d day", "The oldest %d days", days) % days
    amount = money(standing.overdue, settings.DEFAULT_CURRENCY, 0, get_language())
    return format_html('<span class="{}" title="{}">{}</span>', "flag bad" if days > 30 else "flag warn", told, amount)


def total_overdue(sums: Mapping[str, Decimal | None]) -> str:
    return compact_money(sums["overdue_sum"] or Decimal(0), settings.DEFAULT_CURRENCY)


def going_cold(clients: ClientQuerySet) -> ClientQuerySet:
    """Those whose last contact is further back than their cadence."""
    usual = Case(
        *(When(tier=tier, then=Value(days)) for tier, days in Client.CADENCE.items()), output_field=IntegerField()
    )
    cold = clients.annotate(silence=DaysSince("standing__last_contact_on", timezone.localdate()), usual=usual)
    return cold.filter(silence__gt=Coalesce(F("contact_every"), F("usual")))


def with_issues(clients: ClientQuerySet, which: str) -> ClientQuerySet:
    """Those with open issues; "over": with one whose agreed time is over."""
    found = clients.filter(standing__open_issues__gt=0)
    return found.filter(standing__issues=Status.BAD) if which == "over" else found
