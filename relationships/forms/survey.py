from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, Contact
from kam.forms import DateInput, FilterForm, RecordForm
from kam.models import User
from relationships import asking
from relationships.models import Survey
from relationships.models.survey import ResponseQuerySet, SurveyQuerySet


class SurveyForm(RecordForm[Survey]):
    class Meta:
        model = Survey
        fields = (
            "name", "kind", "about", "opens_on", "closes_on", "repeat_months", "remind_after", "reminders",
            "fatigue_days",
        )  # fmt: skip
        widgets = {
            "kind": forms.RadioSelect(),
            "opens_on": DateInput(),
            "closes_on": DateInput(),
            "repeat_months": forms.NumberInput({"min": 1, "max": 36}),
            "remind_after": forms.NumberInput({"min": 1}),
            "reminders": forms.NumberInput({"min": 0, "max": 3}),
            "fatigue_days": forms.NumberInput({"min": 1}),
        }
        help_texts = {"name": _("For ourselves: the people asked do not see it.")}


class AnswerForm(forms.Form):
    """One answer and, if they like, why."""

    score = forms.TypedChoiceField(
        label=_("Your answer"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose an answer."),
            "invalid_choice": _("Choose one of the answers offered."),
        },
    )
    comment = forms.CharField(
        label=_("Why? (optional)"), max_length=4000, required=False, widget=forms.Textarea({"rows": 4})
    )

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["score"].choices = [(score, str(score)) for score in asking.answers_of(survey)]  # type: ignore[attr-defined]


class PeopleForm(forms.Form):
    """Who is picked on the page of people, from those who may be asked."""

    people = forms.ModelMultipleChoiceField(
        Contact.objects.none(), label=_("People"), error_messages={"required": _("Select at least one person.")}
    )

    def __init__(self, *args: Any, by: User, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = asking.choosable(by, survey)  # type: ignore[attr-defined]


class AskableFilterForm(FilterForm):
    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    client = forms.ModelChoiceField(Client.objects.none(), label=_("Client"), required=False, empty_label=_("Any"))
    tier = forms.ChoiceField(label=_("Tier"), choices=[("", _("Any")), *Client.Tier.choices], required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client"].queryset = Client.objects.editable_by(by).active().by_name()  # type: ignore[attr-defined]

    def apply(self, people: Any) -> Any:
        if self.is_refused:
            return people.none()
        if text := self.chosen.get("q"):
            people = people.filter(
                Q(name__unaccent__icontains=text)
                | Q(job_title__unaccent__icontains=text)
                | Q(client__name__unaccent__icontains=text)
            )
        if self.chosen.get("client"):
            people = people.filter(client=self.chosen["client"])
        return people.filter(client__tier=self.chosen["tier"]) if self.chosen.get("tier") else people


class SurveyFilterForm(FilterForm):
    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("Question"), choices=[("", _("Any")), *Survey.Kind.choices], required=False)
    status = forms.ChoiceField(label=_("Status"), choices=[("", _("Any")), *Survey.Status.choices], required=False)

    def apply(self, surveys: SurveyQuerySet) -> SurveyQuerySet:
        if self.is_refused:
            return surveys.none()
        if text := self.chosen.get("q"):
            surveys = surveys.filter(name__unaccent__icontains=text)
        for field in ("kind", "status"):
            surveys = surveys.filter(**{field: self.chosen[field]}) if self.chosen.get(field) else surveys
        return surveys


WHICH = [("", _("Any")), ("unhappy", _("Unhappy")), ("happy", _("Neutral or happy"))]
STATES = [("", _("Any")), ("open", _("To follow up")), ("done", _("Followed up"))]


class CommentFilterForm(FilterForm):
    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("Follow-up"), choices=STATES, required=False)
    which = forms.ChoiceField(label=_("Answers"), choices=WHICH, required=False)
    kind = forms.ChoiceField(label=_("Question"), choices=[("", _("Any")), *Survey.Kind.choices], required=False)
    silent = forms.BooleanField(label=_("Also without a comment"), required=False)

    def apply(self, responses: ResponseQuerySet) -> ResponseQuerySet:
        if self.is_refused:
            return responses.none()
        found = responses if self.chosen.get("silent") else responses.commented()
        if text := self.chosen.get("q"):
            found = found.filter(
                Q(comment__unaccent__icontains=text) | Q(invitation__client__name__unaccent__icontains=text)
            )
        if self.chosen.get("kind"):
            found = found.filter(invitation__survey__kind=self.chosen["kind"])
        return self._which(self._state(found))

    def _state(self, found: ResponseQuerySet) -> ResponseQuerySet:
        state = self.chosen.get("state")
        return found.filter(followed_up_at__isnull=state == "open") if state else found

    def _which(self, found: ResponseQuerySet) -> ResponseQuerySet:
        match self.chosen.get("which"):
            case "unhappy":
                return found.unhappy()
            case "happy":
                return found.not_unhappy()
            case _:
                return found


def usual_days() -> dict[str, Any]:
    """A new survey goes out today and takes answers for two weeks, unless said otherwise."""
    today = timezone.localdate()
    return {"opens_on": today, "closes_on": today + timedelta(days=14)}
