"""How the installation looks to people outside: the page where it is set, and its colours and logo as files.

Both are files because the content security policy allows no style in a page.
"""

from __future__ import annotations

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kam import services
from kam.access import scope_of
from kam.brand import DARK_GROUND, LIGHT_GROUND, brand
from kam.colours import as_text, stronger, text_on
from kam.forms import BrandForm
from kam.http import Request
from kam.models import Brand
from kam.web import accepted, done, page, posted, status_of, uploaded

FOR_GOOD = "public, max-age=31536000, immutable"

COLOURS = """:root {{
  --primary: light-dark({light}, {dark});
  --primary-hover: light-dark({light_hover}, {dark_hover});
  --on-primary: light-dark({on_light}, {on_dark});
  --link: light-dark({text_light}, {text_dark});
  --focus: light-dark({text_light}, {text_dark});
}}
"""


def settings_page(request: Request) -> HttpResponse:
    if not scope_of(request.user).edits_all:
        raise PermissionDenied
    now = brand()
    form = BrandForm(posted(request), uploaded(request), instance=now)
    if accepted(form, partial(services.set_brand, by=request.user)):
        return done(request, _("The brand is saved: clients see it from now on."), to=request.path)
    return page(request, "kam/brand.html", {"form": form, "brand": now}, part="form", status=status_of(form))


@login_not_required
def colours(request: HttpRequest) -> HttpResponse:
    """The brand's colour in the places of the product's own, made readable where it would not be."""
    shown = brand()
    light, dark = shown.colour, as_text(shown.colour, on=DARK_GROUND)
    text = COLOURS.format(
        light=light,
        dark=dark,
        light_hover=stronger(light),
        dark_hover=stronger(dark),
        on_light=text_on(light),
        on_dark=text_on(dark),
        text_light=as_text(light, on=LIGHT_GROUND),
        text_dark=dark,
    )
    return _kept(HttpResponse(text, content_type="text/css; charset=utf-8"))


@login_not_required
def logo(request: HttpRequest) -> HttpResponse:
    shown = Brand.objects.exclude(logo_type="").first()
    if shown is None or not shown.logo:
        raise Http404
    return _kept(HttpResponse(bytes(shown.logo), content_type=shown.logo_type))


def _kept(response: HttpResponse) -> HttpResponse:
    """The address carries the version, so what it leads to never changes."""
    response["Cache-Control"] = FOR_GOOD
    response["X-Content-Type-Options"] = "nosniff"
    return response
