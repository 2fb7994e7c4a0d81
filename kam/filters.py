"""Filters of the API's lists: an allow-list per resource, and no value that is quietly ignored."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field

from kam.fields import BIGGEST_ID
from kam.models import ExternalId


class IdField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=BIGGEST_ID, **kwargs)


class IdFilter(filters.NumberFilter):
    """By the id of another record. It is not looked up: an id the caller may not see finds nothing, like any other."""

    field_class = IdField  # type: ignore[assignment]


class PersonField(IdField):
    default_error_messages = {"invalid": _("Give the id of a person, or “me”.")}

    def clean(self, value: Any) -> Any:
        return value if value == "me" else super().clean(value)


@extend_schema_field({"oneOf": [{"type": "integer"}, {"const": "me"}], "description": "The id of a person, or `me`."})
class PersonFilter(IdFilter):
    field_class = PersonField
    parent: Any

    def filter(self, qs: Any, value: Any) -> Any:
        return super().filter(qs, self.parent.request.user.pk if value == "me" else value)


class YesNoField(forms.Field):
    def clean(self, value: Any) -> bool | None:
        if value not in ("true", "false", "", None):
            raise ValidationError(_("Say true or false."), "invalid")
        return value == "true" if value else None


class YesNoFilter(filters.BooleanFilter):
    """`true` or `false`. The library's own takes anything else for no filter at all."""

    field_class = YesNoField  # type: ignore[assignment]


class DayFilter(filters.DateFilter):
    """By a day in ISO form, whatever the caller's language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, input_formats=["%Y-%m-%d"], **kwargs)


class MomentField(forms.Field):
    """As UtcDateTime reads them: RFC 3339, in UTC where no zone is said."""

    def clean(self, value: Any) -> datetime | None:
        if not value:
            return None
        try:
            return _in_utc(value)
        except (ValueError, OverflowError) as unreadable:
            raise ValidationError(_("Say the time like 2026-03-01T09:00:00Z."), "invalid") from unreadable


def _in_utc(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class MomentFilter(filters.IsoDateTimeFilter):
    field_class = MomentField  # type: ignore[assignment]


class ResourceFilter(filters.FilterSet):
    external_id = filters.CharFilter(
        method="known_as", label="The record that another system knows under an id: `system:id`."
    )

    def known_as(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        system, _colon, known = value.partition(":")
        kind = rows.model._meta.label_lower
        return rows.filter(pk__in=ExternalId.objects.filter(system=system, kind=kind, value=known).values("object_id"))


class SyncedFilter(ResourceFilter):
    updated_since = MomentFilter(
        field_name="updated_at", lookup_expr="gte", label="Created or changed at this time or later."
    )


class Removable(filters.FilterSet):
    """Records taken back are left out, unless a copy elsewhere has to learn that they are gone."""

    include_deleted = YesNoFilter(method="with_removed", label="Also what was taken back; those have `removed_at`.")

    def with_removed(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        return rows

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        kept = {} if self.form.cleaned_data["include_deleted"] else {"removed_at": None}
        return super().filter_queryset(queryset.filter(**kept))
