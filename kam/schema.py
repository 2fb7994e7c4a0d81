"""The OpenAPI document: what drf-spectacular finds out, with the rights, errors and examples it cannot know.

It is in English whoever reads it: names and codes are English, and one document can be kept for all.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from drf_spectacular import openapi
from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import Direction, OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import exceptions, serializers
from rest_framework.permissions import SAFE_METHODS

from kam import problems, scopes
from kam.serializers import RecordSerializer

VERBS = {"list": "List", "retrieve": "Show", "create": "Create", "partial_update": "Change"}


@cache
def document() -> dict[str, Any]:
    """The whole document. It says nothing of anybody's data, and takes a second to make."""
    with translation.override("en"):
        return dict(SchemaGenerator().get_schema(request=None, public=True))


def operations() -> dict[str, list[tuple[str, str, str]]]:
    """Every operation as (method, path, summary), by group in the order of the processes."""
    found: dict[str, list[tuple[str, str, str]]] = {group: [] for group in scopes.GROUPS}
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            found[operation["tags"][0]].append((method.upper(), path, operation["summary"]))
    return {group: listed for group, listed in found.items() if listed}


class RefusalSerializer(serializers.Serializer[Any]):
    message = serializers.CharField()
    code = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """What went wrong, as RFC 9457 has it. Texts are in the reader's language; `code` and `type` never change."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    errors = serializers.DictField(  # type: ignore[assignment]  # a serializer has `errors` of its own, used on input only
        child=RefusalSerializer(many=True), required=False, help_text="By field."
    )
    request_id = serializers.CharField()
    docs_url = serializers.URLField()


class AutoSchema(openapi.AutoSchema):
    view: Any

    def get_tags(self) -> list[str]:
        return [getattr(self.view, "scope", "workspace")]

    def get_operation_id(self) -> str:
        """`objectives_close`, not `objectives_close_create`: a move creates nothing."""
        found = super().get_operation_id()
        return found if getattr(self.view, "action", "create") in VERBS else found.removesuffix("_create")

    def get_summary(self) -> str | None:
        serializer = self._record()
        if serializer is None:
            return None
        model, action = serializer.Meta.model, self.view.action
        noun = model._meta.verbose_name_plural if action == "list" else model._meta.verbose_name
        return f"{VERBS[action]} {noun}"

    def get_description(self) -> str:  # type: ignore[override]
        scope = getattr(self.view, "scope", None)
        right = "read" if self.method in SAFE_METHODS else "write"
        needs = f"A token needs the scope `{scope}:{right}`." if scope else "Any token will do."
        return f"{super().get_description()}\n\n{needs}".strip()

    def get_override_parameters(self) -> list[Any]:
        serializer = self._record()
        if serializer is None:
            return []
        found = [_parameter("fields", f"Only these fields, separated by commas: {_listed(serializer.Meta.fields)}.")]
        if serializer.expandable:
            offered = _listed(serializer.expandable)
            found.append(_parameter("expand", f"Records in place of their ids, two levels deep (`a.b`): {offered}."))
        return found

    def get_examples(self) -> list[OpenApiExample]:
        serializer = self._record()
        if serializer is None:
            return super().get_examples()
        fields, example = serializer().fields, serializer.example
        shown = {name: value for name, value in example.items() if not fields[name].write_only}
        written = {name: value for name, value in example.items() if not fields[name].read_only}
        if self.method == "PATCH":
            written = dict([pair for pair in written.items() if pair[0] not in serializer.create_only][:1])
        return [
            OpenApiExample("Record", shown, response_only=True),
            OpenApiExample("Request", written, request_only=True),
        ]

    def _record(self) -> type[RecordSerializer[Any]] | None:
        found = getattr(self.view, "serializer_class", None)
        return found if isinstance(found, type) and issubclass(found, RecordSerializer) else None

    def _resolve_path_parameters(self, variables: list[str]) -> list[dict[str, Any]]:
        """Ids all: the pattern of the addresses only keeps out numbers too big for the database."""
        identifier = {"type": "integer", "minimum": 1}
        return [found | {"schema": identifier} for found in super()._resolve_path_parameters(variables)]

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        return bodies | {str(exc.status_code): self._problem(exc, direction) for exc in self._refusals()}

    def _refusals(self) -> list[exceptions.APIException]:
        """One of each kind of refusal that this operation can answer with."""
        scope = getattr(self.view, "scope", None)
        found: list[exceptions.APIException] = [problems.UnknownParameter({"staus": ["There is no such parameter."]})]
        found.append(problems.InvalidToken())
        if scope:
            right = "read" if self.method in SAFE_METHODS else "write"
            found.append(problems.InsufficientScope(f"The token lacks the scope {scope}:{right}."))
        return [*found, exceptions.NotFound()] if "{" in self.path else found

    def _problem(self, exc: exceptions.APIException, direction: Direction) -> dict[str, Any]:
        described = problems.describe(exc) | {"request_id": "0f6f6a5e-6b0c-4a53-9d51-6f4f5a3b7c21"}
        example = OpenApiExample("Problem", described, media_type=problems.CONTENT_TYPE, status_codes=[exc.status_code])
        response = OpenApiResponse(ProblemSerializer, described["title"], [example])
        code = str(exc.status_code)
        return dict(self._get_response_for_code(response, code, [problems.CONTENT_TYPE], direction))

    def _postprocess_serializer_schema(self, schema: Any, serializer: Any, direction: Direction) -> Any:
        schema = super()._postprocess_serializer_schema(schema, serializer, direction)
        if direction == "request" and getattr(serializer, "partial", False):
            for name in getattr(serializer, "create_only", ()):
                schema["properties"].pop(name, None)
        return schema


def _parameter(name: str, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, str, description=description)


def _listed(names: Any) -> str:
    return ", ".join(f"`{name}`" for name in names)


class ReferenceSchema(OpenApiSerializerFieldExtension):
    """An id; in answers the record itself, where the caller may ask for that."""

    target_class = "kam.fields.Reference"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: Direction) -> dict[str, Any]:
        field = self.target
        expansion = getattr(field.parent, "expandable", {}).get(field.field_name)
        if direction == "request" or expansion is None:
            return {"type": "integer"}
        record = auto_schema.resolve_serializer(expansion.serializer, direction).ref
        return {"oneOf": [{"type": "integer"}, record]}


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "kam.tokens.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "A token made in the settings, `kam_pat_…`."}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "kam.tokens.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
