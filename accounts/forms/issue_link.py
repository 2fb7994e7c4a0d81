"""Choosing what an issue has to do with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Case, Value, When
from django.utils.translation import gettext_lazy as _

from accounts.models import Invoice, Issue


def issues_to_link(client_id: int, linked: Any) -> Any:
    """Issues of a client to choose from, the open ones first, without those that are linked."""
    first = Case(When(pk__in=Issue.objects.open().values("pk"), then=Value(0)), default=Value(1))
    return Issue.objects.kept().filter(client=client_id).exclude(pk__in=linked).order_by(first, "-opened_at", "-pk")


class IssueChoice(forms.Form):
    """The issue that something has to do with."""

    issue = forms.ModelChoiceField(label=_("issue"), queryset=Issue.objects.none(), empty_label="–")

    def __init__(self, *args: Any, client_id: int, linked: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issue"].queryset = issues_to_link(client_id, linked)  # type: ignore[attr-defined]

    @property
    def has_choices(self) -> bool:
        found: bool = self.fields["issue"].queryset.exists()  # type: ignore[attr-defined]
        return found


class IssueOfInvoiceForm(IssueChoice):
    holds_up = forms.BooleanField(label=_("not paid because of it"), required=False)

    def __init__(self, *args: Any, invoice: Invoice, **kwargs: Any) -> None:
        linked = invoice.issue_links.values("issue")
        super().__init__(*args, client_id=invoice.client_id, linked=linked, **kwargs)


class InvoiceOfIssueForm(forms.Form):
    invoice = forms.ModelChoiceField(label=_("invoice"), queryset=Invoice.objects.none(), empty_label="–")
    holds_up = forms.BooleanField(label=_("not paid because of it"), required=False)

    def __init__(self, *args: Any, issue: Issue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Invoice.objects.counted().filter(client=issue.client_id)
        found = found.exclude(pk__in=issue.invoice_links.values("invoice")).order_by("-issued_on", "-pk")
        self.fields["invoice"].queryset = found  # type: ignore[attr-defined]

    @property
    def has_choices(self) -> bool:
        found: bool = self.fields["invoice"].queryset.exists()  # type: ignore[attr-defined]
        return found
