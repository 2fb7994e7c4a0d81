"""The pages of issues."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import issue_causes, issue_desk, services
from accounts.clocks import clocks_of
from accounts.forms import (
    CauseFilterForm,
    ChooseClientForm,
    IssueCloseForm,
    IssueFilterForm,
    IssueForm,
    IssueMergeForm,
    IssueMessageForm,
    IssueMoveForm,
    IssuePromiseForm,
)
from accounts.models import Client, Issue
from kam import undo
from kam.access import for_change, for_view, may_change
from kam.http import Request
from kam.processes import Process
from kam.web import accepted, back_to, done, page, paginated, posted, status_of

PAGE = ("client", "client__owner", "reporter", "owner", "calendar", "created_by", "merged_into")
CLOCKS_AT_ONCE = 200


def issues(request: Request) -> HttpResponse:
    now = timezone.now()
    filters = IssueFilterForm(request.GET or None, user=request.user, at=now)
    seen = Issue.objects.visible_to(request.user).kept()
    found = filters.apply(seen).select_related("client", "owner", "reporter", "calendar")
    rows = paginated(request, issue_desk.in_order(found, request.GET.get("ordering", "")))
    context = {
        "filters": filters,
        "pager": rows,
        "rows": issue_desk.rows_of(list(rows), at=now),
        "views": issue_desk.views(seen, user=request.user, chosen=filters.view_key, at=now),
        "now": now,
    }
    return page(request, "accounts/issues.html", context, part="list", status=status_of(filters))


def issue_clocks(request: Request) -> JsonResponse:
    """What the clocks on a page say now, by the id of the issue: asked again each minute while the page is open."""
    ids = [
        int(pk) for pk in request.GET.getlist("id")[:CLOCKS_AT_ONCE] if pk.isascii() and pk.isdigit() and len(pk) < 18
    ]
    found = Issue.objects.visible_to(request.user).kept().filter(pk__in=ids).select_related("calendar")
    return JsonResponse(issue_desk.clock_texts(found, at=timezone.now()))


def issue_causes_report(request: Request) -> HttpResponse:
    filters = CauseFilterForm(request.GET or None)
    seen = filters.apply(Issue.objects.visible_to(request.user))
    report = issue_causes.report(seen, months=filters.within, at=timezone.now())
    context = {"filters": filters, "report": report}
    return page(request, "accounts/issue_causes.html", context, part="list", status=status_of(filters))


def show_issue(request: Request, pk: int) -> HttpResponse:
    return _shown(request, for_view(Issue.objects.filter(removed_at=None).select_related(*PAGE), request.user, pk))


def _shown(request: Request, issue: Issue, form: IssueMessageForm | None = None) -> HttpResponse:
    now = timezone.now()
    entries = issue_desk.thread(issue)
    context = {
        "issue": issue,
        "client": issue.client,
        "may_change": may_change(Issue.objects.all(), request.user, issue.pk),
        "clocks": clocks_of(issue, at=now),
        "now": now,
        "entries": entries,
        "minutes": issue_desk.minutes_of(entries),
        "form": form or IssueMessageForm(issue=issue),
        "known": issue_desk.known(issue.title, user=request.user, beside=issue.pk),
        "owes_update": issue.owes_update(at=now),
    }
    return page(request, "accounts/issue.html", context, part="issue", status=status_of(form) if form else 200)


def new_issue(request: Request) -> HttpResponse:
    form = ChooseClientForm(request.GET if "client" in request.GET else None, user=request.user)
    if form.is_valid():
        return redirect("accounts:create-issue", form.cleaned_data["client"].pk)
    context = {"form": form, "title": _("New issue"), "cancel_url": reverse("accounts:issues")}
    return page(request, "accounts/issue_of_client.html", context, part="form", status=status_of(form))


def create_issue(request: Request, pk: int) -> HttpResponse:
    client = for_change(Client.objects.all(), request.user, pk)
    form = IssueForm(posted(request), client=client, user=request.user, initial=request.GET.dict())
    to = back_to(request, client.url_of(Process.ACCOUNTS))
    if accepted(form, partial(services.open_issue, client, by=request.user)):
        return done(request, _("The issue is open."), to=to)
    context = {"form": form, "client": client, "title": _("New issue of %s") % client, "cancel_url": to}
    return page(request, "accounts/issue_form.html", context, part="form", status=status_of(form))


def known_issues(request: Request, pk: int) -> HttpResponse:
    """While a new one is typed: open ones of the client that sound like it, and what was learnt from the like."""
    client = for_change(Client.objects.all(), request.user, pk)
    title = request.GET.get("title", "")[:200]
    context = {
        "client": client,
        "same": issue_desk.perhaps_same(title, user=request.user, client=client.pk),
        "known": issue_desk.known(title, user=request.user),
    }
    return page(request, "accounts/known_issues.html", context, part="known")


def change_issue(request: Request, pk: int) -> HttpResponse:
    issue = _to_change(request, pk)
    form = IssueForm(posted(request), instance=issue, client=issue.client, user=request.user)
    if accepted(form, partial(services.change_issue, issue, by=request.user)):
        return done(request, _("The changes are saved."), to=back_to(request, issue.get_absolute_url()))
    return _form(request, issue, form, title=_("Edit issue"), submit=_("Save"), template="accounts/issue_form.html")


def move_issue(request: Request, pk: int) -> HttpResponse:
    issue = _to_change(request, pk)
    form = IssueMoveForm(posted(request), issue=issue, initial=request.GET.dict() or {"status": "waiting"})
    before, to = issue.status, back_to(request, issue.get_absolute_url())
    if accepted(form, partial(services.move_issue, issue, by=request.user)):
        told = _("“%(issue)s” is now: %(status)s") % {"issue": issue, "status": _status(form.cleaned_data["status"])}
        back = undo.offer("accounts.move_issue_back", by=request.user, message=told, pk=pk, before=before)
        return done(request, told, to=to, undo=back)
    wanted = request.POST.get("status") or request.GET.get("status") or "waiting"
    return _form(request, issue, form, title=form.title_of(wanted), submit=_("Save"))


def _status(status: str) -> str:
    return str(Issue.Status(status).label)


def write_message(request: Request, pk: int) -> HttpResponse:
    issue = _to_change(request, pk)
    form = IssueMessageForm(posted(request), issue=issue)
    if accepted(form, partial(services.write_message, issue, by=request.user)):
        return done(request, _("Your message is written down."), to=issue.get_absolute_url())
    return _shown(request, issue, form)


def promise_update(request: Request, pk: int) -> HttpResponse:
    issue = _to_change(request, pk)
    form = IssuePromiseForm(posted(request), initial={"next_update_at": issue.next_update_at})
    if accepted(form, partial(services.promise_update, issue, by=request.user)):
        return done(request, _("The promise is noted."), to=back_to(request, issue.get_absolute_url()))
    return _form(request, issue, form, title=_("Promise the next update"), submit=_("Save"))


def close_issue(request: Request, pk: int) -> HttpResponse:
    issue = _to_change(request, pk)
    form = IssueCloseForm(posted(request), instance=issue)
    before = issue.status
    if accepted(form, partial(services.close_issue, issue, by=request.user)):
        told = _("“%(issue)s” is now: %(status)s") % {"issue": issue, "status": _status(form.cleaned_data["status"])}
        back = undo.offer("accounts.move_issue_back", by=request.user, message=told, pk=pk, before=before)
        return done(request, told, to=back_to(request, issue.get_absolute_url()), undo=back)
    return _form(request, issue, form, title=_("Solve or close"), submit=_("Save"))


def merge_issue(request: Request, pk: int) -> HttpResponse:
    issue = _to_change(request, pk)
    form = IssueMergeForm(posted(request), issue=issue)
    if accepted(form, lambda into: form.keep(services.merge_issue(issue, into=into, by=request.user))):
        into = form.cleaned_data["into"]
        told = _("Merged into “%s”") % into
        moved = {name: list(ids) for name, ids in form.kept._asdict().items()}
        back = undo.offer("accounts.unmerge_issue", by=request.user, message=told, pk=pk, **moved)
        return done(request, told, to=into.get_absolute_url(), undo=back)
    return _form(request, issue, form, title=_("Merge with another issue"), submit=_("Merge"))


@require_POST
def remove_issue(request: Request, pk: int) -> HttpResponse:
    issue = for_change(Issue.objects.select_related("client"), request.user, pk)
    services.remove_issue(issue, by=request.user)
    told = _("Removed: %s") % issue
    back = undo.offer("accounts.restore_issue", by=request.user, message=told, pk=pk)
    return done(request, told, to=issue.client.url_of(Process.ACCOUNTS), undo=back)


def _to_change(request: Request, pk: int) -> Issue:
    return for_change(Issue.objects.kept().select_related(*PAGE), request.user, pk)


def _form(
    request: Request, issue: Issue, form: object, *, title: str, submit: str, template: str = "accounts/issue_do.html"
) -> HttpResponse:
    context = {
        "form": form,
        "issue": issue,
        "client": issue.client,
        "title": title,
        "submit": submit,
        "cancel_url": back_to(request, issue.get_absolute_url()),
    }
    return page(request, template, context, part="form", status=status_of(form))  # type: ignore[arg-type]
