"""The forms of the relationship map: its filters, and moving, adding and joining people."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, Contact
from accounts.readers import readers_of
from kam.forms import DateInput, FilterForm
from kam.models import User
from relationships.models import DecisionRole, Link, Support

ANY = ("", _("Any"))


class AsOfForm(FilterForm):
    """One day to look back to; today without one."""

    on = forms.DateField(label=_("As of"), required=False, widget=DateInput())

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date | None:
        day: date | None = self.cleaned_data["on"]
        if day is not None and day > self.today:
            raise forms.ValidationError(_("The map tells what is so: choose today or a day before."))
        return day

    @property
    def day(self) -> date:
        """The day looked at: today too where the form was refused."""
        self.is_valid()
        return self.chosen.get("on") or self.today


class MapFilterForm(AsOfForm):
    role = forms.ChoiceField(label=_("Role"), choices=[ANY, *DecisionRole.choices], required=False)
    support = forms.ChoiceField(
        label=_("Support"), choices=[ANY, *((str(value), label) for value, label in Support.choices)], required=False
    )
    owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=User.objects.none(), required=False, empty_label=_("Anybody")
    )
    cold = forms.ChoiceField(label=_("Contact"), choices=[ANY, ("on", _("Only gone cold"))], required=False)
    view = forms.ChoiceField(choices=[("table", "table")], required=False, widget=forms.HiddenInput())

    field_order = ("role", "support", "owner", "cold", "on", "view")

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = User.objects.filter(stakeholders__contact__client=client).distinct().order_by("name")
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]

    @property
    def is_filtering(self) -> bool:
        return any(self.data.get(name) for name in ("role", "support", "owner", "cold", "on"))


class PrintForm(AsOfForm):
    paper = forms.ChoiceField(choices=[("a4", "A4"), ("a3", "A3")], required=False)


class LeavingForm(FilterForm):
    colleague = forms.ModelChoiceField(
        label=_("Who of us would leave"), queryset=User.objects.none(), empty_label=_("Choose")
    )

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].queryset = readers_of(client)  # type: ignore[attr-defined]


class SuperiorForm(forms.Form):
    superior = forms.ModelChoiceField(
        label=_("reports to"),
        queryset=Contact.objects.none(),
        required=False,
        empty_label=_("Nobody: at the top of the map"),
    )
    since = forms.DateField(label=_("since"), required=False, widget=DateInput(), help_text=_("Empty means today."))

    def __init__(self, *args: Any, person: Contact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["superior"].queryset = others(person)  # type: ignore[attr-defined]


class LinkForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("how"),
        choices=[(kind.value, kind.label) for kind in (Link.Kind.INFLUENCES, Link.Kind.DIFFERS)],
        initial=Link.Kind.INFLUENCES,
        widget=forms.RadioSelect,
    )
    target = forms.ModelChoiceField(label=_("whom"), queryset=Contact.objects.none(), empty_label="–")
    since = forms.DateField(label=_("since"), required=False, widget=DateInput(), help_text=_("Empty means today."))

    def __init__(self, *args: Any, person: Contact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].queryset = others(person)  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    """Somebody new on the map, below a person or beside them."""

    place = forms.ChoiceField(label=_("where"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("name"), max_length=120, help_text=_("Of a role nobody is known for yet: the role itself.")
    )
    job_title = forms.CharField(label=_("job title"), max_length=120, required=False)
    email = forms.EmailField(label=_("e-mail"), required=False)
    is_placeholder = forms.BooleanField(label=_("still to be identified"), required=False)

    def __init__(self, *args: Any, person: Contact, superior: Contact | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.superior = person, superior
        beside = _("Beside %(name)s, under %(above)s") if superior else _("Beside %(name)s, at the top")
        told = {"name": person.name, "above": superior.name if superior else ""}
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            ("report", _("Reports to %s") % person.name),
            ("peer", beside % told),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        place = cleaned.pop("place", "report")
        return cleaned | {"superior": self.superior if place == "peer" else self.person}


def others(person: Contact) -> QuerySet[Contact]:
    """Whom a person may be joined to: roles still to be identified too, who left not."""
    there = Contact.objects.filter(client=person.client_id).kept().filter(left_on__isnull=True)
    return there.exclude(pk=person.pk).order_by("name")
