"""kam's own pages: settings, undo, files, history, health, and the error pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from kam import health, scopes, services, unsent
from kam import history as changes
from kam import undo as undoing
from kam.access import for_view, scoped
from kam.forms import AppearanceForm, ProfileForm, TokenForm
from kam.http import Request
from kam.middleware import sign_in_wanted
from kam.models import Attachment
from kam.numbers import echo
from kam.web import accepted, back_to, done, page, posted, status_of


def settings_page(request: Request) -> HttpResponse:
    form = ProfileForm(posted(request), instance=request.user)
    if accepted(form, lambda **changed: services.change_profile(request.user, by=request.user, **changed)):
        return done(request, _("Your settings are saved."), to="/settings/")
    return page(request, "kam/settings.html", {"form": form}, part="form", status=status_of(form))


@require_POST
def set_appearance(request: Request) -> HttpResponse:
    """Theme, density or language from the menu: whichever was sent."""
    form = AppearanceForm(request.POST)
    if form.is_valid():
        chosen = {field: value for field, value in form.cleaned_data.items() if value}
        services.change_profile(request.user, by=request.user, **chosen)
    return redirect(back_to(request, "/settings/"))


def reads_as(request: Request) -> HttpResponse:
    """How an ambiguous number is read in the reader's language (`= 1 234`), or nothing: asked for while it is typed."""
    typed = next(iter(request.GET.values()), "")
    return HttpResponse(echo(str(typed)), content_type="text/plain; charset=utf-8")


def tokens(request: Request) -> HttpResponse:
    """My API tokens; a new one is shown this once, in the answer to the form that made it."""
    form = TokenForm(posted(request))
    made: list[str] = []

    def create(**fields: Any) -> None:
        made.append(services.create_token(request.user, by=request.user, **fields)[1])

    shown = accepted(form, create)
    context = {
        "form": TokenForm() if shown else form,
        "made": made,
        "tokens": request.user.tokens.all(),
        "scopes": scopes.ALL,
    }
    return page(request, "kam/tokens.html", context, part="tokens", status=status_of(form))


@require_POST
def revoke_token(request: Request, pk: int) -> HttpResponse:
    token = get_object_or_404(request.user.tokens, pk=pk, revoked_at=None)
    services.revoke_token(token, by=request.user)
    return done(request, _("The token “%s” no longer works.") % token.name, to="/settings/tokens/")


@require_POST
def undo(request: Request, pk: UUID) -> HttpResponse:
    try:
        step = undoing.take_back(pk, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Undone: %s") % step.message)
    return redirect(back_to(request, "/"))


def drafts(request: Request) -> HttpResponse:
    """GET: whose session this is, with a fresh token for its forms. POST: keep what stands in the form of `?of=`."""
    if request.method != "POST":
        return JsonResponse({"user": request.user.pk, "token": get_token(request)})
    try:
        unsent.keep_own(request.user, request.GET.get("of", ""), request.POST)
    except ValidationError as refusal:
        return JsonResponse({"errors": refusal.messages}, status=422)
    return HttpResponse(status=204)


@require_POST
def discard_draft(request: Request) -> HttpResponse:
    """Forget the draft of the form of `?of=` and show the form as it is without it."""
    form = back_to(request, "/", name="of")
    unsent.forget(request.user, urlsplit(form).path)
    return redirect(form)


def download(request: Request, pk: int) -> HttpResponseBase:
    """A file goes out as an attachment of a type that no browser runs."""
    attachment = get_object_or_404(Attachment, pk=pk)
    for_view(scoped(attachment.subject_type), request.user, attachment.subject_id)
    answer = FileResponse(attachment.file.open("rb"), as_attachment=True, filename=attachment.name)
    answer["Content-Type"] = "application/octet-stream"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def history(request: Request, label: str, pk: int) -> HttpResponse:
    record = for_view(scoped(label), request.user, pk)
    if not hasattr(record, "events"):
        raise Http404  # not every record is tracked: reviews and summaries are made from records that are
    context = {"record": record, "changes": changes.of(record, seen_by=request.user)}
    return page(request, "kam/history.html", context, part="changes")


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """The web process answers."""
    return JsonResponse({"status": "ok"})


@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """Everything the product needs works. The details are for those with the metrics token."""
    checks = health.checks()
    ready = all(check.ok for check in checks)
    body: dict[str, Any] = {"status": "ready" if ready else "not ready"}
    if _may_measure(request):
        body["checks"] = {check.name: {"ok": check.ok, "detail": check.detail} for check in checks}
    return JsonResponse(body, status=200 if ready else 503)


@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    if not _may_measure(request):
        return HttpResponse(status=404)
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _may_measure(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.METRICS_TOKEN) and constant_time_compare(given, settings.METRICS_TOKEN)


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    return render(request, "kam/styleguide.html")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is of an earlier session. By htmx the page fetches a new one, after signing in if need be."""
    if "HX-Request" in request.headers and not request.user.is_authenticated:
        return sign_in_wanted(request)
    answer = render(request, "403.html", {"csrf": True}, status=403)
    answer["X-Token-Old"] = "1"
    return answer


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without context processors: whatever failed may fail there again."""
    return HttpResponse(render_to_string("500.html"), status=500)
