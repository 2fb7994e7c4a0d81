"""Issues on the frame and on the client's pages, how their events are told and taken back."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts import issue_desk, services
from accounts.models import Client, Issue
from accounts.models.issue import Status
from accounts.services.issue_merge import Moved
from kam.access import for_change, may_change
from kam.events import describe, page_of
from kam.http import Request
from kam.models import User
from kam.processes import Process
from kam.slots import fill
from kam.undo import undoes
from kam.web import NavEntry

SHOWN = 10
IN_OVERVIEW = 4

page_of("accounts.issue", "accounts:show-issue")

describe("accounts.issue_opened", _("%(by)s opened the issue “%(name)s”"), icon="message-circle-warning")
describe("accounts.issue_changed", _("%(by)s changed the issue “%(name)s”"), icon="message-circle-warning")
describe(f"accounts.issue_{Status.NEW}", _("“%(name)s” is new again"), icon="message-circle-warning")
describe(f"accounts.issue_{Status.OPEN}", _("“%(name)s” is being worked on"), icon="play")
describe(f"accounts.issue_{Status.WAITING}", _("“%(name)s” waits for the client"), icon="pause")
describe(f"accounts.issue_{Status.SOLVED}", _("%(by)s solved the issue “%(name)s”"), icon="check")
describe(f"accounts.issue_{Status.CLOSED}", _("%(by)s closed the issue “%(name)s”"), icon="check-check")
describe(f"accounts.issue_{Status.REOPENED}", _("The issue “%(name)s” was reopened"), icon="rotate-ccw")
describe("accounts.issue_noted", _("%(by)s wrote a note on “%(name)s”"), icon="notebook-pen")
describe("accounts.issue_answered", _("%(by)s answered the client on “%(name)s”"), icon="reply")
describe("accounts.issue_client_wrote", _("The client wrote on “%(name)s”"), icon="message-square")
describe("accounts.issue_update_promised", _("%(by)s promised news on “%(name)s”"), icon="alarm-clock")
describe("accounts.issue_rated", _("The client rated “%(name)s”: %(rating)s of 5"), icon="star")
describe("accounts.issue_merged", _("%(by)s merged the issue “%(name)s” into “%(title)s”"), icon="merge")
describe("accounts.issue_unmerged", _("%(by)s took the issue “%(name)s” apart again"), icon="split")
describe("accounts.issue_removed", _("%(by)s removed the issue “%(name)s”"), icon="message-circle-warning")
describe("accounts.issue_restored", _("%(by)s restored the issue “%(name)s”"), icon="message-circle-warning")


@undoes("accounts.move_issue_back")
def move_issue_back(*, pk: int, before: str, by: User) -> None:
    services.move_issue_back(for_change(Issue.objects.kept(), by, pk), before=before, by=by)


@undoes("accounts.unmerge_issue")
def unmerge_issue(*, pk: int, messages: list[int], links: list[int], disputes: list[int], by: User) -> None:
    services.unmerge_issue(for_change(Issue.objects.all(), by, pk), moved=Moved(messages, links, disputes), by=by)


@undoes("accounts.restore_issue")
def restore_issue(*, pk: int, by: User) -> None:
    services.restore_issue(for_change(Issue.objects.all(), by, pk), by=by)


@fill("nav", order=40)
def issues_entry(request: Request) -> NavEntry:
    return NavEntry(_("Issues"), reverse("accounts:issues"), "message-circle-warning", Process.ACCOUNTS)


@fill("client.accounts", order=15)
def issues_card(request: Request, client: Client) -> SafeString:
    return _card(request, client, shown=SHOWN)


@fill("client.overview", order=45)
def issues_in_overview(request: Request, client: Client) -> SafeString | str:
    """Only where there is one."""
    return _card(request, client, shown=IN_OVERVIEW) if Issue.objects.of(client).open().exists() else ""


def _card(request: Request, client: Client, *, shown: int) -> SafeString:
    now = timezone.now()
    found = issue_desk.in_order(Issue.objects.of(client).open().select_related("owner", "calendar"), "")
    issues = list(found[: shown + 1])
    context = {
        "client": client,
        "rows": issue_desk.rows_of(issues[:shown], at=now),
        "has_more": len(issues) > shown,
        "may_change": may_change(Client.objects.all(), request.user, client.pk),
    }
    return render_to_string("accounts/issues_card.html", context, request)
