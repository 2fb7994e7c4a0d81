"""Issues in the client portal, and the mails that go to the client about them."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts import issue_letters, portal_issues
from accounts.models import Issue, IssueMessage
from accounts.models.issue import Status
from accounts.visit import Visit
from kam.models import Event
from kam.outbox import subscribe
from kam.slots import fill


@fill("portal.sections", order=25)
def issues(request: HttpRequest, visit: Visit) -> SafeString:
    found = portal_issues.issues_for(visit.contact)[: portal_issues.SHOWN]
    return render_to_string("portal/issues.html", {"visit": visit, "issues": found}, request)


@subscribe("accounts.issue_answered")
def mail_answer(event: Event) -> None:
    found = IssueMessage.objects.select_related("issue__reporter", "by").filter(pk=event.payload["message"]).first()
    if found is not None:
        issue_letters.send_message(found)


@subscribe("accounts.issue_solved")
@subscribe("accounts.issue_closed")
def mail_solution(event: Event) -> None:
    """Once, whether it is solved first and closed later or closed at once; only the client's own issues."""
    issue = Issue.objects.shared().select_related("reporter", "owner").filter(pk=event.subject_id).first()
    if issue is not None and event.payload["before"] != Status.SOLVED:
        issue_letters.send_solution(issue, told=event.pk)
