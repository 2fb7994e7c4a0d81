from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import quality, services
from accounts.forms.quality import QualityFilterForm, ValueForm
from accounts.models import Client
from accounts.models.client import ClientQuerySet
from accounts.quality import Check, Row
from kam import undo
from kam.access import for_change
from kam.http import Request
from kam.web import accepted, back_to, done, page, paginated, posted


def data_quality(request: Request) -> HttpResponse:
    return _shown(request)


@require_POST
def fix(request: Request, check: str, pk: int) -> HttpResponse:
    """Put one thing right at one client, with the way back."""
    client = for_change(Client.objects.all(), request.user, pk)
    found = _named(quality.checks_for(request.user, on=timezone.localdate()), check)
    if found is None or found.fix is None:
        raise Http404
    form = ValueForm(posted(request), field=found.fix.field) if found.fix.field else None
    days: dict[str, Any] = {}

    def mend(**typed: Any) -> None:
        values = found.fix.values(client, request.user) if found.fix and found.fix.values else typed
        days["was"], days["now"] = services.fix_client(client, by=request.user, values=values)

    if form is None:
        mend()
    elif not accepted(form, mend):
        return _shown(request, chosen=check, refused=(client, form))
    told = _("Put right: %(what)s at %(client)s") % {"what": found.label, "client": client}
    back = undo.offer("accounts.set_back_client", by=request.user, message=told, pk=pk, **days)
    to = back_to(request, f"{reverse('accounts:data-quality')}?check={check}")
    return done(request, told, to=to, undo=back)


def _shown(request: Request, *, chosen: str = "", refused: tuple[Client, ValueForm] | None = None) -> HttpResponse:
    today = timezone.localdate()
    filters = QualityFilterForm(request.GET or None)
    checks = quality.checks_for(request.user, on=today)
    clients = _clients(request, filters)
    check = _named(checks, chosen or str(filters.chosen.get("check") or ""))
    hygiene, counted = quality.counts(clients, checks)
    if filters.chosen.get("check") and check is None:
        filters.add_error("check", _("There is no such check."))
    found = quality.worst_first(clients.select_related("owner", "team"), checks, check)
    pager = paginated(request, found)
    context = {
        "filters": filters,
        "hygiene": hygiene,
        "counted": counted,
        "teams": quality.by_team(clients, checks),
        "check": check,
        "pager": pager,
        "rows": [_with(refused, row) for row in quality.rows(list(pager), checks, user=request.user, chosen=check)],
    }
    status = 422 if refused or filters.is_refused else 200
    return page(request, "accounts/quality.html", context, part="list", status=status)


def _with(refused: tuple[Client, ValueForm] | None, row: Row) -> Row:
    """The row whose value was refused keeps what was typed, and says why."""
    if refused is None or refused[0].pk != row.client.pk:
        return row
    _client, form = refused
    typed = next((form[name].value() or "" for name in form.fields), "")
    return replace(row, typed=typed, errors=[str(text) for texts in form.errors.values() for text in texts])


def _clients(request: Request, filters: QualityFilterForm) -> ClientQuerySet:
    seen = Client.objects.visible_to(request.user).active()
    if filters.is_refused:
        return seen.none()
    return seen.filter(owner=request.user) if filters.chosen.get("whose") else seen


def _named(checks: list[Check], key: str) -> Check | None:
    return next((check for check in checks if check.key == key), None)
