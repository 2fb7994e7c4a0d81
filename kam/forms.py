"""How forms look everywhere, and the forms of kam's own pages."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django import forms
from django.conf import settings
from django.db import models
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from kam import scopes
from kam.models import Brand, Retention, UnsentForm, User
from kam.services import TOKEN_DAYS, TOKEN_DAYS_AT_MOST

M = TypeVar("M", bound=models.Model)


class Renderer(TemplatesSetting):
    form_template_name = "components/form.html"
    field_template_name = "components/form_field.html"


class DateInput(forms.DateInput):
    """The browser's own date picker, which wants ISO dates whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class RecordForm(forms.ModelForm[M]):
    """Parses the values of a record; the service checks the record, so checking here would say everything twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField) and field.empty_label is not None:
                field.empty_label = "–"

    def _post_clean(self) -> None:
        return


class DraftForm(forms.Form):
    """A form that is not lost when its window is closed or the session ends: `kam.web.drafted` gives it its draft."""

    draft: UnsentForm | None = None
    author = ""  # of the form, signed; empty where no drafts are kept

    def restore(self, draft: UnsentForm) -> None:
        """Show what was typed, as it was typed. A draft tells of all fields: what is not in it was left empty."""
        self.draft = draft
        for field in self.visible_fields():
            if not isinstance(field.field, forms.FileField):
                self.initial[field.name] = _typed(draft, field)


def _typed(draft: UnsentForm, field: forms.BoundField) -> list[str] | str:
    texts: list[str] = draft.values.get(field.html_name, [])
    many = isinstance(field.field.widget, forms.SelectMultiple | forms.CheckboxSelectMultiple)
    return texts if many else next(iter(texts), "")


class Several(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; an empty list without any."""

    widget = Several

    def __init__(self, *, at_most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.at_most = at_most

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = [super(FilesField, self).clean(one, initial) for one in data or ()]
        if len(files) > self.at_most:
            raise forms.ValidationError(_("Attach up to %d files at once.") % self.at_most)
        return files


class FilterForm(forms.Form):
    """A list's filters, from its address. A value it does not know is refused and said, not ignored.

    `aside`: fields that are no filters, such as the ready-made view that is shown.
    """

    aside: ClassVar[frozenset[str]] = frozenset()

    @property
    def is_filtering(self) -> bool:
        return any(self.data.get(name) for name in self.fields if name not in self.aside)

    @property
    def view_key(self) -> str:
        """Which ready-made view is shown, of a list that has a field `view`; empty for the usual one."""
        return str(self.chosen.get("view") or "")

    @property
    def is_refused(self) -> bool:
        """Whether a filter holds a value it does not know; the list then shows nothing."""
        return self.is_bound and not self.is_valid()

    @property
    def chosen(self) -> dict[str, Any]:
        """What each filter holds; nothing for a list opened without any."""
        return getattr(self, "cleaned_data", {})


class ProfileForm(RecordForm[User]):
    language = forms.ChoiceField(
        label=_("language"), choices=[("", _("As the device")), *settings.LANGUAGES], required=False
    )

    class Meta:
        model = User
        fields = ("name", "language", "time_zone", "theme", "density", "shortcuts")


class AppearanceForm(forms.Form):
    theme = forms.ChoiceField(choices=User.Theme.choices, required=False)
    density = forms.ChoiceField(choices=User.Density.choices, required=False)
    language = forms.ChoiceField(choices=settings.LANGUAGES, required=False)


class TokenForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("What the token is for."))
    scopes = forms.MultipleChoiceField(
        label=_("May"), choices=[(scope, scope) for scope in scopes.ALL], widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(
        label=_("Valid for (days)"), min_value=1, max_value=TOKEN_DAYS_AT_MOST, initial=TOKEN_DAYS
    )


class BrandForm(RecordForm[Brand]):
    logo = forms.FileField(
        label=_("logo"), required=False, max_length=200, help_text=_("A PNG, JPEG or WebP image of up to 200 kB.")
    )
    remove_logo = forms.BooleanField(label=_("remove the logo"), required=False)

    class Meta:
        model = Brand
        fields = ("name", "colour", "footer")
        widgets = {"colour": forms.TextInput({"type": "color"})}


class RetentionForm(RecordForm[Retention]):
    class Meta:
        model = Retention
        fields = ("months_after_leaving", "erases_by_itself")


class AttachmentForm(forms.Form):
    upload = forms.FileField(label=_("File"), max_length=200)
