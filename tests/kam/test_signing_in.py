"""Signing in, and what is said to those who cannot."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client as Browser
from django.utils import translation
from django.utils.translation import gettext, ngettext

from kam.models import User

pytestmark = pytest.mark.usefixtures("fresh_cache")
LINK = re.compile(r"http://\S+/password/reset/key/\S+")
NEW = "a better word than that"


def test_a_forgotten_password_is_chosen_anew(alice: User, browse: Callable[..., Browser]) -> None:
    browser = browse()
    browser.post("/password/reset/", {"email": alice.email})
    form = browser.get(LINK.findall(mail.outbox[0].body)[0], follow=True)
    browser.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW})

    assert User.objects.get(pk=alice.pk).check_password(NEW)


def test_a_strangers_address_is_answered_like_any_other(alice: User, browse: Callable[..., Browser]) -> None:
    known = browse().post("/password/reset/", {"email": alice.email})
    unknown = browse().post("/password/reset/", {"email": "nobody@nowhere.example"})

    assert (unknown.status_code, unknown["Location"]) == (known.status_code, known["Location"])
    assert [message.to for message in mail.outbox] == [[alice.email]]


def test_a_mail_is_in_the_language_of_whoever_gets_it(alice: User, browse: Callable[..., Browser]) -> None:
    User.objects.filter(pk=alice.pk).update(language="pt-pt")
    browse().post("/password/reset/", {"email": alice.email}, HTTP_ACCEPT_LANGUAGE="en")

    assert mail.outbox[0].subject == "Escolha uma nova palavra-passe para o KAM"
    assert mail.outbox[0].body.startswith("Olá, Alice:")


def test_a_wrong_password_is_refused_in_the_language_of_the_browser(browse: Callable[..., Browser], db: None) -> None:
    wrong = {"login": "nobody@nowhere.example", "password": "not this one"}
    page = browse().post("/login/", wrong, HTTP_ACCEPT_LANGUAGE="pt-PT").content.decode()

    assert "O endereço de e-mail ou a palavra-passe não estão certos." in page


def test_the_words_of_libraries_are_translated_where_they_are_not() -> None:
    with translation.override("pt-pt"):
        short = ngettext(
            "This password is too short. It must contain at least %d character.",
            "This password is too short. It must contain at least %d characters.",
            12,
        )
        assert short % 12 == "A palavra-passe é demasiado curta: precisa de, pelo menos, 12 caracteres."
        assert gettext("Not a valid string.") == "Não é um texto válido."
