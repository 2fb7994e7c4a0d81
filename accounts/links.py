"""Cards of what a record is linked with: each line with the way to unlink it, and a choice of what else to link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Prefetch
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_stubs_ext import StrPromise

from accounts.models import Issue, IssueInvoice
from kam.access import may_change
from kam.http import Request
from kam.numbers import date_short


@dataclass(frozen=True, slots=True)
class Line:
    """One linked record. `meta`: where it stands, in words; `flag`: what is wrong with it."""

    name: str
    url: str
    meta: str
    unlink_url: str
    flag: str = ""


@dataclass(frozen=True, slots=True)
class LinkCard:
    """`key` is unique on the page. `form` is None for those who may only look, and where there is nothing to link."""

    key: str
    title: StrPromise | str
    lines: Sequence[Line]
    form: forms.Form | None
    url: str
    label: StrPromise | str

    def shown(self, request: Request) -> SafeString | None:
        if not self.lines and self.form is None:
            return None
        return render_to_string("accounts/link_card.html", {"card": self}, request)


def may_link(request: Request, issue: Issue) -> bool:
    """Whether the reader may link something with an issue."""
    gone = issue.removed_at is not None or issue.merged_into_id is not None
    return not gone and may_change(Issue.objects.all(), request.user, issue.pk)


def standing_of(issue: Issue) -> str:
    """What it is and since when it is open, such as “Complaint, open since 2 March 2026”."""
    if not issue.is_open:
        return f"{issue.get_kind_display()}, {issue.get_status_display()}"
    return f"{issue.get_kind_display()}, " + _("open since %s") % date_short(issue.opened_at)


def held_up_by() -> Prefetch[Any]:
    """For invoices: the open issues they are not paid because of, those open longest first, as `held_up_by`."""
    found = IssueInvoice.objects.filter(holds_up=True, issue__in=Issue.objects.open()).select_related("issue")
    return Prefetch("issue_links", found.order_by("issue__opened_at", "pk"), to_attr="held_up_by")
