from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.documents import VIEWS
from accounts.models import Document
from accounts.models.document import DocumentQuerySet
from kam.access import colleagues_of
from kam.forms import DateInput, FilterForm, RecordForm
from kam.models import User


class DocumentForm(RecordForm[Document]):
    class Meta:
        model = Document
        fields = (
            "title", "kind", "reference", "valid_from", "expires_on", "renewal", "notice_days", "responsible",
            "keep_until", "is_shared", "note",
        )  # fmt: skip
        widgets = {
            "valid_from": DateInput(),
            "expires_on": DateInput(),
            "keep_until": DateInput(),
            "note": forms.Textarea({"rows": 2}),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = self.instance.responsible_id or user.pk
        people = colleagues_of(user) | User.objects.filter(pk__in=[user.pk, now]).distinct()
        self.fields["responsible"].queryset = people  # type: ignore[attr-defined]
        if self.instance.pk is None:
            self.fields["file"] = forms.FileField(label=_("File"), required=False, max_length=200)
            self.initial.setdefault("responsible", user.pk)


class VersionForm(forms.Form):
    file = forms.FileField(label=_("File"), max_length=200)
    note = forms.CharField(label=_("What is new"), max_length=300, required=False)


class RenewalForm(forms.Form):
    expires_on = forms.DateField(label=_("Valid until"), widget=DateInput())
    file = forms.FileField(label=_("The file that says so"), required=False, max_length=200)
    note = forms.CharField(label=_("What is new"), max_length=300, required=False)


class DocumentFilterForm(FilterForm):
    aside = frozenset({"view"})

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Any")), *Document.Kind.choices], required=False)
    whose = forms.ChoiceField(label=_("Looked after by"), choices=[("", _("Anybody")), ("me", _("Me"))], required=False)
    view = forms.ChoiceField(
        choices=[("", _("All")), *((key, label) for key, (label, _narrow) in VIEWS.items())],
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, data: Any, *, user: User, today: date) -> None:
        super().__init__(data)
        self.user, self.today = user, today

    def apply(self, documents: DocumentQuerySet) -> DocumentQuerySet:
        if self.is_refused:
            return documents.none()
        if self.view_key:
            _label, narrow = VIEWS[self.view_key]
            documents = narrow(documents, self.today)
        if kind := self.chosen.get("kind"):
            documents = documents.filter(kind=kind)
        if self.chosen.get("whose"):
            documents = documents.filter(responsible=self.user)
        return self._searched(documents)

    def _searched(self, documents: DocumentQuerySet) -> DocumentQuerySet:
        text = self.chosen.get("q")
        if not text:
            return documents
        named = Q(title__unaccent__icontains=text) | Q(reference__icontains=text)
        return documents.filter(named | Q(client__name__unaccent__icontains=text))
