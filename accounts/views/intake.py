"""Importing files: bring one, see what would become of it, run it, undo it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts import services
from accounts.forms import ImportForm, MappingForm
from accounts.intake.failed import failed_rows
from accounts.intake.reading import TABLES
from kam.access import scope_of
from kam.celery import app
from kam.drafts import Ending
from kam.http import Request
from kam.models import Import, User
from kam.web import done, page, paginated, posted, status_of, uploaded

SHOWN = 100
AT_ONCE = 256 * 1024
"""Files up to so many bytes are read while the person waits; larger ones by the worker."""


def _seen(user: User) -> Any:
    """One's own; administrators see all."""
    return Import.objects.all() if scope_of(user).edits_all else Import.objects.filter(by=user)


def _found(user: User, pk: int) -> Import:
    found: Import | None = _seen(user).select_related("by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _check_soon(found: Import) -> None:
    if found.file.size <= AT_ONCE:
        services.check_import(found)
    else:
        app.send_task("accounts.check_import", [found.pk])


def _run_soon(found: Import) -> None:
    if found.file.size <= AT_ONCE:
        services.run_import(found)
    else:
        app.send_task("accounts.run_import", [found.pk])


def _is_unchecked(found: Import) -> bool:
    return found.state == Import.State.CHECKED and not found.total


def _is_unmapped(found: Import) -> bool:
    return _is_unchecked(found) and found.kind in TABLES and not found.mapping.get("is_mapped")


def imports(request: Request) -> HttpResponse:
    rows = paginated(request, _seen(request.user).select_related("by"))
    scope = scope_of(request.user)
    context = {"pager": rows, "rows": rows, "may_import": scope.works or scope.edits_all}
    return page(request, "accounts/imports.html", context, part="list")


def new_import(request: Request) -> HttpResponse:
    if not (scope_of(request.user).works or scope_of(request.user).edits_all):
        raise PermissionDenied
    form = ImportForm(posted(request), uploaded(request))
    if form.is_valid() and (found := _kept(form, request.user)):
        return redirect("accounts:map-import" if found.kind in TABLES else "accounts:show-import", found.pk)
    context = {"form": form}
    return page(request, "accounts/import_form.html", context, part="form", status=status_of(form))


def _kept(form: ImportForm, user: User) -> Import | None:
    try:
        found = services.keep_import(by=user, **form.cleaned_data)
    except ValidationError as refusal:
        form.add_error("file" if "file" in getattr(refusal, "error_dict", {}) else None, refusal.messages)
        return None
    if found.kind not in TABLES:
        _check_soon(found)
    return found


def map_import(request: Request, pk: int) -> HttpResponse:
    found = _found(request.user, pk)
    if found.kind not in TABLES:
        raise Http404
    form = MappingForm(posted(request), found=found)
    if form.is_valid():
        try:
            services.map_columns(found, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            found.refresh_from_db()
            _check_soon(found)
            return redirect("accounts:show-import", found.pk)
    context = {"form": form, "found": found}
    return page(request, "accounts/import_mapping.html", context, part="form", status=status_of(form))


def show_import(request: Request, pk: int) -> HttpResponse:
    found = _found(request.user, pk)
    context = {
        "found": found,
        "writes": sum(found.counts.get(name, 0) for name in (Ending.CREATED, Ending.UPDATED)),
        "updated": found.counts.get(Ending.UPDATED, 0),
        "unchanged": found.counts.get(Ending.UNCHANGED, 0),
        "skipped": found.counts.get(Ending.SKIPPED, 0),
        "failed": found.counts.get(Ending.FAILED, 0),
        "told": found.rows.exclude(reason="")[:SHOWN],
        "shown": SHOWN,
        "is_waiting": found.state == "running" or (_is_unchecked(found) and not _is_unmapped(found)),
        "is_unmapped": _is_unmapped(found),
        "may_map": found.kind in TABLES and not found.finished_at and found.state in ("checked", "failed"),
    }
    return page(request, "accounts/import.html", context, part="import")


@require_POST
def run_import(request: Request, pk: int) -> HttpResponse:
    found = _found(request.user, pk)
    return _acted(request, found, partial(services.start_import, found), _run_soon, _("The import is running."))


@require_POST
def undo_import(request: Request, pk: int) -> HttpResponse:
    found = _found(request.user, pk)
    try:
        kept = services.undo_import(found, by=request.user)
    except ValidationError as refusal:
        return done(request, " ".join(refusal.messages), to=f"/import/{pk}/")
    told = ngettext("Undone but for %d row, which is told below.", "Undone but for %d rows, told below.", len(kept))
    return done(request, told % len(kept) if kept else _("The import is undone."), to=f"/import/{pk}/")


def _acted(request: Request, found: Import, act: Any, then: Any, told: str) -> HttpResponse:
    try:
        act()
    except ValidationError as refusal:
        return done(request, " ".join(refusal.messages), to=f"/import/{found.pk}/")
    then(found)
    return done(request, told, to=f"/import/{found.pk}/")


def download_failed(request: Request, pk: int) -> HttpResponse:
    found = _found(request.user, pk)
    answer = HttpResponse(failed_rows(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="import-{found.pk}-failed.csv"'
    return answer
