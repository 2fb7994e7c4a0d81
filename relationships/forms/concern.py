"""Choosing the need or the conversation that an issue has to do with, and the issue for either."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.issue_link import IssueChoice
from accounts.models import Issue
from kam.numbers import date_short
from relationships.models import Interaction, Need

OFFERED = 100
"""The latest conversations, to choose from."""


class NeedOfIssueForm(forms.Form):
    need = forms.ModelChoiceField(label=_("need"), queryset=Need.objects.none(), empty_label="–")

    def __init__(self, *args: Any, issue: Issue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Need.objects.kept().filter(client=issue.client_id).exclude(issue_links__issue=issue)
        self.fields["need"].queryset = found.order_by("statement", "pk")  # type: ignore[attr-defined]

    @property
    def has_choices(self) -> bool:
        found: bool = self.fields["need"].queryset.exists()  # type: ignore[attr-defined]
        return found


class TalkField(forms.ModelChoiceField[Interaction]):
    def label_from_instance(self, obj: Interaction) -> str:
        return f"{date_short(obj.happened_at)} · {obj}"


class TalkOfIssueForm(forms.Form):
    interaction = TalkField(label=_("conversation"), queryset=Interaction.objects.none(), empty_label="–")

    def __init__(self, *args: Any, issue: Issue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Interaction.objects.kept().filter(client=issue.client_id).exclude(issue_links__issue=issue)
        latest = found.order_by("-happened_at", "-pk")
        offered = Interaction.objects.filter(pk__in=latest.values("pk")[:OFFERED]).order_by("-happened_at", "-pk")
        self.fields["interaction"].queryset = offered  # type: ignore[attr-defined]

    @property
    def has_choices(self) -> bool:
        found: bool = self.fields["interaction"].queryset.exists()  # type: ignore[attr-defined]
        return found


class IssueOfForm(IssueChoice):
    """The issue that a need or a conversation has to do with."""

    def __init__(self, *args: Any, of: Need | Interaction, **kwargs: Any) -> None:
        super().__init__(*args, client_id=of.client_id, linked=of.issue_links.values("issue"), **kwargs)
