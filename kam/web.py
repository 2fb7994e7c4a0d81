"""What every page is made with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Page, Paginator
from django.db import models
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.datastructures import MultiValueDict
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django_stubs_ext import StrPromise

from kam import access, slots, unsent
from kam.forms import DraftForm
from kam.http import Request
from kam.processes import Process

M = TypeVar("M", bound=models.Model)

PAGE_SIZE = 50
COUNTED_UP_TO = 10_000


def page(request: Request, template: str, context: dict[str, Any], *, part: str, status: int = 200) -> HttpResponse:
    """The whole page, or only its named part when htmx asks for it, and what is to be announced beside it."""
    wants_part = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    response = render(request, f"{template}#{part}" if wants_part else template, context, status=status)
    if wants_part and messages.get_messages(request):
        response.write(render_to_string("components/toasts.html", {"is_beside": True}, request))
    patch_vary_headers(response, ["HX-Request"])
    return response


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent with a POST, be it nothing; None makes a form that has not been sent yet."""
    return request.POST if request.method == "POST" else None


def uploaded(request: HttpRequest) -> MultiValueDict[str, UploadedFile[bytes]] | None:
    return request.FILES if request.method == "POST" else None


def accepted(form: BaseForm, action: Callable[..., Any]) -> bool:
    """Run the action with the form's values; put what it refuses back on the form."""
    if not form.is_valid():
        return False
    try:
        action(**form.cleaned_data)
    except ValidationError as refusal:
        _put_back(form, refusal)
        return False
    return True


def _put_back(form: BaseForm, refusal: ValidationError) -> None:
    """Each refusal beside its field; what belongs to no field of this form goes on top."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for field, errors in refusal.error_dict.items():
        form.add_error(field if field in form.fields else None, errors)


def status_of(form: BaseForm) -> int:
    """422 for a form that came in and was refused, so that htmx and people's tools can tell."""
    return 422 if form.is_bound and form.errors else 200


DF = TypeVar("DF", bound=DraftForm)


def drafted(request: Request, form: DF) -> DF:
    """The form, keeping drafts; opened anew it holds what this person typed into it last time and did not send."""
    form.author = unsent.signed(request.user)
    if not form.is_bound and (draft := unsent.of(request.user, request.path)):
        form.restore(draft)
    return form


def done(request: Request, message: StrPromise | str, *, to: str, undo: UUID | None = None) -> HttpResponseRedirect:
    """Say what was done (with the way back, when there is one) and go on to a page."""
    messages.success(request, str(message), extra_tags=str(undo or ""))
    if request.user.is_authenticated and unsent.DRAFT_OF in request.POST:
        unsent.forget(request.user, request.path)
    return redirect(to)


def back_to(request: Request, fallback: str, *, name: str = "next") -> str:
    """Where the person came from (or what else the parameter names), if that is on this site."""
    wanted = request.POST.get(name) or request.GET.get(name) or ""
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else fallback


class CappedPaginator(Paginator[M]):
    """Counts no further than people care: an exact count of millions of rows costs more than the page."""

    def __init__(self, rows: models.QuerySet[M] | list[M], size: int, *, count: int | None = None) -> None:
        super().__init__(rows, size)
        self._count = count

    @property
    def count(self) -> int:
        if self._count is None:
            rows = self.object_list
            self._count = (
                rows.order_by()[: COUNTED_UP_TO + 1].count() if isinstance(rows, models.QuerySet) else len(rows)
            )
        return self._count


def paginated(
    request: HttpRequest, rows: models.QuerySet[M] | list[M], size: int = PAGE_SIZE, *, count: int | None = None
) -> Page[M]:
    """The page asked for. `count`: how many rows there are, where that is known already."""
    return CappedPaginator(rows, size, count=count).get_page(request.GET.get("page"))


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of a record that has several. `status` is a kam.status.Status or nothing."""

    label: StrPromise | str
    url: str
    icon: str = ""
    current: bool = False
    status: str = ""


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One entry of the menu. `process` groups it; None stands above the groups, "team" and "settings" below them."""

    label: StrPromise | str
    url: str
    icon: str
    process: str | None = None
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class NavGroup:
    process: Process | None
    entries: list[NavEntry]


def shell(request: HttpRequest) -> dict[str, Any]:
    """What the frame around every page needs; found only when a template asks for it."""
    return {
        "nav": SimpleLazyObject(lambda: _menu(request)),
        "currency": settings.DEFAULT_CURRENCY,
        "today": SimpleLazyObject(timezone.localdate),
        "scope": SimpleLazyObject(lambda: access.scope_of(request.user) if request.user.is_authenticated else None),
    }


def _menu(request: HttpRequest) -> list[NavGroup]:
    if not request.user.is_authenticated:
        return []
    entries = [replace(entry, current=_leads_to(entry.url, request.path)) for entry in slots.collect("nav", request)]
    order = ["", *Process.values, "team", "settings"]
    entries.sort(key=lambda entry: order.index(entry.process or ""))
    return [
        NavGroup(Process(name) if name in Process.values else None, list(found))
        for name, found in groupby(entries, key=lambda entry: entry.process or "")
    ]


def _leads_to(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
