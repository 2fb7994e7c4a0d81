"""An erased person is found nowhere any more, and what stays still holds together."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client as Browser
from django.utils import timezone

from accounts import ledger, mentions, services
from accounts.models import Client, Contact, Erasure, PortalAccess
from accounts.people import history_of
from kam import undo
from kam.actor import Source, acting
from kam.models import Attachment, Event, UnsentForm, User
from planning import terms
from planning.models import Agreement, AgreementStep
from relationships import services as relationships
from relationships.models import Interaction, Invitation, Mail, Need, Opinion, Response, Stakeholder
from tests import make
from tests.accounts import canary


@pytest.fixture
def person(grupo: Client, alice: User) -> Contact:
    return canary.fill(grupo, by=alice)


@pytest.fixture
def rita(grupo: Client, alice: User) -> Contact:
    return make.person(grupo, "Rita Nunes", by=alice, email="rita@alvorada.example", phone="+351 912 000 111")


def erase(contact: Contact, by: User | None) -> Contact:
    return services.erase_contact(contact, reason=Erasure.Reason.ASKED, by=by)


def test_every_table_with_texts_is_planted(person: Contact, grupo: Client) -> None:
    """Otherwise the canary below would prove nothing about a new one: give it a row in `canary.fill`."""
    empty = [
        model._meta.label
        for model in mentions.swept_models()
        if (which := mentions.of_client(model, grupo.pk)) and not model._default_manager.filter(which).exists()
    ]

    assert empty == []


@pytest.mark.django_db(transaction=True)
def test_nothing_names_an_erased_person_any_more(person: Contact, grupo: Client, bob: User) -> None:
    canary.plant(grupo)
    cache.set("anything", "else")
    assert len(canary.scan(*canary.FOUND_BY)) > 40

    erase(person, bob)

    left = canary.scan(*canary.FOUND_BY, "Bé Canário", "Directora", "192.0.2.7")
    assert {where: number for where, number in left.items() if where not in canary.KEPT} == {}
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if b"canary in a file" in _content(path)] == []


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def test_what_is_about_the_person_alone_goes_and_the_rest_stays(person: Contact, grupo: Client, bob: User) -> None:
    erase(person, bob)

    person.refresh_from_db()
    assert (person.name, person.email, person.phone) == (f"Erased person #{person.pk}", "", "")
    assert person.erased_at is not None
    assert not Opinion.objects.exists() | Stakeholder.objects.exists()
    assert not Opinion.events.rel.related_model.objects.exists()  # type: ignore[attr-defined]
    assert list(Interaction.objects.get().people.all()) == [person]
    assert Need.objects.get().statement == ", ".join([person.name] * 3)
    assert (Response.objects.get().score, Response.objects.get().comment) == (9, "")
    assert Mail.objects.get(client=grupo).recipients == [person.name]
    assert not UnsentForm.objects.filter(address__startswith="/people/").exists()
    assert not Attachment.objects.exists()


def test_a_link_of_an_erased_person_opens_nothing(grupo: Client, rita: Contact, alice: User, bob: User) -> None:
    address = make.portal(rita, by=alice)

    erase(rita, bob)

    assert Browser().get(address).status_code == 404
    assert PortalAccess.objects.get().revoked_at is not None


def test_nothing_new_is_kept_about_an_erased_person(
    rita: Contact, bob: User, alice: User, browse: Callable[..., Browser]
) -> None:
    erased, today = erase(rita, bob), timezone.localdate()

    with pytest.raises(ValidationError, match="kept no longer"):
        relationships.change_stakeholder(erased, by=alice, wishes="Rita Nunes likes it short")
    with pytest.raises(ValidationError, match="kept no longer"):
        relationships.note_acquaintance(erased, colleague=alice, level=2, noted_on=today, by=alice)
    page = browse(alice).get(f"/people/{rita.pk}/").content.decode()
    assert "This person was erased" in page
    assert not [verb for verb in ("assess", "preferences", "known-by", "left", "edit") if f"{rita.pk}/{verb}/" in page]


def test_a_survey_link_of_an_erased_person_is_known_no_more(person: Contact, bob: User) -> None:
    erase(person, bob)

    invitation = Invitation.objects.get()
    assert (invitation.nonce, invitation.digest) == ("", f"erased-{invitation.pk}")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("rita nunes called", "{} called"),
        ("RITA\nNUNES called", "{} called"),
        ("Call 912 000 111 or 00351912000111", "Call {} or {}"),
        ("Margarita Nunes called", "Margarita Nunes called"),
        ("Rita called", "Rita called"),
        ("Nunes & Rita Lda", "Nunes & Rita Lda"),
        ("to xrita@alvorada.example", "to xrita@alvorada.example"),
        ("to Rita@Alvorada.example.", "to {}."),
        ("order 1912000111", "order 1912000111"),
        ("Ritá  Nûnes", "{}"),
    ],
)
def test_what_counts_as_naming_somebody(text: str, left: str, grupo: Client, rita: Contact, alice: User) -> None:
    spoken = make.interaction(grupo, by=alice, summary=text)

    erased = erase(rita, alice)

    spoken.refresh_from_db()
    assert spoken.summary == left.format(erased.name, erased.name)


def test_who_changed_their_own_record_by_a_link_is_not_named_in_its_history(
    grupo: Client, rita: Contact, alice: User, bob: User
) -> None:
    make.person(grupo, "Rita Nunes", by=alice)  # whose name texts keep
    with acting(Source.PORTAL, rita.name, contact=rita.pk):
        services.refuse_surveys(rita, on=make.today())
    with acting(Source.WEB, user=bob.pk):
        erase(rita, bob)

    versions = history_of(Contact).objects.filter(pgh_obj=rita.pk, pgh_context__source="portal")
    assert {version.pgh_context["name"] for version in versions} == {f"Erased person #{rita.pk}"}


def test_what_a_person_was_called_before_goes_too(grupo: Client, rita: Contact, alice: User) -> None:
    services.change_contact(rita, by=alice, name="Rita Castro", email="rita.castro@alvorada.example")
    spoken = make.interaction(grupo, by=alice, summary="Rita Nunes, now Rita Castro; rita@alvorada.example")

    name = erase(rita, alice).name

    spoken.refresh_from_db()
    assert spoken.summary == f"{name}, now {name}; {name}"


def test_other_clients_texts_and_colleagues_of_the_same_name_stay(
    grupo: Client, rita: Contact, alice: User, north: Any
) -> None:
    other = make.client("Verde SA", owner=alice)
    namesake = make.person(other, "Rita Nunes", by=alice, email="rita@verde.example")
    colleague = make.user("Rita Nunes", north, email="rita@kam.example")

    erase(rita, alice)

    namesake.refresh_from_db()
    colleague.refresh_from_db()
    assert (namesake.name, colleague.name) == ("Rita Nunes", "Rita Nunes")
    assert Interaction.objects.get(client=other).summary == "Talked to Rita Nunes of the prices"


def test_a_namesake_at_the_same_client_is_not_renamed(grupo: Client, rita: Contact, alice: User) -> None:
    namesake = make.contact(grupo, "Rita Nunes", by=alice, email="rita.n@alvorada.example")

    erase(rita, alice)

    namesake.refresh_from_db()
    assert namesake.name == "Rita Nunes"
    assert Interaction.objects.get().summary == "Talked to Rita Nunes of the prices"
    about = Event.objects.filter(subject_type="accounts.contact", subject_id=rita.pk)
    assert not about.filter(subject_name__contains="Rita").exists()


def test_a_shared_switchboard_stays(grupo: Client, rita: Contact, alice: User) -> None:
    make.contact(grupo, "Jorge Alves", by=alice, phone=rita.phone)
    spoken = make.interaction(grupo, by=alice, summary="Call +351 912 000 111")

    erase(rita, alice)

    spoken.refresh_from_db()
    assert spoken.summary == "Call +351 912 000 111"


# --- agreements -------------------------------------------------------------------------------------------------------


def test_an_agreement_keeps_its_terms_and_forgets_who_signed(
    grupo: Client, contact: Contact, alice: User, bob: User, browse: Callable[..., Browser]
) -> None:
    agreed = make.agreed_objective(grupo, contact, by=alice)
    before = Agreement.objects.values("terms", "digest", "version", "created_at").get()

    name = erase(contact, bob).name

    agreement, step = Agreement.objects.get(), AgreementStep.objects.get(state="agreed")
    assert Agreement.objects.values("terms", "digest", "version", "created_at").get() == before
    assert terms.digest_of(agreement.terms) == agreement.digest
    assert (step.name, step.role, step.address, step.contact_id) == (name, "", None, contact.pk)
    assert step.at is not None
    assert browse(alice).get(f"/agreements/{agreement.pk}/").status_code == 200
    assert browse(alice).get(f"/agreements/{agreement.pk}/receipt.pdf").status_code == 200
    agreed.refresh_from_db()
    assert agreed.agreed_version == 1


FORGING = [
    "UPDATE planning_agreementstep SET state = 'declined' WHERE state = 'agreed'",
    "UPDATE planning_agreementstep SET at = now()",
    "UPDATE planning_agreementstep SET name = 'Somebody else' WHERE name <> ''",
    "UPDATE planning_agreementstep SET evidence = 'Another'",
    "UPDATE planning_agreementstep SET contact_id = 1",
    "UPDATE planning_agreement SET terms = '{}'",
    "UPDATE planning_agreement SET digest = 'x'",
    "UPDATE planning_agreement SET message = 'Another message'",
    "UPDATE planning_agreement SET expires_on = now()",
    "DELETE FROM planning_agreementstep",
    "DELETE FROM planning_agreement",
]


def forge(statement: str, *, erasing: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('kam.erasing', %s, true)", [str(erasing)])
        cursor.execute("SELECT set_config('kam.pseudonym', 'Erased person #1', true)")
        cursor.execute(statement)


@pytest.mark.parametrize("statement", FORGING)
@pytest.mark.parametrize("is_theirs", [True, False])
def test_while_a_person_is_erased_nothing_else_of_an_agreement_changes(
    statement: str, is_theirs: bool, grupo: Client, contact: Contact, alice: User
) -> None:
    make.agreed_objective(grupo, contact, by=alice)

    with pytest.raises(DatabaseError, match="is refused"):
        forge(statement, erasing=contact.pk if is_theirs else "")


def test_only_the_erased_persons_own_answers_lose_role_and_address(
    grupo: Client, contact: Contact, alice: User
) -> None:
    make.agreed_objective(grupo, contact, by=alice)
    statement = "UPDATE planning_agreementstep SET role = '' WHERE name <> ''"

    with pytest.raises(DatabaseError, match="is refused"):
        forge(statement, erasing=contact.pk + 1)
    forge(statement, erasing=contact.pk)


def test_the_way_in_closes_behind_the_erasure(grupo: Client, contact: Contact, alice: User) -> None:
    make.agreed_objective(grupo, contact, by=alice)
    erase(contact, alice)

    with pytest.raises(DatabaseError, match="is refused"), transaction.atomic():
        AgreementStep.objects.exclude(name="").update(name=contact.name)


# --- once, and again --------------------------------------------------------------------------------------------------


def test_nobody_is_erased_twice(rita: Contact, bob: User) -> None:
    erase(rita, bob)

    with pytest.raises(ValidationError, match="erased already"):
        erase(rita, bob)
    assert Erasure.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_erasures_at_once_one_is_refused(rita: Contact, bob: User) -> None:
    start, told = Barrier(2), []

    def run() -> None:
        start.wait()
        try:
            told.append(str(erase(rita, bob)))
        except ValidationError as refusal:
            told.append(refusal.messages[0])
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == [f"Erased person #{rita.pk}", "This person was erased already."]
    assert (Erasure.objects.count(), len(list(ledger.read()))) == (1, 1)


def test_erasing_takes_the_merged_records_along_and_the_merge_is_not_undone(
    grupo: Client, rita: Contact, alice: User, bob: User
) -> None:
    gone = make.person(grupo, "Rita M. Nunes", by=alice, email="rmn@alvorada.example")
    back = services.merge_contacts(rita, gone, by=alice)
    with pytest.raises(ValidationError, match="part of another"):
        erase(gone, bob)

    erase(rita, bob)

    assert canary.scan("rita nunes", "rita m. nunes", "rmn@alvorada", rita.phone, gone.phone) == {}
    assert set(Erasure.objects.values_list("contact_id", flat=True)) == {rita.pk, gone.pk}
    with pytest.raises(ValidationError, match="can no longer be undone"):
        undo.take_back(back, by=alice)


@pytest.mark.django_db(transaction=True)
def test_the_ledger_is_applied_again_after_a_restore(grupo: Client, rita: Contact, alice: User, bob: User) -> None:
    erase(rita, bob)
    # The backup knows nothing of it: the person is back, and the row of the ledger is gone.
    Erasure.objects.all().delete()
    Contact.objects.filter(pk=rita.pk).update(name="Rita Nunes", email="rita@alvorada.example", erased_at=None)

    assert services.erase_again() == 1
    assert services.erase_again() == 0

    rita.refresh_from_db()
    assert (rita.email, Erasure.objects.get().reason, Erasure.objects.get().by) == ("", "asked", bob)
    assert len(list(ledger.read())) == 1


@pytest.mark.django_db(transaction=True)
def test_the_ledger_holds_numbers_alone(rita: Contact, bob: User) -> None:
    erase(rita, bob)

    [line] = ledger.path().read_text().splitlines()
    assert set(json.loads(line)) == {"contact", "client", "reason", "by", "erased_at"}
    assert "Rita" not in line
    assert "Rita" not in str(Erasure.objects.values())


@pytest.mark.django_db(transaction=True)
def test_somebody_new_with_an_old_number_is_not_erased_again(grupo: Client, rita: Contact, alice: User) -> None:
    erase(rita, alice)
    entry = next(ledger.read())
    later = make.contact(grupo, "Jorge Alves", by=alice)
    ledger.append(entry._replace(contact=later.pk))

    assert services.erase_again() == 0


@pytest.mark.django_db(transaction=True)
def test_the_command_erases_and_erases_again(rita: Contact, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("erase_contact", str(rita.pk), "--reason", "asked")
    call_command("erase_contact", "--again")

    assert capsys.readouterr().out == f"Erased person #{rita.pk}.\n0 people erased again.\n"
    with pytest.raises(CommandError, match="erased already"):
        call_command("erase_contact", str(rita.pk), "--reason", "asked")
    with pytest.raises(CommandError, match="Say whom"):
        call_command("erase_contact")


# --- the page ---------------------------------------------------------------------------------------------------------


def test_the_page_tells_what_will_happen_and_wants_the_name_typed(
    person: Contact, bob: User, browse: Callable[..., Browser]
) -> None:
    browser, address = browse(bob), f"/contacts/{person.pk}/erase/"

    told = browser.get(address).content.decode()
    assert "This cannot be undone." in told
    assert "CV_Benedita_Canario_Sa.pdf" in told
    assert browser.post(address, {"reason": "asked", "name": "Somebody"}).status_code == 422
    assert browser.post(address, {"reason": "", "name": canary.NAME}).status_code == 422
    assert browser.post(address, {"reason": "asked", "name": canary.NAME.lower()}).status_code == 302
    page = browser.get(f"/people/{person.pk}/").content.decode()
    assert "was erased on" in page
    assert browser.get(address).status_code == 404


ANSWER = [("alice", 403), ("bob", 200), ("carol", 403), ("dave", 404), ("frank", 200)]


@pytest.mark.parametrize(("who", "status"), ANSWER)
def test_managers_of_the_clients_team_and_administrators_answer_for_people(
    who: str, status: int, contact: Contact, browse: Callable[..., Browser], request: Any
) -> None:
    browser = browse(request.getfixturevalue(who))

    for verb in ("erase", "export"):
        assert browser.get(f"/contacts/{contact.pk}/{verb}/").status_code == status


def test_a_person_at_two_clients_is_erased_at_one_or_wherever_one_may(
    rita: Contact, alice: User, frank: User, browse: Callable[..., Browser]
) -> None:
    twin = make.person(make.client("Verde SA", owner=alice), "Rita Nunes", by=alice, email=rita.email, phone=rita.phone)
    third = make.person(make.client("Azul SA", owner=alice), "Rita Nunes", by=alice)
    services.same_person(rita, twin, by=alice)
    services.same_person(rita, third, by=alice)
    browser = browse(frank)

    assert "Also at" in browser.get(f"/contacts/{rita.pk}/erase/").content.decode()
    browser.post(f"/contacts/{rita.pk}/erase/", {"reason": "asked", "name": "Rita Nunes", "where": "here"})
    assert {one.name for one in Contact.objects.kept().filter(pk__in=[twin.pk, third.pk])} == {"Rita Nunes"}
    assert Interaction.objects.get(client=twin.client).summary == "Talked to Rita Nunes of the prices"

    browser.post(f"/contacts/{twin.pk}/erase/", {"reason": "asked", "name": "Rita Nunes", "where": "everywhere"})
    assert canary.scan("rita nunes", rita.email, rita.phone, third.email) == {}
