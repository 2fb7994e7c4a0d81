"""Needs and conversations on the page of an issue, issues on the pages of both, and the issue an answer asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from accounts.links import Line, LinkCard, may_link, standing_of
from accounts.models import Issue
from kam.access import for_change, may_change
from kam.events import describe
from kam.http import Request
from kam.models import User
from kam.numbers import date_short
from kam.slots import fill
from kam.undo import undoes
from relationships import services
from relationships.forms.concern import IssueOfForm, NeedOfIssueForm, TalkOfIssueForm
from relationships.models import Interaction, IssueNeed, IssueTalk, Need, Response

describe("relationships.issue_need_linked", _("“%(name)s” stands in the way of “%(what)s”"), icon="link")
describe("relationships.issue_need_unlinked", _("“%(name)s” does not stand in the way of “%(what)s”"), icon="unlink")
describe("relationships.issue_talk_linked", _("“%(name)s” was spoken of: %(what)s"), icon="link")
describe("relationships.issue_talk_unlinked", _("“%(name)s” was not spoken of after all: %(what)s"), icon="unlink")


@undoes("relationships.link_need")
def link_need(*, issue: int, need: int, by: User) -> None:
    found = for_change(Issue.objects.kept(), by, issue)
    services.link_need(found, need=for_change(Need.objects.kept(), by, need), by=by)


@undoes("relationships.link_talk")
def link_talk(*, issue: int, interaction: int, by: User) -> None:
    found = for_change(Issue.objects.kept(), by, issue)
    services.link_talk(found, interaction=for_change(Interaction.objects.kept(), by, interaction), by=by)


@fill("issue.page", order=40)
def needs_of_issue(request: Request, issue: Issue) -> SafeString | None:
    links = IssueNeed.objects.filter(issue=issue, need__removed_at=None).select_related("need").order_by("pk")
    lines = [
        Line(
            name=link.need.statement,
            url=link.need.get_absolute_url(),
            meta=link.need.get_status_display(),
            unlink_url=reverse("relationships:unlink-need", args=[link.pk]),
        )
        for link in links
    ]
    form = NeedOfIssueForm(issue=issue) if may_link(request, issue) else None
    url = reverse("relationships:link-need", args=[issue.pk])
    return LinkCard("needs", _("Needs"), lines, form, url, _("Link a need")).shown(request)


@fill("issue.page", order=50)
def talks_of_issue(request: Request, issue: Issue) -> SafeString | None:
    links = IssueTalk.objects.filter(issue=issue, interaction__removed_at=None).select_related("interaction")
    lines = [
        Line(
            name=str(link.interaction),
            url=link.interaction.get_absolute_url(),
            meta=date_short(link.interaction.happened_at),
            unlink_url=reverse("relationships:unlink-talk", args=[link.pk]),
        )
        for link in links.order_by("-interaction__happened_at", "pk")
    ]
    form = TalkOfIssueForm(issue=issue) if may_link(request, issue) else None
    url = reverse("relationships:link-talk", args=[issue.pk])
    return LinkCard("talks", _("Conversations"), lines, form, url, _("Link a conversation")).shown(request)


@fill("need.page", order=30)
def issues_of_need(request: Request, need: Need) -> SafeString | None:
    links = IssueNeed.objects.filter(need=need, issue__in=Issue.objects.kept()).select_related("issue").order_by("pk")
    may = need.removed_at is None and may_change(Need.objects.all(), request.user, need.pk)
    form = IssueOfForm(of=need) if may else None
    url = reverse("relationships:link-need-issue", args=[need.pk])
    lines = _issues(links, "relationships:unlink-need")
    return LinkCard("issues", _("Issues in its way"), lines, form, url, _("Link an issue")).shown(request)


@fill("interaction.page", order=20)
def issues_of_talk(request: Request, interaction: Interaction) -> SafeString | None:
    links = IssueTalk.objects.filter(interaction=interaction, issue__in=Issue.objects.kept()).select_related("issue")
    may = interaction.removed_at is None and may_change(Interaction.objects.all(), request.user, interaction.pk)
    form = IssueOfForm(of=interaction) if may else None
    url = reverse("relationships:link-talk-issue", args=[interaction.pk])
    lines = _issues(links.order_by("pk"), "relationships:unlink-talk")
    return LinkCard("issues", _("Issues spoken of"), lines, form, url, _("Link an issue")).shown(request)


def _issues(links: Iterable[IssueNeed | IssueTalk], unlink: str) -> list[Line]:
    return [
        Line(link.issue.title, link.issue.get_absolute_url(), standing_of(link.issue), reverse(unlink, args=[link.pk]))
        for link in links
    ]


@fill("responses.actions", order=60)
def issues_of_answers(request: Request, responses: Sequence[Response], may_change: set[int]) -> dict[int, SafeString]:
    """By id of an unhappy answer: the issue that was opened since for whoever gave it, or the way to open one."""
    unhappy = [one for one in responses if one.is_unhappy]
    reporters = [one.invitation.contact_id for one in unhappy]
    known = list(Issue.objects.kept().filter(reporter__in=reporters, route=Issue.Route.SURVEY).order_by("pk"))
    return {one.pk: _offer(request, one, known, one.invitation.client_id in may_change) for one in unhappy}


def _offer(request: Request, response: Response, known: list[Issue], may: bool) -> SafeString:
    invitation = response.invitation
    of_them = (issue for issue in known if issue.reporter_id == invitation.contact_id)
    opened = next((issue for issue in of_them if issue.created_at >= response.answered_at), None)
    url = f"{reverse('accounts:create-issue', args=[invitation.client_id])}?{urlencode(_prefilled(request, response))}"
    context = {"response": response, "issue": opened, "url": url if may else ""}
    return render_to_string("relationships/response_issue.html", context)


def _prefilled(request: Request, response: Response) -> dict[str, Any]:
    """What the answer tells of the issue; sent with the address, so the comment is cut."""
    told = {"who": response.invitation.contact.name, "score": response.score}
    told["of"] = response.invitation.survey.scale[1]
    return {
        "title": _g("Unhappy answer of %(who)s (%(score)d of %(of)d)") % told,
        "kind": Issue.Kind.COMPLAINT.value,
        "route": Issue.Route.SURVEY.value,
        "reporter": response.invitation.contact_id,
        "description": response.comment[:1000],
        "next": request.get_full_path(),
    }
