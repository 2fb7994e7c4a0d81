"""Links to the client portal: what opens one, what ends it, and who may give it out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from django.utils import timezone

from accounts import services
from accounts.models import Client, Contact, PortalAccess
from accounts.models.portal import CODE_ATTEMPTS, CODE_LIVES
from kam import outbox
from kam.limits import within
from kam.models import Event, User
from tests import make

pytestmark = pytest.mark.usefixtures("fresh_cache")

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def access(contact: Contact, alice: User) -> PortalAccess:
    return services.open_portal(contact, by=alice)


@pytest.fixture
def coded(contact: Contact, alice: User) -> PortalAccess:
    return services.open_portal(contact, by=alice, asks_code=True)


def link_of(access: PortalAccess) -> str:
    return f"/p/{services.token_of(access)}/"


# --- Tokens -----------------------------------------------------------------------------------------------------------


def test_the_token_is_kept_nowhere_and_can_be_made_out_again(access: PortalAccess) -> None:
    token = services.token_of(access)
    kept = [str(value) for value in PortalAccess.objects.values().get().values()]

    assert len(token) == 43
    assert token not in " ".join(kept)
    assert services.find_access(token) == access
    assert services.address_of_portal(access).endswith(f"/p/{token}/")


def test_the_key_of_the_installation_is_part_of_every_token(access: PortalAccess, settings: Any) -> None:
    token = services.token_of(access)
    settings.SECRET_KEY = "another key"

    assert services.find_access(token) == access
    assert not services.knows_token(access)
    with pytest.raises(ValidationError):
        services.token_of(access)


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: t[:-1] + "_-"[t[-1] == "_"], lambda t: t + "A", str.upper]
)
def test_a_token_that_is_not_whole_opens_nothing_and_says_what_to_do(
    spoil: Callable[[str], str], access: PortalAccess
) -> None:
    response = Browser().get(f"/p/{spoil(services.token_of(access))}/")

    assert response.status_code == 404
    assert "copy the whole link" in response.content.decode()


def test_a_renewed_link_is_another_one_and_the_old_keeps_its_day(access: PortalAccess, alice: User) -> None:
    renewed = services.renew_portal(access, by=alice, days=90)

    assert services.token_of(renewed) != services.token_of(access)
    assert [Browser().get(link_of(each)).status_code for each in (access, renewed)] == [200, 200]


def test_a_link_that_lasts_long_enough_is_used_again(access: PortalAccess, contact: Contact, alice: User) -> None:
    again = services.access_for(contact, by=alice, until=make.days_ago(-10))
    longer = services.access_for(contact, by=alice, until=make.days_ago(-100))

    assert again == access
    assert longer != access
    assert longer.expires_on == make.days_ago(-100)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_link_works_for_a_day_to_a_year(days: int, contact: Contact, alice: User) -> None:
    with pytest.raises(ValidationError):
        services.open_portal(contact, by=alice, days=days)


# --- The end of a link ------------------------------------------------------------------------------------------------


def test_a_revoked_link_is_gone_and_offers_a_new_one(access: PortalAccess, alice: User) -> None:
    services.revoke_portal(access, by=alice)

    response = Browser().get(link_of(access))

    assert response.status_code == 410
    assert "Ask for a new link" in response.content.decode()
    assert "Grupo Alvorada" not in response.content.decode()


def test_a_link_works_to_the_end_of_its_day_and_no_longer(contact: Contact, alice: User) -> None:
    with time_machine.travel(NOON, tick=False):
        access = services.open_portal(contact, by=alice, days=1)
    with time_machine.travel(datetime(2026, 6, 2, 22, 59, tzinfo=UTC)):  # an hour behind Lisbon's summer
        assert Browser().get(link_of(access)).status_code == 200
    with time_machine.travel(datetime(2026, 6, 2, 23, 0, tzinfo=UTC)):
        assert Browser().get(link_of(access)).status_code == 410


def test_the_link_of_somebody_who_has_left_is_gone(access: PortalAccess, contact: Contact, alice: User) -> None:
    services.change_contact(contact, by=alice, left_on=make.today())

    assert Browser().get(link_of(access)).status_code == 410


def test_asking_for_a_new_link_tells_the_owner_once_a_day(access: PortalAccess, alice: User) -> None:
    services.revoke_portal(access, by=alice)
    for _ in range(3):
        assert Browser().post(f"{link_of(access)}ask/").status_code == 200

    outbox.sweep()

    assert Event.objects.filter(verb="accounts.portal_asked_again", by=None, source="portal").count() == 1
    assert [letter.to for letter in mail.outbox] == [[f"{alice.name} <{alice.email}>"]]
    assert services.token_of(access) not in mail.outbox[0].body


# --- The code ---------------------------------------------------------------------------------------------------------


def send(access: PortalAccess, *, at: datetime = NOON) -> str:
    services.send_code(access, at=at)
    return next(word.strip(".") for word in mail.outbox[-1].body.split() if word.strip(".").isdigit())


def test_a_link_with_a_code_opens_after_the_code_only(coded: PortalAccess) -> None:
    browser, link = Browser(), link_of(coded)
    assert browser.get(link).url == f"{link}code/"
    assert browser.post(f"{link}code/send/").status_code == 302
    code = next(word.strip(".") for word in mail.outbox[-1].body.split() if word.strip(".").isdigit())

    assert browser.post(f"{link}code/", {"code": code}).url == link
    assert browser.get(link).status_code == 200
    assert Browser().get(link).status_code == 302
    cookie = browser.cookies["portal-code"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (link, True, "Lax")


def test_the_cookie_of_one_link_does_not_open_another(coded: PortalAccess, contact: Contact, alice: User) -> None:
    other = services.open_portal(contact, by=alice, asks_code=True)
    browser = Browser()
    browser.post(f"{link_of(coded)}code/send/")
    code = next(word.strip(".") for word in mail.outbox[-1].body.split() if word.strip(".").isdigit())
    browser.post(f"{link_of(coded)}code/", {"code": code})

    taken = browser.cookies["portal-code"].value
    response = Browser().get(link_of(other), headers={"Cookie": f"portal-code={taken}"})

    assert response.status_code == 302


def test_a_code_works_once(coded: PortalAccess) -> None:
    code = send(coded)

    assert services.check_code(coded, code=code, at=NOON)
    assert not services.check_code(coded, code=code, at=NOON)


def test_a_code_is_over_after_a_quarter_of_an_hour(coded: PortalAccess) -> None:
    code = send(coded)

    assert not services.check_code(coded, code=code, at=NOON + CODE_LIVES)


def test_wrong_codes_end_the_right_one(coded: PortalAccess) -> None:
    code = send(coded)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _ in range(CODE_ATTEMPTS):
        assert not services.check_code(coded, code=wrong, at=NOON)

    assert not services.check_code(coded, code=code, at=NOON)


def test_codes_are_sent_at_most_once_a_minute(coded: PortalAccess) -> None:
    send(coded)

    with pytest.raises(ValidationError):
        services.send_code(coded, at=NOON + timedelta(seconds=59))
    assert len(mail.outbox) == 1
    send(coded, at=NOON + timedelta(seconds=60))


def test_a_code_is_mailed_in_the_persons_language(grupo: Client, alice: User) -> None:
    person = make.contact(grupo, "João", by=alice, email="joao@alvorada.example", language="pt-pt")
    send(services.open_portal(person, by=alice, asks_code=True))

    assert '<html lang="pt-pt">' in mail.outbox[0].alternatives[0].content
    assert mail.outbox[0].to[0].endswith("<joao@alvorada.example>")


# --- Around it --------------------------------------------------------------------------------------------------------


def test_portal_pages_are_neither_kept_nor_found(access: PortalAccess, alice: User) -> None:
    links = [link_of(access), "/p/nothing/", f"{link_of(access)}nowhere/"]

    for response in (Browser().get(link) for link in links):
        assert response["Cache-Control"] == "no-store"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Referrer-Policy"] == "same-origin"
        assert "style-src 'self'" in response["Content-Security-Policy"]


def test_the_token_is_in_no_log(access: PortalAccess, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "django_structlog")
    Browser().get(link_of(access))
    Browser().get(f"{link_of(access)}nowhere/")

    said = " ".join(str(record.msg) for record in caplog.records if record.name.startswith("django_structlog"))
    assert "/p/…/" in said
    assert services.token_of(access) not in said


def test_who_tries_many_links_is_slowed_down(access: PortalAccess) -> None:
    tried = [Browser().get(f"/p/guess-{number}/").status_code for number in range(31)]

    assert tried == [404] * 30 + [429]
    assert Browser().get(link_of(access)).status_code == 200


def test_a_cache_that_is_down_turns_nobody_away(access: PortalAccess, settings: Any) -> None:
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}

    assert within("anything", "anybody", times=0, seconds=60)
    assert Browser().get("/p/nothing/").status_code == 404


def test_a_link_given_out_is_told_and_copied_by_those_who_may_change_the_client(
    grupo: Client, contact: Contact, alice: User, carol: User, browse: Callable[..., Browser]
) -> None:
    browse(alice).post(f"/clients/{grupo.pk}/portal/", {"contact": contact.pk, "days": 30})
    address = services.address_of_portal(PortalAccess.objects.get())

    assert address in browse(alice).get(f"/clients/{grupo.pk}/portal/").content.decode()
    assert address not in browse(carol).get(f"/clients/{grupo.pk}/portal/").content.decode()
    assert services.token_of(PortalAccess.objects.get()) not in str(list(Event.objects.values()))


def test_a_link_is_not_given_to_somebody_of_another_client(
    grupo: Client, alice: User, north: Any, browse: Callable[..., Browser]
) -> None:
    other = make.contact(make.client("Rio Claro", owner=alice, team=north), by=alice)

    response = browse(alice).post(f"/clients/{grupo.pk}/portal/", {"contact": other.pk, "days": 30})

    assert response.status_code == 422
    assert not PortalAccess.objects.exists()


def test_the_preview_shows_what_they_see_without_a_form(
    grupo: Client, contact: Contact, access: PortalAccess, alice: User, browse: Callable[..., Browser]
) -> None:
    page = browse(alice).get(f"/clients/{grupo.pk}/portal/preview/{contact.pk}/").content.decode()

    assert "Hello, Rita Nunes" in page
    assert "<form" not in page
    assert services.token_of(access) not in page
    access.refresh_from_db()
    assert access.last_used_at is None


def test_the_use_of_a_link_is_noted_to_the_minute(access: PortalAccess) -> None:
    Browser().get(link_of(access))

    access.refresh_from_db()
    assert access.last_used_at is not None
    assert timezone.now() - access.last_used_at < timedelta(minutes=1)


def test_the_api_tells_the_address_once(
    contact: Contact, alice: User, browse: Callable[..., Browser], grupo: Client
) -> None:
    api = Browser(headers={"Authorization": f"Bearer {make.token(alice)[1]}"})
    made = api.post("/api/v1/portal-accesses/", {"contact": contact.pk}, content_type="application/json").json()

    assert made["address"] == services.address_of_portal(PortalAccess.objects.get())
    assert api.get(f"/api/v1/portal-accesses/{made['id']}/").json()["address"] is None
    assert "digest" not in made
    assert "nonce" not in made
    api.post(f"/api/v1/portal-accesses/{made['id']}/revoke/")
    assert Browser().get(f"/p/{made['address'].split('/p/')[1]}").status_code == 410
