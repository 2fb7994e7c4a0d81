"""Records that belong to a client."""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.db import models

from accounts.models.client import Client, grip, reach
from kam.access import Scoped
from kam.models import User

M = TypeVar("M", bound=models.Model)


class OfClient(Scoped[M]):
    """Seen and changed by whoever may see and change the client."""

    client_path: ClassVar[str] = "client"

    def visible_to(self, user: User) -> Self:
        return self.filter(reach(user, f"{self.client_path}__"))

    def editable_by(self, user: User) -> Self:
        return self.filter(grip(user, f"{self.client_path}__"))

    def of(self, client: Client) -> Self:
        return self.filter(**{self.client_path: client})
