"""Settings of the installation, which belong to no client: everybody knows them, administrators change them."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models

from kam.access import Scoped, scope_of
from kam.models import User

M = TypeVar("M", bound=models.Model)


class OfHouse(Scoped[M]):
    def visible_to(self, user: User) -> Self:
        return self

    def editable_by(self, user: User) -> Self:
        return self if scope_of(user).edits_all else self.none()
