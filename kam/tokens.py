"""How a request of the API says who it comes from, and what a token may do."""

from __future__ import annotations

import re
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from rest_framework import authentication
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from kam import actor, services
from kam.models import ApiToken, User
from kam.problems import InsufficientScope, InvalidToken

SCHEME = "Bearer"
TOKEN = re.compile(rf"{services.TOKEN_START}[0-9A-Za-z_-]{{20,100}}")


class SignedRequest(Request):
    """A request once it is known who sent it: by a token, or signed in to the pages."""

    user: User
    auth: ApiToken | None


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer kam_pat_…`: a token reaches what its owner reaches, within its scopes."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, plain = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        token = _found(plain.strip())
        services.note_use(token, at=timezone.now())
        actor.through_token(token.name, token.user_id)
        if token.user.language and "Accept-Language" not in request.headers:
            translation.activate(token.user.language)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return f'{SCHEME} realm="KAM"'


def _found(plain: str) -> ApiToken:
    if not TOKEN.fullmatch(plain):
        raise InvalidToken
    usable = ApiToken.objects.usable(at=timezone.now()).select_related("user")
    token = usable.filter(prefix=services.prefix_of(plain), digest=services.digest_of(plain)).first()
    if token is None:
        raise InvalidToken
    return token


class SessionAuthentication(authentication.SessionAuthentication):
    """The session of a person signed in to the pages, for trying the API in the browser; writes need the CSRF token."""


class HoldsScope(BasePermission):
    """A token reads and writes only the groups of resources it was made for. A signed-in person needs no scope."""

    def has_permission(self, request: Any, view: Any) -> bool:
        require(request, view.scope, "read" if request.method in SAFE_METHODS else "write")
        return True


def require(request: SignedRequest, group: str, right: str) -> None:
    scope = f"{group}:{right}"
    if request.auth is not None and scope not in request.auth.scopes:
        raise InsufficientScope(_("The token lacks the scope %s.") % scope)
