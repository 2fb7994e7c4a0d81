"""Signing in: people are invited by an administrator, nobody signs up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import translation

from kam.models import User


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Already the real address: `kam.middleware.TrustedProxies` put it there."""
        return str(request.META["REMOTE_ADDR"])

    def format_email_subject(self, subject: str) -> str:
        """As it is: the usual prefix, the host in brackets, tells a reader nothing."""
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of whoever gets it, which need not be that of the browser that asked."""
        with translation.override(context["user"].language or translation.get_language()):
            super().send_mail(template_prefix, email, context)


def display_name(user: User) -> str:
    return user.name
