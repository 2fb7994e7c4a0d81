"""Imports in the menu, and how what they take back is told."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kam.access import scope_of
from kam.events import describe
from kam.http import Request
from kam.slots import fill
from kam.web import NavEntry

describe("accounts.import_undone", _("%(by)s undid the import of %(number)s"), icon="undo-2")


@fill("nav", order=90)
def imports_entry(request: Request) -> NavEntry | None:
    scope = scope_of(request.user)
    if not (scope.works or scope.edits_all):
        return None
    return NavEntry(_("Import"), reverse("accounts:imports"), "upload", "settings")
