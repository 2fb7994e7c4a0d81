"""Who left long ago, and was not talked with since, is due: listed, or erased where that is set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone

from accounts import services
from accounts.models import Client, Contact, Erasure
from accounts.retention import due, kept_until, months_later
from accounts.tasks import mind_retention
from kam import services as kam
from kam.locks import _key
from kam.models import Event, User
from tests import make


@pytest.fixture
def left(grupo: Client, alice: User) -> Contact:
    return make.contact(grupo, "Rita Nunes", by=alice, left_on=make.days_ago(1200))


@pytest.fixture
def _by_itself(frank: User) -> None:
    kam.set_retention(months_after_leaving=36, erases_by_itself=True, by=frank)


def talk(person: Contact, ago: int, by: User) -> None:
    moment = timezone.make_aware(datetime.combine(make.days_ago(ago), time(12)))
    make.interaction(person.client, by=by, people=[person], happened_at=moment)


def test_people_are_due_so_many_months_after_they_left(left: Contact, grupo: Client, alice: User) -> None:
    make.contact(grupo, "Jorge Alves", by=alice)
    make.contact(grupo, "Eva Melo", by=alice, left_on=make.days_ago(1000))

    assert list(due(on=make.today())) == [left]
    assert not due(on=kept_until(left) or make.today())


def test_a_later_conversation_counts_from_itself(left: Contact, alice: User) -> None:
    talk(left, 100, alice)

    assert not due(on=make.today())
    assert kept_until(left) == months_later(make.days_ago(100), 36)


def test_an_earlier_conversation_does_not_shorten_the_time(left: Contact, alice: User) -> None:
    talk(left, 2000, alice)

    assert kept_until(left) == months_later(make.days_ago(1200), 36)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 12, 15), 1, date(2025, 1, 15)),
        (date(2024, 1, 15), -1, date(2023, 12, 15)),
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
    ],
)
def test_months_end_where_the_month_does(day: date, months: int, then: date) -> None:
    assert months_later(day, months) == then


def test_nobody_is_erased_unless_that_is_set(left: Contact) -> None:
    assert mind_retention() == 0
    left.refresh_from_db()
    assert left.name == "Rita Nunes"


@pytest.mark.usefixtures("_by_itself")
def test_who_is_due_is_erased_once(left: Contact) -> None:
    assert mind_retention() == 1
    assert mind_retention() == 0

    entry = Erasure.objects.get()
    assert (entry.contact_id, entry.reason, entry.by) == (left.pk, "retention", None)
    event = Event.objects.get(verb="accounts.person_erased")
    assert (event.by, event.source_name) == (None, "accounts.mind_retention")


@pytest.mark.usefixtures("_by_itself")
@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_erase_once(left: Contact) -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_key("accounts.mind_retention")])
            assert services.mind_retention(on=make.today()) == 0
    finally:
        other.close()
    assert services.mind_retention(on=make.today()) == 1


def test_an_administrator_sets_it_and_sees_who_is_due(
    left: Contact, frank: User, alice: User, browse: Callable[..., Browser]
) -> None:
    browser, address = browse(frank), "/settings/privacy/"

    page = browser.get(address).content.decode()
    assert f"/contacts/{left.pk}/erase/" in page
    assert browser.post(address, {"months_after_leaving": "0"}).status_code == 422
    assert browser.post(address, {"months_after_leaving": "120", "erases_by_itself": "on"}).status_code == 302
    assert f"/contacts/{left.pk}/erase/" not in browser.get(address).content.decode()
    assert browse(alice).get(address).status_code == 403


@pytest.mark.parametrize("months", [0, 241])
def test_a_time_that_cannot_be_meant_is_refused(months: int, frank: User) -> None:
    with pytest.raises(ValidationError):
        kam.set_retention(months_after_leaving=months, erases_by_itself=False, by=frank)


def test_consent_has_a_day(contact: Contact, alice: User) -> None:
    with pytest.raises(ValidationError) as refusal:
        services.change_contact(contact, by=alice, legal_basis=Contact.Basis.CONSENT)
    assert set(refusal.value.message_dict) == {"consented_on"}

    services.change_contact(contact, by=alice, legal_basis=Contact.Basis.CONSENT, consented_on=make.today())


def test_the_card_tells_on_which_ground_and_until_when(
    left: Contact, alice: User, bob: User, browse: Callable[..., Browser]
) -> None:
    page = browse(bob).get(f"/people/{left.pk}/").content.decode()

    assert "Legitimate interest" in page
    assert "time is over" in page
    assert f"/contacts/{left.pk}/export/" in page
    assert "A manager of the client" in browse(alice).get(f"/people/{left.pk}/").content.decode()
