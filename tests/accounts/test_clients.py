"""Clients and their people: what is refused, in which words, and what the list shows."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client as Browser

from accounts import services
from accounts.models import Client
from kam.models import Team, User
from kam.records import keep
from tests import make


def refusal(field: str, **values: object) -> str:
    """What the record says of one field when these values are refused."""
    with pytest.raises(ValidationError) as refused:
        make.client(**values)  # type: ignore[arg-type]
    return " ".join(refused.value.message_dict[field])


@pytest.mark.parametrize("number", ["501964844", "50196484", "abcdefghi"])
def test_a_nif_with_a_wrong_check_digit_is_refused(number: str, alice: User) -> None:
    assert "check digit" in refusal("tax_number", owner=alice, country="PT", tax_number=number)


def test_a_nif_may_be_typed_with_spaces(alice: User) -> None:
    assert make.client(owner=alice, country="pt", tax_number="501 964 843").tax_number == "501964843"


def test_the_tax_numbers_of_other_countries_are_taken_as_they_are(alice: User) -> None:
    assert make.client(owner=alice, country="DE", tax_number="DE 129273398").tax_number == "DE129273398"


def test_two_clients_cannot_have_one_tax_number(alice: User, grupo: Client) -> None:
    assert "already" in refusal("__all__", owner=alice, country="PT", tax_number=grupo.tax_number)


def test_a_name_of_300_letters_is_refused(alice: User) -> None:
    assert "200" in refusal("name", name="x" * 300, owner=alice)


def test_a_name_may_hold_any_letter_and_picture(alice: User) -> None:
    assert make.client("Café Ñandú 🥐 株式会社", owner=alice).name == "Café Ñandú 🥐 株式会社"


@pytest.mark.parametrize("field", ["annual_revenue", "employees"])
def test_revenue_and_headcount_are_not_negative(field: str, alice: User) -> None:
    assert refusal(field, owner=alice, **{field: -1})


def test_a_cadence_is_at_least_a_day(alice: User) -> None:
    assert "one day" in refusal("contact_every", owner=alice, contact_every=0)


def test_a_company_cannot_stand_above_its_own_parent(alice: User, grupo: Client) -> None:
    child = make.client(owner=alice, parent=grupo)

    with pytest.raises(ValidationError) as refused:
        services.change_client(grupo, parent=child, by=alice)
    assert "parent" in refused.value.message_dict


def test_an_executive_creates_no_client(erin: User) -> None:
    with pytest.raises(ValidationError, match="role"):
        make.client(owner=erin)


def test_a_client_comes_into_its_owners_team(alice: User, north: Team) -> None:
    assert make.client(owner=alice).team == north


def test_one_client_has_one_contact_per_address(alice: User, grupo: Client) -> None:
    make.contact(grupo, by=alice, email="rita@alvorada.example")

    with pytest.raises(ValidationError, match="already"):
        make.contact(grupo, by=alice, email="RITA@alvorada.example")


def test_two_clients_may_know_the_same_person(alice: User, grupo: Client) -> None:
    other = make.client(owner=alice)

    assert make.contact(grupo, by=alice, email="rita@x.example").pk
    assert make.contact(other, by=alice, email="rita@x.example").pk


def test_the_list_is_found_without_accents(alice: User, browse: Callable[..., Browser]) -> None:
    make.client("Águas do Vale", owner=alice)

    assert "Águas do Vale" in browse(alice).get("/clients/?q=aguas").content.decode()


def test_the_list_sorts_accents_among_their_letters(alice: User) -> None:
    for name in ("Banco", "Água", "alfa"):
        make.client(name, owner=alice)

    assert [client.name for client in Client.objects.by_name()] == ["Água", "alfa", "Banco"]


def test_a_filter_with_an_unknown_value_is_refused_and_said(alice: User, browse: Callable[..., Browser]) -> None:
    answer = browse(alice).get("/clients/?tier=Z")

    assert answer.status_code == 422
    assert "Z" in answer.content.decode()


def test_nobody_can_filter_by_what_they_do_not_see(dave: User, grupo: Client, browse: Callable[..., Browser]) -> None:
    Client.objects.update(segment="Secret segment")

    page = browse(dave).get("/clients/?ordering=-revenue").content.decode()

    assert "Secret segment" not in page
    assert "Alvorada" not in page


def test_nothing_there_and_nothing_found_are_told_apart(alice: User, browse: Callable[..., Browser]) -> None:
    nothing = browse(alice).get("/clients/").content.decode()
    make.client("Visible", owner=alice)
    not_found = browse(alice).get("/clients/?q=zzz").content.decode()

    assert "No clients yet" in nothing
    assert "No clients match these filters" in not_found


def test_the_list_costs_as_many_statements_for_fifty_clients_as_for_five(
    alice: User, browse: Callable[..., Browser], django_assert_max_num_queries: object
) -> None:
    for _ in range(5):
        make.client(owner=alice)
    browser = browse(alice)
    browser.get("/clients/")
    with django_assert_max_num_queries(11) as few:  # type: ignore[operator]
        browser.get("/clients/")
    for _ in range(45):
        make.client(owner=alice)

    with django_assert_max_num_queries(len(few)):  # type: ignore[operator]
        browser.get("/clients/")


def test_a_refused_form_comes_back_as_it_was_typed(alice: User, browse: Callable[..., Browser]) -> None:
    answer = browse(alice).post("/clients/new/", {"name": "Ténis & Filhos", "country": "PT", "tax_number": "123"})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Ténis &amp; Filhos" in page
    assert 'value="123"' in page


def test_scripts_in_names_are_shown_as_text(alice: User, browse: Callable[..., Browser]) -> None:
    client = make.client("<script>alert(1)</script>", owner=alice)

    for address in ("/clients/", client.get_absolute_url(), f"/clients/{client.pk}/timeline/"):
        assert "<script>alert(1)" not in browse(alice).get(address).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_people_entering_one_company_at_once_make_one_client_and_the_other_is_told(alice: User, bob: User) -> None:
    """Each finds the number free before either has written: only the database knows better."""
    both_checked, refusals = Barrier(2, timeout=10), []

    def enter(who: User) -> None:
        client = Client(name="Rio Claro", owner=who, team=north, country="PT", tax_number="501964843")
        client.full_clean()
        both_checked.wait()
        try:
            keep(client, checked=True)
        except ValidationError as refusal:
            refusals.extend(refusal.messages)
        finally:
            connection.close()

    north = alice.memberships.get().team
    entries = [Thread(target=enter, args=[who]) for who in (alice, bob)]
    for entry in entries:
        entry.start()
    for entry in entries:
        entry.join()

    assert Client.objects.count() == 1
    assert refusals == ["There is a client with this tax number already."]
