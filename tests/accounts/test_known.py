"""Who is known already, asked while somebody types a new one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from accounts.models import Client, Contact
from kam.models import User

Browse = Callable[..., Browser]


@pytest.mark.parametrize("typed", [{"tax_number": "501 964 843"}, {"name": "grupo ALVORADA"}])
def test_a_client_is_known_by_its_tax_number_or_its_name(
    typed: dict[str, str], grupo: Client, alice: User, dave: User, browse: Browse
) -> None:
    assert b"Grupo Alvorada" in browse(alice, htmx=True).get("/clients/known/", typed).content
    assert b"Grupo Alvorada" not in browse(dave, htmx=True).get("/clients/known/", typed).content


@pytest.mark.parametrize(
    "address",
    [
        "/clients/known/?name=a%00b",
        "/clients/known/?tax_number=a%00b",
        "/clients/{c}/contacts/known/?email=a%00b",
        "/contacts/{p}/same-person/?q=a%00b",
    ],
)
def test_a_sign_that_no_text_holds_finds_nobody(address: str, contact: Contact, alice: User, browse: Browse) -> None:
    assert browse(alice).get(address.format(c=contact.client_id, p=contact.pk)).status_code == 200


def test_nothing_typed_knows_nobody(grupo: Client, contact: Contact, alice: User, browse: Browse) -> None:
    assert b"Open it" not in browse(alice).get("/clients/known/").content
    assert b"Open it" not in browse(alice).get(f"/clients/{grupo.pk}/contacts/known/", {"email": " "}).content


def test_a_person_is_known_by_their_address_where_one_sees_them(
    contact: Contact, alice: User, dave: User, browse: Browse
) -> None:
    address = f"/clients/{contact.client_id}/contacts/known/"

    assert b"Rita Nunes" in browse(alice).get(address, {"email": "RITA@alvorada.example"}).content
    assert browse(dave).get(address, {"email": "rita@alvorada.example"}).status_code == 404
