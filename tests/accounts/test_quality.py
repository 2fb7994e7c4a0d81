from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from django.utils import timezone

from accounts import quality, services
from accounts.models import Client
from kam.models import Event, Undo, User
from tests import make

pytestmark = pytest.mark.django_db


def lacking(user: User, key: str) -> set[str]:
    checks = quality.checks_for(user, on=timezone.localdate())
    [check] = [check for check in checks if check.key == key]
    seen = Client.objects.visible_to(user).active()
    return set(quality.worst_first(seen, checks, check).values_list("name", flat=True))


def browser_of(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def test_a_client_without_a_tax_number_is_found(alice: User) -> None:
    make.client("Without", owner=alice)
    make.client("With", owner=alice, country="PT", tax_number="501964843")

    assert "Without" in lacking(alice, "tax-number")
    assert "With" not in lacking(alice, "tax-number")


def test_a_name_twice_is_found_accents_aside_but_only_among_what_one_sees(alice: User, dave: User) -> None:
    make.client("Água Viva", owner=alice)
    make.client("agua viva", owner=alice)
    make.client("Hidden", owner=dave)
    make.client("Hidden", owner=alice)

    assert lacking(alice, "twice") == {"Água Viva", "agua viva"}


def test_a_client_is_stale_when_nothing_happened_for_long(alice: User) -> None:
    old = make.client("Old", owner=alice)
    make.client("New", owner=alice)
    long_ago = timezone.now() - timedelta(days=300)
    Client.objects.filter(pk=old.pk).update(created_at=long_ago)
    Event.objects.filter(client_id=old.pk).update(at=long_ago)

    assert lacking(alice, "stale") == {"Old"}


def test_a_cadence_longer_than_usual_is_found(alice: User) -> None:
    make.client("Slow", owner=alice, tier="A", contact_every=60)
    make.client("Usual", owner=alice, tier="A", contact_every=30)
    make.client("None", owner=alice, tier="A")

    assert lacking(alice, "cadence") == {"Slow"}


def test_people_are_checked(alice: User) -> None:
    make.client("Nobody", owner=alice)
    mute = make.client("Mute", owner=alice)
    make.contact(mute, by=alice)
    twice = make.client("Twice", owner=alice)
    make.contact(twice, "José Pinto", by=alice, email="one@client.example")
    make.contact(twice, "Jose pinto", by=alice, email="two@client.example")

    assert {"Nobody"} <= lacking(alice, "no-contact")
    assert not {"Mute", "Twice"} & lacking(alice, "no-contact")
    assert lacking(alice, "no-email") == {"Mute"}
    assert lacking(alice, "person-twice") == {"Twice"}


def test_hygiene_is_the_share_of_checks_passed_and_sums_over_teams(alice: User) -> None:
    make.client("One", owner=alice)
    make.client("Two", owner=alice, segment="Retail", country="PT", tax_number="501964843")
    checks = quality.checks_for(alice, on=timezone.localdate())
    seen = Client.objects.visible_to(alice).active()

    hygiene, counted = quality.counts(seen, checks)
    teams = quality.by_team(seen, checks)

    assert hygiene.gaps == sum(one.gaps for one in counted) == sum(team.hygiene.gaps for team in teams)
    assert hygiene.gaps == sum(quality.of_client(client, checks)[0].gaps for client in seen)
    assert hygiene.percent == (hygiene.asked - hygiene.gaps) * 100 // hygiene.asked


def test_nothing_to_check_has_no_per_cent() -> None:
    assert quality.Hygiene(0, 12, 0).percent is None


def test_one_click_puts_it_right_and_undo_takes_it_back(alice: User) -> None:
    client = make.client(owner=alice, tier="A", contact_every=60)
    browser = browser_of(alice)

    assert browser.post(f"/data-quality/cadence/{client.pk}/").status_code == 302
    client.refresh_from_db()
    assert client.contact_every is None

    browser.post(f"/undo/{Undo.objects.get(by=alice).pk}/")
    client.refresh_from_db()
    assert client.contact_every == 60


def test_a_refused_value_stays_as_typed(alice: User) -> None:
    client = make.client("Bad number", owner=alice, country="PT")

    response = browser_of(alice).post(f"/data-quality/tax-number/{client.pk}/", {"tax_number": "123"})

    assert response.status_code == 422
    assert 'value="123"' in response.content.decode()
    assert "not a valid NIF" in response.content.decode()


def test_a_fix_is_not_taken_back_over_a_later_change(alice: User) -> None:
    client = make.client(owner=alice, segment="")
    was, now = services.fix_client(client, by=alice, values={"segment": "Retail"})
    services.change_client(client, by=alice, segment="Hotels")

    with pytest.raises(ValidationError):
        services.set_back_client(client, was=was, now=now, by=alice)


@pytest.mark.parametrize(("who", "status"), [("alice", 302), ("carol", 403), ("dave", 404)])
def test_who_may_put_right(who: str, status: int, grupo: Client, request: pytest.FixtureRequest) -> None:
    browser = browser_of(request.getfixturevalue(who))

    assert browser.post(f"/data-quality/cadence/{grupo.pk}/").status_code == status


def test_an_unknown_check_is_refused(alice: User) -> None:
    assert browser_of(alice).get("/data-quality/?check=no-such").status_code == 422
    assert browser_of(alice).get("/data-quality/?check=owner").status_code == 200
