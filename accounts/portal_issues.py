"""Issues in the client portal: somebody at the client opens one, follows it, answers, and says how it went.

Nothing is read here but issues that are shared, and of what was said on them only what is meant for the client.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from accounts import services
from accounts.forms.portal_issue import PortalIssueForm, PortalRatingForm, PortalReplyForm
from accounts.models import Contact, Issue, IssueMessage
from accounts.models.issue import DONE, IssueQuerySet
from accounts.portal import portal_page, visitor
from accounts.visit import Visit
from kam.web import accepted, posted, status_of

SHOWN = 50
MESSAGES_SHOWN = 200


def issues_for(contact: Contact) -> IssueQuerySet:
    """What this person may follow: the shared issues of their company."""
    return Issue.objects.shared().filter(client=contact.client_id)


def said_to(issue: Issue) -> list[IssueMessage]:
    """The conversation with the client, the oldest first; notes among us are no part of it."""
    shared = issue.messages.filter(audience=IssueMessage.Audience.CLIENT)
    return list(shared.select_related("by", "contact").order_by("-at", "-pk")[:MESSAGES_SHOWN])[::-1]


@visitor
def open_issue(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = PortalIssueForm(posted(request))
    opened: list[Issue] = []
    if accepted(form, lambda **told: opened.append(_opened(visit, **told))):
        return redirect(f"{visit.base}issues/{opened[0].pk}/")
    return portal_page(request, visit, "portal/issue_form.html", {"form": form}, status=status_of(form))


def _opened(visit: Visit, **told: Any) -> Issue:
    return services.open_issue(
        visit.client, by=None, reporter=visit.contact, route=Issue.Route.PORTAL, is_shared=True, **told
    )


@require_GET
@visitor
def show_issue(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    return _issue_page(request, visit, _found(visit, pk), {})


@require_POST
@visitor
def reply(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    issue, form = _found(visit, pk), PortalReplyForm(posted(request))
    audience = IssueMessage.Audience.CLIENT
    said = partial(services.write_message, issue, by=None, contact=visit.contact, audience=audience)
    if accepted(form, said):
        return redirect(f"{visit.base}issues/{pk}/#conversation")
    return _issue_page(request, visit, issue, {"reply": form})


@require_POST
@visitor
def rate(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    issue, form = _found(visit, pk), PortalRatingForm(posted(request))
    if accepted(form, partial(services.rate_issue, issue)):
        return redirect(f"{visit.base}issues/{pk}/#rating")
    return _issue_page(request, visit, issue, {"rating": form})


def _found(visit: Visit, pk: int) -> Issue:
    return get_object_or_404(issues_for(visit.contact).select_related("owner", "reporter"), pk=pk)


def _issue_page(request: HttpRequest, visit: Visit, issue: Issue, sent: dict[str, forms.Form]) -> HttpResponse:
    refused = next(iter(sent.values()), None)
    context = {
        "issue": issue,
        "messages_shown": said_to(issue),
        "is_done": issue.status in DONE,
        "reply": sent.get("reply") or PortalReplyForm(),
        "rating": sent.get("rating") or PortalRatingForm(),
        "refused": refused,
    }
    return portal_page(request, visit, "portal/issue.html", context, status=status_of(refused) if refused else 200)
