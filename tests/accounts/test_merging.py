"""Two records of one person become one, and two again; one human being at two clients keeps both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client as Browser
from django.utils import timezone

from accounts import people, services
from accounts.models import Client, Contact, PortalAccess
from kam import undo
from kam.models import Event, ExternalId, User
from kam.services import remember_external_id
from planning.models import Action, Agreement
from relationships.models import (
    Acquaintance,
    Assessment,
    Interaction,
    Invitation,
    Link,
    Meeting,
    Need,
    Opinion,
    Stakeholder,
    Survey,
)
from relationships.services import allow_surveys, refuse_surveys
from tests import make


@pytest.fixture
def rita(grupo: Client, alice: User) -> Contact:
    return make.contact(grupo, "Rita Nunes", by=alice, email="rita@alvorada.example")


@pytest.fixture
def again(grupo: Client, alice: User) -> Contact:
    return make.contact(grupo, "Rita M. Nunes", by=alice, phone="+351 912 345 678", job_title="CFO")


@pytest.fixture
def other(grupo: Client, alice: User) -> Contact:
    return make.contact(grupo, "Jorge Alves", by=alice)


def everything_about(person: Contact, other: Contact, by: User) -> None:
    """A row in every relation that moves."""
    client, today, now = person.client, make.today(), timezone.now()
    spoken = make.interaction(client, by=by, people=[person])
    need = make.need(client, by=by, stated_by=person)
    Assessment.objects.create(need=need, assessed_on=today, importance=3, fit=3, status="assumed", asked=person, by=by)
    meeting = Meeting.objects.create(client=client, title="Prices", starts_at=now, ends_at=now, owner=by, created_by=by)
    meeting.people.add(person)
    Opinion.objects.create(contact=person, trait="role", value="user", noted_on=today, evidence="Said so", by=by)
    Acquaintance.objects.create(contact=person, colleague=by, level=1, noted_on=today, by=by)
    Stakeholder.objects.create(contact=person, hours="Mornings", wishes="Short mails")
    Link.objects.create(source=person, kind="reports_to", target=other, since=today, by=by)
    Link.objects.create(source=other, kind="influences", target=person, since=today, by=by)
    survey = Survey.objects.create(name="Spring", opens_on=today, closes_on=today, created_by=by)
    Invitation.objects.create(
        survey=survey, client=client, contact=person, language="en", nonce="n", digest=f"d{person.pk}"
    )
    make.action(client, by=by, client_owner=person, interaction=spoken)
    make.objective(client, by=by, client_owner=person)
    services.open_portal(person, by=by)


def state() -> dict[str, Any]:
    """Every row that says something of somebody, but for when it was last touched."""
    found: dict[str, Any] = {}
    for model in {relation.model for relation in people.relations()} | {Contact}:
        columns = [column.attname for column in model._meta.concrete_fields if column.name != "updated_at"]
        found[model._meta.label] = list(model._default_manager.order_by("pk").values(*columns))
    return found


def test_everything_that_moves_moves_and_empty_fields_are_filled(
    rita: Contact, again: Contact, other: Contact, alice: User
) -> None:
    everything_about(again, other, alice)

    services.merge_contacts(rita, again, by=alice)

    rita.refresh_from_db()
    again.refresh_from_db()
    assert (rita.email, rita.phone, rita.job_title) == ("rita@alvorada.example", "+351 912 345 678", "CFO")
    assert (again.merged_into_id, again.name) == (rita.pk, "Rita M. Nunes")
    for relation in people.relations():
        rows: models.QuerySet[Any] = relation.model._default_manager.filter(**{relation.field: again})
        assert not rows.exists(), relation.key
    moved = [Opinion, Acquaintance, PortalAccess, Invitation]
    assert [model.objects.filter(contact=rita).count() for model in moved] == [1] * 4
    assert (rita.stakeholder.hours, Link.objects.filter(source=rita).count()) == ("Mornings", 1)


def test_the_id_of_another_system_leads_to_the_record_that_is_kept(rita: Contact, again: Contact, alice: User) -> None:
    remember_external_id(again, system="erp", value="P-7")
    back = services.merge_contacts(rita, again, by=alice)
    assert ExternalId.objects.get().object_id == rita.pk

    undo.take_back(back, by=alice)
    assert ExternalId.objects.get().object_id == again.pk


def test_both_hear_of_it(rita: Contact, again: Contact, alice: User, grupo: Client) -> None:
    services.merge_contacts(rita, again, by=alice)

    told = Event.objects.filter(client_id=grupo.pk, verb__in=["accounts.contact_merged", "accounts.contact_absorbed"])
    assert {(event.subject_id, event.payload["other"]) for event in told} == {
        (rita.pk, "Rita M. Nunes"), (again.pk, "Rita Nunes"),
    }  # fmt: skip


def test_undoing_puts_everything_back_exactly(rita: Contact, again: Contact, other: Contact, alice: User) -> None:
    everything_about(again, other, alice)
    before = state()
    back = services.merge_contacts(rita, again, by=alice)

    undo.take_back(back, by=alice)

    assert state() == before


def test_what_both_have_is_solved_and_comes_back(rita: Contact, again: Contact, other: Contact, alice: User) -> None:
    """Both in one conversation, both with preferences, both reporting to the same, and a line between the two."""
    everything_about(again, other, alice)
    spoken = make.interaction(rita.client, by=alice, people=[rita, again])
    Stakeholder.objects.create(contact=rita, hours="Evenings")
    Link.objects.create(source=rita, kind="reports_to", target=other, since=make.today(), by=alice)
    Link.objects.create(source=again, kind="influences", target=rita, since=make.today(), by=alice)
    survey = Survey.objects.get()
    Invitation.objects.create(
        survey=survey, client=rita.client, contact=rita, language="en", nonce="n", digest="another"
    )
    before = state()

    back = services.merge_contacts(rita, again, by=alice)

    assert list(spoken.people.all()) == [rita]
    preferences = Stakeholder.objects.get(contact=rita)
    assert (preferences.hours, preferences.wishes) == ("Evenings", "Short mails")
    assert Link.objects.filter(source=rita, kind="reports_to").count() == 1
    assert not Link.objects.filter(source=models.F("target")).exists()
    assert Invitation.objects.filter(contact=again).count() == 1

    undo.take_back(back, by=alice)
    assert state() == before


def test_a_merge_is_not_undone_once_something_of_it_was_changed(
    rita: Contact, again: Contact, other: Contact, alice: User
) -> None:
    everything_about(again, other, alice)
    back = services.merge_contacts(rita, again, by=alice)
    Action.objects.filter(client_owner=rita).update(client_owner=other)

    with pytest.raises(ValidationError, match="changed since"):
        undo.take_back(back, by=alice)
    again.refresh_from_db()
    assert again.merged_into_id == rita.pk


def test_a_field_written_since_is_not_taken_away(rita: Contact, again: Contact, alice: User) -> None:
    back = services.merge_contacts(rita, again, by=alice)
    services.change_contact(rita, by=alice, job_title="CEO")

    with pytest.raises(ValidationError, match="changed since"):
        undo.take_back(back, by=alice)


def test_a_merge_is_not_undone_after_thirty_days(rita: Contact, again: Contact, alice: User) -> None:
    back = services.merge_contacts(rita, again, by=alice)

    with time_machine.travel(timezone.now() + undo.KEPT_FOR * 1.1), pytest.raises(ValidationError, match="30 days"):
        undo.take_back(back, by=alice)


def test_the_way_back_holds_nothing_but_numbers(rita: Contact, again: Contact, other: Contact, alice: User) -> None:
    everything_about(again, other, alice)

    back = services.merge_contacts(rita, again, by=alice)

    arguments = str(undo.Undo.objects.get(pk=back).arguments)
    assert not [text for text in ("Rita", "912", "rita@", "Short mails") if text in arguments]


def test_who_refuses_surveys_by_the_link_of_a_merged_record_is_asked_no_more(
    rita: Contact, again: Contact, alice: User
) -> None:
    services.change_contact(again, email="rita.nunes@alvorada.example", by=alice)
    _hers, link = make.asked(rita, again, by=alice)
    services.merge_contacts(rita, again, by=alice)

    refuse_surveys(Invitation.objects.get(pk=link.pk), at=timezone.now())
    assert Contact.objects.get(pk=rita.pk).surveys_refused_on == make.today()

    allow_surveys(Invitation.objects.get(pk=link.pk))
    assert Contact.objects.get(pk=rita.pk).surveys_refused_on is None


def test_people_of_two_clients_are_not_merged(rita: Contact, alice: User) -> None:
    foreign = make.contact(make.client(owner=alice), "Rita Nunes", by=alice)

    with pytest.raises(ValidationError, match="same person, and both records stay"):
        services.merge_contacts(rita, foreign, by=alice)


def test_nobody_is_merged_with_themselves_or_twice(rita: Contact, again: Contact, alice: User) -> None:
    with pytest.raises(ValidationError, match="same one"):
        services.merge_contacts(rita, rita, by=alice)
    services.merge_contacts(rita, again, by=alice)
    with pytest.raises(ValidationError, match="merged or erased before"):
        services.merge_contacts(rita, again, by=alice)


def test_somebody_known_by_name_is_not_merged_into_a_placeholder(rita: Contact, grupo: Client, alice: User) -> None:
    empty = make.contact(grupo, "Head of purchasing", by=alice, is_placeholder=True)

    with pytest.raises(ValidationError, match="known by name"):
        services.merge_contacts(empty, rita, by=alice)
    services.merge_contacts(rita, empty, by=alice)


def test_what_was_agreed_stays_under_the_number_that_agreed(
    rita: Contact, again: Contact, grupo: Client, alice: User
) -> None:
    again = services.change_contact(again, by=alice, email="rm@alvorada.example")
    agreed = make.agreed_objective(grupo, again, by=alice)

    services.merge_contacts(rita, again, by=alice)

    agreement = Agreement.objects.get(objective=agreed)
    assert agreement.steps.get(state="agreed").contact_id == again.pk
    assert list(agreement.recipients.all()) == [rita]


def test_the_page_compares_and_merges(
    rita: Contact, again: Contact, alice: User, browse: Callable[..., Browser]
) -> None:
    browser, address = browse(alice), f"/contacts/{rita.pk}/merge/"

    assert "a like name" in browser.get(address).content.decode()
    side_by_side = browser.get(f"{address}?other={again.pk}").content.decode()
    assert "+351 912 345 678" in side_by_side
    assert browser.post(address, {"other": again.pk, "keep": "other"}).status_code == 302
    rita.refresh_from_db()
    assert rita.merged_into_id == again.pk
    assert "now part of Rita M. Nunes" in browser.get(f"/people/{rita.pk}/").content.decode()
    assert browser.get(address).status_code == 404


def test_the_older_record_is_offered_to_be_kept(
    rita: Contact, again: Contact, alice: User, browse: Callable[..., Browser]
) -> None:
    browser = browse(alice)

    from_the_newer = browser.get(f"/contacts/{again.pk}/merge/?other={rita.pk}").content.decode()
    from_the_older = browser.get(f"/contacts/{rita.pk}/merge/?other={again.pk}").content.decode()

    assert 'value="other" checked' in from_the_newer
    assert 'value="this" checked' in from_the_older


def test_the_page_offers_to_link_people_of_two_clients(
    rita: Contact, alice: User, browse: Callable[..., Browser]
) -> None:
    foreign = make.contact(make.client(owner=alice), "Rita Nunes", by=alice)

    answer = browse(alice).post(f"/contacts/{rita.pk}/merge/", {"other": foreign.pk})

    assert answer.status_code == 422
    assert f"/contacts/{rita.pk}/same-person/?q=Rita" in answer.content.decode()


def test_likely_duplicates_are_shown_with_the_clients_people(
    rita: Contact, again: Contact, alice: User, carol: User, browse: Callable[..., Browser]
) -> None:
    address = f"/clients/{rita.client_id}/relationships/"

    assert f"/contacts/{rita.pk}/merge/?other={again.pk}" in browse(alice).get(address).content.decode()
    assert "/merge/" not in browse(carol).get(address).content.decode()
    services.merge_contacts(rita, again, by=alice)
    assert "/merge/" not in browse(alice).get(address).content.decode()


def test_a_known_address_leads_to_who_has_it(rita: Contact, alice: User, browse: Callable[..., Browser]) -> None:
    answer = browse(alice).post(
        f"/clients/{rita.client_id}/contacts/new/", {"name": "R. Nunes", "email": "RITA@alvorada.example"}
    )

    assert answer.status_code == 422
    assert f'href="/people/{rita.pk}/">Open it' in answer.content.decode()


# --- at two clients ---------------------------------------------------------------------------------------------------


@pytest.fixture
def elsewhere(alice: User) -> Contact:
    return make.contact(make.client("Verde SA", owner=alice), "Rita Nunes", by=alice, email="rita@alvorada.example")


def test_one_address_at_two_clients_is_asked_about(rita: Contact, alice: User, browse: Callable[..., Browser]) -> None:
    other, browser = make.client("Verde SA", owner=alice), browse(alice)

    answer = browser.post(f"/clients/{other.pk}/contacts/new/", {"name": "Rita N", "email": rita.email})

    assert answer.headers["Location"] == other.contacts.get().get_absolute_url()
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "Rita Nunes at Grupo Alvorada has the same e-mail address." in page


def test_the_same_person_is_shown_at_both_and_can_be_taken_apart(
    rita: Contact, elsewhere: Contact, alice: User, browse: Callable[..., Browser]
) -> None:
    browser = browse(alice)

    browser.post(f"/contacts/{rita.pk}/same-person/", {"other": elsewhere.pk})

    for one, other in ((rita, elsewhere), (elsewhere, rita)):
        one.refresh_from_db()
        assert f'href="/people/{other.pk}/">{other.client.name}' in browser.get(f"/people/{one.pk}/").content.decode()
    browser.post(f"/contacts/{rita.pk}/not-same-person/")
    rita.refresh_from_db()
    assert not Contact.objects.elsewhere(rita)


def test_where_else_is_told_only_to_those_who_see_both(
    rita: Contact, elsewhere: Contact, alice: User, dave: User, browse: Callable[..., Browser]
) -> None:
    services.same_person(rita, elsewhere, by=alice)
    services.change_client(elsewhere.client, by=alice, team=dave.memberships.get().team)
    rita.client.account_team.create(user=dave, access="edit")

    page = browse(dave).get(f"/people/{elsewhere.pk}/").content.decode()
    assert "Grupo Alvorada" in page
    rita.client.account_team.all().delete()
    page = browse(dave).get(f"/people/{elsewhere.pk}/").content.decode()
    assert "Grupo Alvorada" not in page


def test_nobody_is_linked_whom_one_may_not_change(
    rita: Contact, alice: User, dave: User, south: Any, browse: Callable[..., Browser]
) -> None:
    hidden = make.contact(make.client(owner=dave, team=south), "Rita Nunes", by=dave)

    answer = browse(alice).post(f"/contacts/{rita.pk}/same-person/", {"other": hidden.pk})

    assert answer.status_code == 422
    hidden.refresh_from_db()
    assert hidden.person is None


def test_linking_is_undone_and_unlinking_too(rita: Contact, elsewhere: Contact, alice: User) -> None:
    back = services.same_person(rita, elsewhere, by=alice)
    assert isinstance(back, UUID)
    undo.take_back(back, by=alice)
    rita.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (rita.person, elsewhere.person) == (None, None)

    services.same_person(rita, elsewhere, by=alice)
    back = services.not_same_person(rita, by=alice)
    assert isinstance(back, UUID)
    undo.take_back(back, by=alice)
    rita.refresh_from_db()
    elsewhere.refresh_from_db()
    assert rita.person == elsewhere.person is not None


def test_two_of_one_client_are_merged_not_linked(rita: Contact, again: Contact, alice: User) -> None:
    with pytest.raises(ValidationError, match="merge the two records"):
        services.same_person(rita, again, by=alice)


def test_interactions_and_needs_of_both_stand_in_one_place(rita: Contact, again: Contact, alice: User) -> None:
    for person in (rita, again):
        make.interaction(rita.client, by=alice, people=[person])
        make.need(rita.client, by=alice, stated_by=person)

    services.merge_contacts(rita, again, by=alice)

    assert Interaction.objects.filter(people=rita).count() == 2
    assert Need.objects.filter(stated_by=rita).count() == 2
