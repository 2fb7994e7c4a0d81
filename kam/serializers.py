"""What records look like in the API: lean rows, and everything beyond the row itself fetched once per page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Any, ClassVar, TypedDict, TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from kam.fields import Reference, UtcDateTime
from kam.models import ExternalId
from kam.shape import WHOLE, Expansion, Shape, expand

M = TypeVar("M", bound=models.Model)


class KnownAs(TypedDict):
    system: str
    id: str


class RecordListSerializer(serializers.ListSerializer[Any]):
    """A page of records at a constant number of queries: one per prefetch, one for external ids, one per expansion."""

    child: RecordSerializer[Any]

    def to_representation(self, data: Any) -> list[Any]:
        rows, child = list(data), self.child
        models.prefetch_related_objects(rows, *child.prefetched)
        if "external_ids" in child.fields:
            child.known_as = _known_as(rows)
        shown = [child.to_representation(row) for row in rows]
        expand(rows, shown, child)
        return shown


# A record as it is shown and written. It checks the values of one request; saving is the services'.
# (Not a docstring: the resources would inherit it into their documentation.)
class RecordSerializer(serializers.ModelSerializer[M]):
    scope: ClassVar[str]  # the group of resources a token must be allowed to read or write
    example: ClassVar[dict[str, Any]]  # for the documentation, tested against the fields
    prefetched: ClassVar[tuple[str, ...]] = ()
    expandable: ClassVar[dict[str, Expansion]] = {}
    create_only: ClassVar[frozenset[str]] = frozenset()
    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DateTimeField: UtcDateTime,
    }

    class Meta:
        model: type[models.Model]
        fields: tuple[str, ...]
        list_serializer_class = RecordListSerializer

    web_url = serializers.SerializerMethodField(help_text="The record's page.")
    external_ids = serializers.SerializerMethodField(help_text="Under which ids other systems know the record.")

    def __init__(self, *args: Any, shape: Shape = WHOLE, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shape = shape
        self.known_as: Mapping[int, list[KnownAs]] = {}

    @classmethod
    def records(cls) -> models.QuerySet[Any]:
        """The rows with all that showing them takes."""
        return cls.Meta.model._default_manager.all()

    def get_fields(self) -> dict[str, Any]:
        found, wanted = super().get_fields(), self.shape.fields
        return {name: field for name, field in found.items() if name in wanted} if wanted else found

    def get_uniqueness_extra_kwargs(self, field_names: Any, declared_fields: Any, extra_kwargs: Any) -> tuple[Any, Any]:
        """None: what must be unique the service checks, against the rows it has locked."""
        return extra_kwargs, {}

    def get_validators(self) -> list[Any]:
        return []

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """As the framework does it, only that where each value comes from is worked out once for all rows of a page."""
        return {name: None if (value := read(instance)) is None else show(value) for name, read, show in self._columns}

    @cached_property
    def _columns(self) -> list[tuple[str, Callable[[Any], Any], Callable[[Any], Any]]]:
        return [(str(field.field_name), _reader(field), _shower(field)) for field in self._readable_fields]

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            self._refuse_others(data)
        return super().to_internal_value(data)

    def _refuse_others(self, data: Mapping[str, Any]) -> None:
        """A field that is not written here is refused: to ignore it would pretend that it was saved."""
        written = {field.field_name for field in self._writable_fields}
        if self.instance is not None:
            written -= self.create_only
        if others := {name: [self._refusal(name)] for name in data if name not in written}:
            raise ValidationError(others)

    def _refusal(self, name: str) -> ErrorDetail:
        if name in self.fields:
            return ErrorDetail(_("This field cannot be changed here."), "read_only")
        return ErrorDetail(_("There is no such field."), "unknown_field")

    def get_web_url(self, record: M) -> str:
        return f"{settings.SITE_URL}{self.page_of(record)}"

    def page_of(self, record: Any) -> str:
        return str(record.get_absolute_url())

    def get_external_ids(self, record: M) -> list[KnownAs]:
        return self.known_as.get(record.pk, [])


def _reader(field: Any) -> Callable[[Any], Any]:
    if field.source == "*":
        return _itself
    return attrgetter(f"{field.source}_id" if isinstance(field, Reference) else field.source)


def _shower(field: Any) -> Callable[[Any], Any]:
    return _itself if isinstance(field, Reference) else field.to_representation


def _itself(value: Any) -> Any:
    return value


def _known_as(rows: Sequence[models.Model]) -> dict[int, list[KnownAs]]:
    if not rows:
        return {}
    found: dict[int, list[KnownAs]] = defaultdict(list)
    known = ExternalId.objects.filter(kind=rows[0]._meta.label_lower, object_id__in=[row.pk for row in rows])
    for object_id, system, value in known.order_by("system", "value").values_list("object_id", "system", "value"):
        found[object_id].append({"system": system, "id": value})
    return found
