"""Who looks at the client portal, and whether their link still works."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from accounts.models import Client, Contact, PortalAccess


@dataclass(frozen=True, slots=True)
class Visit:
    """Who looks, by which link. A preview shows one of us what they would see: it has no token and no working form."""

    access: PortalAccess
    token: str = ""

    @property
    def contact(self) -> Contact:
        return self.access.contact

    @property
    def client(self) -> Client:
        return self.access.client

    @property
    def is_preview(self) -> bool:
        return not self.token

    @property
    def base(self) -> str:
        """Where this portal's own pages are, with the slash at the end."""
        return reverse("accounts:portal-home", args=[self.token]) if self.token else ""


def is_open(access: PortalAccess) -> bool:
    """Whether the link works now. Who has left the company has nothing to do here any more."""
    return access.is_usable(at=timezone.now()) and access.contact.left_on is None
