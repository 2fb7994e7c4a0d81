"""The quick log: what is logged together, once, and what leads there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser

from accounts.models import Client, Contact
from kam.models import Attachment, User
from planning import services
from planning.forms.interaction import day_of
from planning.models import Action, Objective
from relationships.models import Interaction
from tests import make


def log(client: Client, by: User, submission: UUID | None = None, **fields: Any) -> Interaction:
    return make.interaction(client, by=by, submission=submission or uuid4(), **fields)


@pytest.fixture
def form(grupo: Client, alice: User, browse: Callable[..., Browser]) -> Callable[..., Any]:
    """Send the form of the quick log."""

    def send(**fields: Any) -> Any:
        usual = {"kind": "call", "summary": "Prices"}
        return browse(alice).post(f"/clients/{grupo.pk}/interactions/new/", usual | fields)

    return send


def test_the_same_form_sent_again_logs_once(grupo: Client, alice: User, form: Callable[..., Any]) -> None:
    for _time in range(2):
        answer = form(submission="5a7c7c0e-7a3c-4d6e-9a57-0f7a1f0a2b11", next_step="Send it")
        assert answer["Location"] == grupo.get_absolute_url()

    assert (Interaction.objects.count(), Action.objects.count()) == (1, 1)


def test_another_form_with_the_same_words_logs_again(grupo: Client, alice: User) -> None:
    assert log(grupo, alice) != log(grupo, alice)


def test_a_form_of_somebody_else_or_of_another_client_is_not_answered_with_what_it_logged(
    grupo: Client, alice: User, bob: User
) -> None:
    sent = uuid4()
    log(grupo, alice, sent)

    for client, who in ((grupo, bob), (make.client(owner=alice), alice)):
        with pytest.raises(ValidationError, match="sent already"):
            log(client, who, sent)


def test_how_it_went_how_long_and_what_about_are_kept(
    grupo: Client, objective: Objective, alice: User, form: Callable[..., Any]
) -> None:
    need = make.need(grupo, by=alice)
    form(sentiment="-1", minutes="45", about=[need.pk], objectives=[objective.pk])

    talk = Interaction.objects.get()
    assert (talk.sentiment, talk.minutes, list(talk.about.all())) == (-1, 45, [need])
    assert [topic.objective for topic in talk.topics.all()] == [objective]


def test_nothing_is_said_of_what_is_left_out(form: Callable[..., Any]) -> None:
    form(sentiment="", minutes="")

    talk = Interaction.objects.get()
    assert (talk.sentiment, talk.minutes) == (None, None)


@pytest.mark.parametrize(
    ("field", "value"),
    [("minutes", "0"), ("minutes", "1441"), ("minutes", "-5"), ("minutes", "an hour"), ("sentiment", "2"),
     ("next_in", "3"), ("next_on", "31/02/2026"), ("people", "999999"), ("about", "1"), ("submission", "mine")],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field(field: str, value: str, form: Callable[..., Any]) -> None:
    answer = form(**{field: value})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not Interaction.objects.exists()


def test_a_refused_form_shows_what_is_wrong_without_anything_to_unfold(form: Callable[..., Any]) -> None:
    assert '<details class="more-fields" open>' in form(minutes="0").content.decode()
    assert '<details class="more-fields">' in form(summary="").content.decode()


@pytest.mark.parametrize("kind", ["needs", "objectives"])
def test_what_belongs_to_another_client_is_no_topic(kind: str, grupo: Client, alice: User) -> None:
    other = make.client(owner=alice)
    told: dict[str, dict[str, Any]] = {
        "needs": {"about": [make.need(other, by=alice)]},
        "objectives": {"objectives": [make.objective(other, by=alice)]},
    }
    with pytest.raises(ValidationError, match="of this client"):
        log(grupo, alice, **told[kind])
    assert not Interaction.objects.exists()


def test_files_come_with_the_same_form(form: Callable[..., Any]) -> None:
    form(uploads=[make.upload("offer.pdf"), make.upload("prices.xlsx")])

    talk = Interaction.objects.get()
    assert {file.name for file in Attachment.objects.of(talk)} == {"offer.pdf", "prices.xlsx"}


def test_more_files_than_allowed_are_refused(form: Callable[..., Any]) -> None:
    answer = form(uploads=[make.upload(f"{number}.txt") for number in range(11)])

    assert (answer.status_code, "uploads" in answer.context["form"].errors) == (422, True)


def test_a_file_that_is_too_large_logs_nothing(form: Callable[..., Any], settings: Any) -> None:
    settings.MAX_ATTACHMENT_BYTES = 10
    answer = form(uploads=[make.upload("big.txt", b"x" * 11)], next_step="Send it")

    assert answer.status_code == 422
    assert (Interaction.objects.count(), Attachment.objects.count(), Action.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(("chip", "days"), [("0", 0), ("1", 1), ("7", 7), ("14", 14), ("", 7)])
def test_a_chip_says_when_the_next_step_is_due(chip: str, days: int, form: Callable[..., Any]) -> None:
    form(next_step="Send it", next_in=chip)

    assert Action.objects.get().due_on == make.days_ago(-days)


def test_a_day_that_is_written_out_goes_before_the_chip(form: Callable[..., Any]) -> None:
    form(next_step="Send it", next_in="7", next_on=make.days_ago(-3).isoformat())

    assert Action.objects.get().due_on == make.days_ago(-3)


def test_a_chip_without_a_next_step_plans_nothing(form: Callable[..., Any]) -> None:
    form(next_in="7")

    assert (Interaction.objects.count(), Action.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("today", "due"),
    [(date(2026, 1, 31), date(2026, 2, 28)), (date(2028, 1, 30), date(2028, 2, 29)),
     (date(2026, 12, 5), date(2027, 1, 5)), (date(2026, 3, 31), date(2026, 4, 30))],
)  # fmt: skip
def test_in_a_month_is_the_same_day_or_the_last_one(today: date, due: date) -> None:
    assert day_of("month", today=today) == due


def test_only_people_one_can_talk_to_are_offered(grupo: Client, contact: Contact, alice: User, browse: Any) -> None:
    make.contact(grupo, "Gone Gomes", by=alice, left_on=make.days_ago(3))
    make.contact(grupo, "The buyer", by=alice)
    Contact.objects.filter(name="The buyer").update(is_placeholder=True)

    offered = browse(alice).get(f"/clients/{grupo.pk}/interactions/new/").context["form"].fields["people"].queryset
    assert list(offered) == [contact]


def test_a_link_says_with_whom_and_what_about(contact: Contact, alice: User, browse: Any) -> None:
    need = make.need(contact.client, by=alice)
    query = f"kind=visit&people={contact.pk}&about={need.pk}"
    form = browse(alice).get(f"/clients/{contact.client_id}/interactions/new/?{query}").context["form"]

    assert form["kind"].value() == "visit"
    assert list(form["about"].value()) == [need.pk]


def test_changing_keeps_what_is_not_mentioned_and_drops_what_is_taken_out(
    interaction: Interaction, objective: Objective, alice: User
) -> None:
    need = make.need(interaction.client, by=alice)
    services.change_interaction(interaction, by=alice, about=[need], objectives=[objective], minutes=30)
    services.change_interaction(interaction, by=alice, summary="Prices")
    interaction.refresh_from_db()
    assert (interaction.minutes, interaction.about.count(), interaction.topics.count()) == (30, 1, 1)

    services.change_interaction(interaction, by=alice, about=[], objectives=[])
    assert (interaction.about.count(), interaction.topics.count()) == (0, 0)


def test_the_form_of_a_change_starts_from_what_was_logged(contact: Contact, alice: User, browse: Any) -> None:
    objective = make.objective(contact.client, by=alice)
    talk = log(contact.client, alice, people=[contact], sentiment=0, minutes=20, objectives=[objective])
    address = f"/interactions/{talk.pk}/edit/"
    page = browse(alice).get(address)
    form = page.context["form"]

    assert (form["sentiment"].value(), form["minutes"].value()) == (0, 20)
    assert '<details class="more-fields" open>' in page.content.decode()  # neutral is something said
    sent = {"kind": "visit", "summary": "Prices", "happened_at": "2026-01-02T10:00", "sentiment": "1"}
    assert browse(alice).post(address, sent).status_code == 302
    talk.refresh_from_db()
    assert (talk.kind, talk.sentiment, talk.minutes, talk.topics.count()) == ("visit", 1, None, 0)


def test_the_page_of_a_conversation_leads_to_all_that_it_was_about(contact: Contact, alice: User, browse: Any) -> None:
    need, objective = make.need(contact.client, by=alice), make.objective(contact.client, by=alice)
    talk = log(
        contact.client, alice, people=[contact], sentiment=-1, minutes=20, about=[need], objectives=[objective],
        next_step="Send it",
    )  # fmt: skip
    shown = browse(alice).get(talk.get_absolute_url()).content.decode()

    for record in (contact, need, objective):
        assert f'href="{record.get_absolute_url()}"' in shown
    assert all(words in shown for words in ("Difficult", "20 min", "Send it"))
    for record in (need, objective):
        page = browse(alice).get(record.get_absolute_url()).content.decode()
        assert "Talked about in" in page
        assert talk.opening in page
