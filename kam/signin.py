"""Signing in: people are invited by an administrator, nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from kam.models import User


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Already the real address: `kam.middleware.TrustedProxies` put it there."""
        return str(request.META["REMOTE_ADDR"])


def display_name(user: User) -> str:
    return user.name
