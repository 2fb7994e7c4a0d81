"""Linking issues with needs and conversations, from the page of either."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Issue
from kam import undo
from kam.access import for_change
from kam.http import Request
from kam.web import accepted, back_to, done, page, posted, status_of
from relationships import services
from relationships.forms.concern import IssueOfForm, NeedOfIssueForm, TalkOfIssueForm
from relationships.models import Interaction, IssueNeed, IssueTalk, Need


def link_need(request: Request, pk: int) -> HttpResponse:
    issue = for_change(Issue.objects.kept().select_related("client"), request.user, pk)
    form = NeedOfIssueForm(posted(request), issue=issue)
    if accepted(form, partial(services.link_need, issue, by=request.user)):
        return done(request, _("Linked."), to=issue.get_absolute_url())
    return _form(request, form, issue, _("Link a need"))


def link_talk(request: Request, pk: int) -> HttpResponse:
    issue = for_change(Issue.objects.kept().select_related("client"), request.user, pk)
    form = TalkOfIssueForm(posted(request), issue=issue)
    if accepted(form, partial(services.link_talk, issue, by=request.user)):
        return done(request, _("Linked."), to=issue.get_absolute_url())
    return _form(request, form, issue, _("Link a conversation"))


def link_need_issue(request: Request, pk: int) -> HttpResponse:
    need = for_change(Need.objects.kept().select_related("client"), request.user, pk)
    form = IssueOfForm(posted(request), of=need)
    if accepted(form, partial(services.link_need, need=need, by=request.user)):
        return done(request, _("Linked."), to=need.get_absolute_url())
    return _form(request, form, need, _("Link an issue"))


def link_talk_issue(request: Request, pk: int) -> HttpResponse:
    talk = for_change(Interaction.objects.kept().select_related("client"), request.user, pk)
    form = IssueOfForm(posted(request), of=talk)
    if accepted(form, partial(services.link_talk, interaction=talk, by=request.user)):
        return done(request, _("Linked."), to=talk.get_absolute_url())
    return _form(request, form, talk, _("Link an issue"))


@require_POST
def unlink_need(request: Request, pk: int) -> HttpResponse:
    link = for_change(IssueNeed.objects.select_related("issue", "need"), request.user, pk)
    services.unlink_need(link.issue, need=link.need, by=request.user)
    told = {"issue": link.issue_id, "need": link.need_id}
    return _unlinked(request, link, "relationships.link_need", told)


@require_POST
def unlink_talk(request: Request, pk: int) -> HttpResponse:
    link = for_change(IssueTalk.objects.select_related("issue", "interaction"), request.user, pk)
    services.unlink_talk(link.issue, interaction=link.interaction, by=request.user)
    told = {"issue": link.issue_id, "interaction": link.interaction_id}
    return _unlinked(request, link, "relationships.link_talk", told)


def _unlinked(request: Request, link: IssueNeed | IssueTalk, inverse: str, told: dict[str, int]) -> HttpResponse:
    message = _("Unlinked: %s") % link
    back = undo.offer(inverse, by=request.user, message=message, **told)
    return done(request, message, to=back_to(request, link.issue.get_absolute_url()), undo=back)


def _form(request: Request, form: forms.Form, of: Any, title: str) -> HttpResponse:
    context = {"form": form, "client": of.client, "title": title, "cancel_url": of.get_absolute_url()}
    return page(request, "accounts/receivable_form.html", context, part="form", status=status_of(form))
