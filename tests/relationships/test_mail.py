"""Mail flows in once, to where it belongs, with no more rights than whoever it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Client, Contact
from kam.models import Attachment, Event, Team, User
from relationships import inbox, services
from relationships.models import Interaction, Mail
from tests import letters, make

Take = Callable[..., Mail]


@pytest.fixture(autouse=True)
def _rested() -> None:
    """No earlier test's cache that was down."""
    inbox._rest.until = 0.0


@pytest.fixture
def take(alice: User, contact: Contact) -> Take:
    """Take a mail in as the mailbox does; Rita is known at Grupo Alvorada, which is Alice's."""

    def taken(raw: bytes, *, by: User | None = None, **said: Any) -> Mail:
        route = Mail.Route.UPLOAD if by else Mail.Route.MAILBOX
        return services.take_in(raw, route=route, by=by, **said).mail

    return taken


def test_a_mail_of_a_known_person_is_filed_at_their_client(
    take: Take, grupo: Client, contact: Contact, alice: User
) -> None:
    mail = take(letters.plain())

    assert (mail.status, mail.client, mail.owner) == ("filed", grupo, alice)
    found = grupo.interactions.get()
    assert (found.kind, found.by, found.happened_at) == (Interaction.Kind.EMAIL, alice, letters.SENT_AT)
    assert found.summary == "Deliveries\n\nThe deliveries are late again."
    assert list(found.people.all()) == [contact]
    assert mail.interaction == found
    told = Event.objects.get(verb="relationships.interaction_logged", subject_id=found.pk)
    assert (told.client_id, told.payload["mail"]) == (grupo.pk, mail.pk)


def test_a_mail_one_of_us_sent_is_filed_too(take: Take, grupo: Client, contact: Contact) -> None:
    mail = take(letters.plain(From=letters.ALICE, To="RITA@Alvorada.example", Cc="stranger@elsewhere.example"))

    assert (mail.client, list(mail.interaction.people.all())) == (grupo, [contact])  # type: ignore[union-attr]


@pytest.mark.parametrize("shape", [letters.plain, letters.with_alternatives, letters.html_only, letters.with_files])
def test_every_shape_of_mail_is_filed_once(shape: Callable[[], bytes], take: Take, grupo: Client) -> None:
    raw = shape()

    assert {take(raw), take(raw)} == {Mail.objects.get()}
    assert grupo.interactions.get().happened_at == letters.SENT_AT


def test_a_mail_that_came_by_two_ways_is_one(take: Take, alice: User) -> None:
    raw = letters.plain()

    assert take(raw) == take(raw, by=alice)


def test_files_go_with_the_interaction(take: Take, grupo: Client) -> None:
    mail = take(letters.with_files(("offer.pdf", b"%PDF"), ("list.csv", b"a;b")))

    assert mail.interaction is not None
    files = Attachment.objects.of(mail.interaction)
    assert {file.name for file in files} == {"offer.pdf", "list.csv"}
    assert {file.client_id for file in files} == {grupo.pk}
    assert not Attachment.objects.of(mail).exists()


def test_a_file_too_large_is_left_out_and_told(take: Take, settings: Any, alice: User) -> None:
    settings.MAX_ATTACHMENT_BYTES = 10

    taken = services.take_in(letters.with_files(("film.mp4", bytes(11)), ("a.txt", b"a")), route="upload", by=alice)

    assert taken.skipped == ("film.mp4",)
    assert taken.mail.text.endswith("[Not kept: film.mp4]")
    assert Attachment.objects.get().name == "a.txt"


def test_a_reply_is_filed_with_what_it_says_itself_and_keeps_what_it_quotes(take: Take, grupo: Client) -> None:
    mail = take(letters.outlook_reply("1@x.example"))

    assert mail.interaction is not None
    assert mail.interaction.summary == "RE: Deliveries\n\nThanks, seven o'clock it is."
    assert "From: Rita Nunes" in mail.text


def test_a_reply_of_somebody_unknown_is_filed_with_its_conversation(take: Take, grupo: Client) -> None:
    take(letters.plain(Message_ID="<1@alvorada.example>"))

    mail = take(letters.plain(From="new@alvorada.example", References="<1@alvorada.example>", Subject="Re: Deliveries"))

    assert (mail.client, mail.thread) == (grupo, "1@alvorada.example")
    assert not mail.interaction.people.exists()  # type: ignore[union-attr]


def test_a_program_that_names_only_the_last_mail_keeps_to_the_conversation(take: Take) -> None:
    take(letters.plain(Message_ID="<1@alvorada.example>"))
    take(letters.outlook_reply("1@alvorada.example", Message_ID="<2@kam.example>"))

    assert take(letters.plain(In_Reply_To="<2@kam.example>")).thread == "1@alvorada.example"


def test_a_conversation_of_a_client_one_may_not_change_takes_nothing(
    take: Take, dave: User, south: Team, grupo: Client
) -> None:
    take(letters.plain(Message_ID="<1@alvorada.example>"))

    mail = take(letters.plain(From="Dave <dave@kam.example>", To="x@y.example", References="<1@alvorada.example>"))

    assert (mail.status, mail.reason, mail.owner) == ("waiting", "unknown", dave)


@pytest.mark.parametrize("by_hand", [False, True])
def test_a_mail_of_nobody_known_waits_for_whoever_got_it(take: Take, alice: User, by_hand: bool) -> None:
    mail = take(letters.with_files(From="new@elsewhere.example"), by=alice if by_hand else None)

    assert (mail.status, mail.reason, mail.owner, mail.client) == ("waiting", "unknown", alice, None)
    assert Attachment.objects.of(mail).get().client_id is None
    assert not Interaction.objects.exists()


def test_a_mail_of_people_of_two_clients_waits(take: Take, alice: User) -> None:
    make.contact(make.client(owner=alice), by=alice, email="paulo@lidera.example")

    mail = take(letters.plain(Cc="paulo@lidera.example"))

    assert (mail.status, mail.reason) == ("waiting", "several")


def test_a_reply_about_two_clients_goes_with_its_conversation(take: Take, grupo: Client, alice: User) -> None:
    make.contact(make.client(owner=alice), by=alice, email="paulo@lidera.example")
    take(letters.plain(Message_ID="<1@alvorada.example>"))

    assert take(letters.plain(Cc="paulo@lidera.example", In_Reply_To="<1@alvorada.example>")).client == grupo


def test_people_of_clients_of_others_are_not_found(take: Take, dave: User, grupo: Client) -> None:
    mail = take(letters.plain(To="dave@kam.example"))

    assert (mail.owner, mail.status, mail.reason) == (dave, "waiting", "unknown")
    assert not grupo.interactions.exists()


def test_who_may_only_look_files_nothing(take: Take, carol: User) -> None:
    assert take(letters.plain(), by=carol).status == "waiting"


def test_an_upload_is_filed_with_the_rights_of_whoever_adds_it(
    take: Take, dave: User, south: Team, grupo: Client
) -> None:
    """A file that claims to be Alice's is not: anybody can write one."""
    mail = take(letters.plain(From=letters.ALICE, To=letters.RITA), by=dave)

    assert (mail.owner, mail.status) == (dave, "waiting")
    assert not grupo.interactions.exists()


def test_of_several_colleagues_it_belongs_to_the_sender(take: Take, bob: User, alice: User) -> None:
    mail = take(letters.plain(From="Bob <bob@kam.example>", To=letters.ALICE, Cc=letters.RITA))

    assert mail.owner == bob


def test_who_no_longer_signs_in_owns_no_mail(take: Take, alice: User) -> None:
    alice.is_active = False
    alice.save()

    assert (take(letters.plain()).owner, Mail.objects.get().reason) == (None, "stranger")


def test_a_strangers_mail_waits_for_administrators_without_its_files(take: Take, frank: User, alice: User) -> None:
    mail = take(letters.with_files(From="spam@x.example", To="spam@y.example"))

    assert (mail.owner, mail.reason) == (None, "stranger")
    assert Mail.objects.visible_to(frank).get() == mail
    assert not Mail.objects.visible_to(alice).exists()
    assert not Attachment.objects.exists()


def test_a_mail_among_colleagues_is_put_aside_and_an_added_one_waits(take: Take, bob: User, alice: User) -> None:
    ours = {"From": letters.ALICE, "To": "bob@kam.example"}

    assert (take(letters.plain(**ours)).status, take(letters.plain(**ours), by=alice).status) == (
        "dismissed",
        "waiting",
    )


def test_the_mailbox_itself_is_nobody(take: Take, settings: Any, alice: User) -> None:
    settings.INBOX_ADDRESS = "Inbox@kam.example"

    assert take(letters.plain(From=letters.ALICE, To="inbox@kam.example")).reason == "internal"


def test_a_forged_duplicate_waits_and_replaces_nothing(take: Take, grupo: Client) -> None:
    first = take(letters.plain(Message_ID="<1@alvorada.example>"))
    forged = take(letters.letter("Pay to this account", Message_ID="<1@alvorada.example>").as_bytes())

    assert (forged.status, forged.reason) == ("waiting", "claims")
    first.refresh_from_db()
    assert (first.text, grupo.interactions.count()) == ("The deliveries are late again.", 1)
    again = take(letters.letter("Pay to this account", Message_ID="<1@alvorada.example>").as_bytes())
    assert again == forged


def test_only_what_the_server_vouches_for_is_filed_when_that_is_asked(take: Take, settings: Any) -> None:
    settings.INBOX_TRUSTS = "mx.kam.example"
    vouched = letters.plain(Authentication_Results="mx.kam.example; dmarc=pass header.from=alvorada.example")

    assert take(vouched).status == "filed"
    doubted = take(letters.plain())
    assert (doubted.status, doubted.reason) == ("waiting", "unverified")


def test_a_mail_from_the_future_is_logged_now(take: Take) -> None:
    mail = take(letters.plain(Date="Mon, 2 Mar 2099 10:00:00 +0000"))

    assert mail.status == "filed"
    assert mail.interaction is not None
    assert mail.interaction.happened_at <= timezone.now()


def test_a_mail_without_subject_and_text_is_filed(take: Take) -> None:
    mail = take(letters.letter("", Subject=None).as_bytes())

    assert mail.interaction is not None
    assert mail.interaction.summary == "(no subject)"


def test_a_text_without_end_is_cut(take: Take) -> None:
    mail = take(letters.letter("word " * 100_000).as_bytes())

    assert mail.interaction is not None
    assert (len(mail.interaction.summary), len(mail.text)) == (10_000, 200_000)


def test_people_who_left_are_found_and_erased_or_merged_ones_are_not(
    take: Take, contact: Contact, alice: User, grupo: Client
) -> None:
    accounts.change_contact(contact, left_on=make.days_ago(1), by=alice)
    assert take(letters.plain()).client == grupo

    Contact.objects.update(erased_at=timezone.now())
    assert take(letters.plain()).reason == "unknown"


def test_a_mail_that_waits_is_filed_where_one_says(take: Take, alice: User) -> None:
    mail = take(letters.with_files(From="new@elsewhere.example"))
    client = make.client(owner=alice)

    filed = services.file_mail(mail, client=client, by=alice, new_contact=("Nova", "new@elsewhere.example"))

    assert (filed.status, filed.client) == ("filed", client)
    assert filed.interaction is not None
    assert [person.name for person in filed.interaction.people.all()] == ["Nova"]
    assert Attachment.objects.of(filed.interaction).get().client_id == client.pk
    with pytest.raises(ValidationError):
        services.file_mail(mail, client=client, by=alice)


def test_filing_is_taken_back_with_the_files_that_came_along(take: Take, alice: User, grupo: Client) -> None:
    mail = take(letters.with_files())
    files = list(Attachment.objects.values_list("pk", flat=True))

    back = services.unfile_mail(mail, files=files, by=alice)

    assert (back.status, back.client, back.interaction) == ("waiting", None, None)
    assert not grupo.interactions.kept().exists()
    assert Attachment.objects.of(back).get().client_id is None


def test_a_mail_is_dismissed_and_brought_back(take: Take, alice: User) -> None:
    mail = take(letters.plain(From="new@elsewhere.example"))

    assert services.dismiss_mail(mail, by=alice).status == "dismissed"
    assert services.keep_waiting(mail, by=alice).status == "waiting"


def test_a_filed_mail_is_not_dismissed(take: Take, alice: User) -> None:
    with pytest.raises(ValidationError):
        services.dismiss_mail(take(letters.plain()), by=alice)


def test_who_adds_a_strangers_mail_takes_it_over_and_files_it(take: Take, alice: User, grupo: Client) -> None:
    raw = letters.plain(From="new@elsewhere.example", To="x@elsewhere.example")
    take(raw)

    mail = take(raw, by=alice, client=grupo)

    assert (mail.owner, mail.client) == (alice, grupo)


def test_somebody_elses_waiting_mail_is_not_filed_by_adding_it_again(
    take: Take, dave: User, south: Team, alice: User
) -> None:
    raw = letters.plain(From="new@elsewhere.example")
    take(raw)

    mail = take(raw, by=dave, client=make.client(owner=dave))

    assert (mail.owner, mail.status) == (alice, "waiting")


def test_who_sees_which_mail(take: Take, alice: User, request: pytest.FixtureRequest) -> None:
    filed, waiting = take(letters.plain()), take(letters.plain(From="new@elsewhere.example"))

    def seen(who: str) -> set[Mail]:
        return set(Mail.objects.visible_to(request.getfixturevalue(who)))

    assert seen("alice") == seen("frank") == {filed, waiting}
    assert seen("bob") == seen("carol") == seen("erin") == {filed}
    assert seen("dave") == set()


def test_clients_with_people_at_the_same_company_are_suggested(take: Take, alice: User, grupo: Client) -> None:
    near, far = take(letters.plain(From="new@alvorada.example")), take(letters.plain(From="new@elsewhere.example"))

    assert inbox.suggestions([near, far], user=alice) == {near.pk: [grupo], far.pk: []}


def test_nobody_is_suggested_for_having_mail_at_the_same_provider(take: Take, alice: User, grupo: Client) -> None:
    make.contact(grupo, by=alice, email="rita@gmail.com")
    mail = take(letters.plain(From="somebody@gmail.com"))

    assert inbox.suggestions([mail], user=alice) == {mail.pk: []}


def test_the_count_follows_what_waits(
    take: Take, alice: User, fresh_cache: None, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    assert inbox.waiting_count(alice) == 0

    with django_capture_on_commit_callbacks(execute=True):
        mail = take(letters.plain(From="new@elsewhere.example"))
    assert inbox.waiting_count(alice) == 1

    with django_capture_on_commit_callbacks(execute=True):
        services.dismiss_mail(mail, by=alice)
    assert inbox.waiting_count(alice) == 0


def test_what_waits_is_counted_while_the_cache_is_down(take: Take, alice: User, settings: Any) -> None:
    take(letters.plain(From="new@elsewhere.example"))
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}

    assert (inbox.waiting_count(alice), inbox.waiting_count(alice)) == (1, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("forged", [False, True])
def test_two_workers_at_once_take_a_mail_in_once(
    forged: bool, take: Take, grupo: Client, take_apart: Callable[[list[Callable[[], object]]], None]
) -> None:
    one = letters.letter(Message_ID="<1@alvorada.example>")
    other = letters.letter("Something else", Message_ID="<1@alvorada.example>") if forged else one

    take_apart([lambda: take(one.as_bytes()), lambda: take(other.as_bytes())])

    assert grupo.interactions.count() == 1
    assert sorted(mail.reason for mail in Mail.objects.all()) == (["", "claims"] if forged else [""])


@pytest.fixture
def take_apart() -> Callable[[list[Callable[[], object]]], None]:
    """Do several things at the same moment, each over a connection of its own."""

    def run(works: list[Callable[[], object]]) -> None:
        start = Barrier(len(works))

        def alone(work: Callable[[], object]) -> None:
            start.wait()
            try:
                work()
            finally:
                connection.close()

        threads = [Thread(target=alone, args=[work]) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    return run
