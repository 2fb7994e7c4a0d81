"""Errors of the API as RFC 9457 problem details: the text in the reader's language, the code the same for ever."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from typing import Any

import structlog
from django.conf import settings
from django.core import exceptions as django
from django.core.signals import got_request_exception
from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.fields import get_error_detail
from rest_framework.response import Response

CONTENT_TYPE = "application/problem+json"
OF_NO_FIELD = "__all__"

TITLES = {
    400: _("The request is not valid"),
    401: _("Sign in first"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("Not possible here"),
    406: _("No such format"),
    413: _("Too large"),
    415: _("Not in JSON"),
    500: _("Something went wrong on our side"),
}

CODES = {
    "invalid": _("Values were refused; `errors` says for each field why."),
    "unknown_parameter": _("The address has a parameter that this resource does not know."),
    "parse_error": _("The body is not JSON."),
    "not_authenticated": _("There is no token in the request."),
    "invalid_token": _("The token is unknown, revoked or expired, or its owner may no longer sign in."),
    "permission_denied": _("You may look at this record and not change it, or your role changes nothing."),
    "insufficient_scope": _("The token was not given the right that this request needs."),
    "not_found": _("There is no such record, or it is not for you to see."),
    "method_not_allowed": _("The resource has no such operation. Nothing is replaced (PUT) or deleted here."),
    "not_acceptable": _("Only JSON can be answered."),
    "too_large": _("The body is larger than this server takes."),
    "unsupported_media_type": _("Send JSON, and say so: Content-Type: application/json."),
    "error": _("An error of ours. It was recorded under the `request_id`."),
}


class UnknownParameter(exceptions.ValidationError):
    """Refused rather than ignored: a mistyped filter would silently list everything."""

    default_code = "unknown_parameter"


def refuse_unknown_parameters(request: Any, known: Container[str]) -> None:
    if unknown := [name for name in request.query_params if name not in known]:
        raise UnknownParameter({name: [gettext("There is no such parameter here.")] for name in unknown})


class InvalidToken(exceptions.AuthenticationFailed):
    default_code = "invalid_token"
    default_detail = CODES["invalid_token"]


class InsufficientScope(exceptions.PermissionDenied):
    default_code = "insufficient_scope"


class TooLarge(exceptions.APIException):
    status_code = 413
    default_code = "too_large"
    default_detail = CODES["too_large"]


def handle(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to whatever a view of the API raised."""
    known = _as_api_exception(exc)
    if known is None and settings.DEBUG:
        return None  # the developer wants the traceback page
    if known is None:
        known = exceptions.APIException(TITLES[500])
        got_request_exception.send(sender=None, request=context["request"]._request)  # which logs it
    problem = describe(known)
    return Response(problem, problem["status"], content_type=CONTENT_TYPE, headers=_headers(known))


def describe(exc: exceptions.APIException) -> dict[str, Any]:
    code = exc.default_code if isinstance(exc.detail, dict | list) else exc.detail.code
    errors = _errors(exc.detail) if isinstance(exc, exceptions.ValidationError) else {}
    return {
        "type": f"urn:kam:problem:{code}",
        "title": str(TITLES.get(exc.status_code, TITLES[400])),
        "status": exc.status_code,
        "detail": _summary(errors) if errors else str(exc.detail),
        "code": code,
        **({"errors": errors} if errors else {}),
        "request_id": structlog.contextvars.get_contextvars().get("request_id", ""),
        "docs_url": f"{settings.SITE_URL}/developers/#{code}",
    }


def _as_api_exception(exc: Exception) -> exceptions.APIException | None:
    if isinstance(exc, exceptions.APIException):
        return exc
    if isinstance(exc, Http404):
        return exceptions.NotFound()
    if isinstance(exc, django.PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(exc, django.RequestDataTooBig):
        return TooLarge()
    if isinstance(exc, django.ValidationError):  # a service's refusal
        return exceptions.ValidationError(get_error_detail(exc))
    return None


Errors = dict[str, list[dict[str, str]]]


def _errors(detail: Any) -> Errors:
    """By field; of a field within a list, such as `milestones.0.value`."""
    found: Errors = defaultdict(list)
    for path, refusal in _refusals(detail, ""):
        found[path or OF_NO_FIELD].append({"message": str(refusal), "code": refusal.code or "invalid"})
    return dict(found)


def _refusals(detail: Any, path: str) -> Iterator[tuple[str, exceptions.ErrorDetail]]:
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            yield from _refusals(inner, f"{path}.{key}".removeprefix("."))
    elif isinstance(detail, list):
        for inner in detail:
            yield from _refusals(inner, path)
    else:
        yield path, detail


def _summary(errors: Errors) -> str:
    """For people who read nothing but the detail: every refusal, each with its field."""
    return " ".join(
        refusal["message"] if field == OF_NO_FIELD else f"{field}: {refusal['message']}"
        for field, refusals in errors.items()
        for refusal in refusals
    )


def _headers(exc: exceptions.APIException) -> dict[str, str]:
    challenge = getattr(exc, "auth_header", None)
    return {"WWW-Authenticate": challenge} if challenge else {}
