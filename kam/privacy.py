"""Privacy in the settings: how long people are kept. Who is due and what was exported is filled in from above."""

from __future__ import annotations

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _

from kam import services
from kam.access import scope_of
from kam.forms import RetentionForm
from kam.http import Request
from kam.retention import retention
from kam.web import accepted, done, page, posted, status_of


def settings_page(request: Request) -> HttpResponse:
    if not scope_of(request.user).edits_all:
        raise PermissionDenied
    form = RetentionForm(posted(request), instance=retention())
    if accepted(form, partial(services.set_retention, by=request.user)):
        return done(request, _("The retention is saved."), to=request.path)
    return page(request, "kam/privacy.html", {"form": form}, part="form", status=status_of(form))
