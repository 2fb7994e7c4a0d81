"""The brand of the installation: who sets it, which images it takes, and how it reaches the pages of clients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from kam.models import Brand, User
from tests import make

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 50
BRAND = {"name": "Norte Bebidas", "colour": "#ffd500", "footer": "Porto"}


def save(browse: Callable[..., Browser], frank: User, **sent: Any) -> Any:
    return browse(frank).post("/settings/brand/", BRAND | sent)


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PNG, "image/png"), (b"\xff\xd8\xff\xe0" + b"0" * 50, "image/jpeg"), (b"RIFF0000WEBPVP8 ", "image/webp")],
)
def test_an_image_is_known_by_its_first_bytes(
    content: bytes, kind: str, frank: User, browse: Callable[..., Browser]
) -> None:
    save(browse, frank, logo=make.upload("logo.txt", content))

    response = Browser().get("/p/logo?v=1")
    assert (response["Content-Type"], response.content) == (kind, content)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b"<html>", PNG + b"0" * 200_000]
)
def test_other_files_are_refused(content: bytes, frank: User, browse: Callable[..., Browser]) -> None:
    assert save(browse, frank, logo=make.upload("logo.png", content)).status_code == 422
    assert not Brand.objects.exists()


def test_a_logo_stays_until_it_is_removed(frank: User, browse: Callable[..., Browser]) -> None:
    save(browse, frank, logo=make.upload("logo.png", PNG))
    save(browse, frank, name="Norte")
    assert Browser().get("/p/logo").status_code == 200

    save(browse, frank, remove_logo="on")
    assert Browser().get("/p/logo").status_code == 404


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "#ffd500;}body{display:none"])
def test_a_colour_is_six_digits_and_nothing_else(colour: str, frank: User, browse: Callable[..., Browser]) -> None:
    assert save(browse, frank, colour=colour).status_code == 422


def test_the_brand_is_on_the_pages_of_clients(
    frank: User, alice: User, contact: Any, browse: Callable[..., Browser]
) -> None:
    save(browse, frank, logo=make.upload("logo.png", PNG))

    page = Browser().get(make.portal(contact, by=alice)).content.decode()
    css = Browser().get("/p/brand.css").content.decode()

    assert "Norte Bebidas" in page
    assert "/p/logo?v=" in page
    assert ">KAM<" not in page
    assert "--primary: light-dark(#ffd500, #ffd500)" in css
    assert "--on-primary: light-dark(#000000, #000000)" in css
    assert "--link: light-dark(#ffd500" not in css
