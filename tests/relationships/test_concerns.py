"""What an issue has to do with: the needs in whose way it stands, the conversations it was spoken of, an answer."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser

from accounts.models import Client, Contact, Issue
from kam import undo
from kam.models import Undo, User
from relationships import services
from relationships.models import Interaction, IssueNeed, IssueTalk, Need
from tests import make


@pytest.fixture
def issue(grupo: Client, alice: User) -> Issue:
    return make.issue(grupo, title="Broken pallets", by=alice)


@pytest.fixture
def need(grupo: Client, alice: User) -> Need:
    return make.need(grupo, statement="Whole pallets", by=alice)


@pytest.fixture
def talk(grupo: Client, alice: User) -> Interaction:
    return make.interaction(grupo, summary="Spoke of the pallets", by=alice)


def read(browse: Callable[..., Browser], user: User, path: str) -> str:
    return browse(user).get(path).content.decode()


def test_a_need_and_an_issue_are_linked_from_the_page_of_either(
    issue: Issue, need: Need, alice: User, browse: Callable[..., Browser]
) -> None:
    for path, sent in (
        (f"/issues/{issue.pk}/needs/", {"need": need.pk}),
        (f"/needs/{need.pk}/issues/", {"issue": issue.pk}),
    ):
        assert browse(alice).post(path, sent).status_code == 302
        assert "Whole pallets" in read(browse, alice, issue.get_absolute_url())
        assert "Broken pallets" in read(browse, alice, need.get_absolute_url())

        browse(alice).post(f"/issue-needs/{IssueNeed.objects.get().pk}/unlink/")
        assert not IssueNeed.objects.exists()

    undo.take_back(Undo.objects.latest("created_at").pk, by=alice)
    assert IssueNeed.objects.get().need == need


def test_a_conversation_and_an_issue_are_linked_from_the_page_of_either(
    issue: Issue, talk: Interaction, alice: User, browse: Callable[..., Browser]
) -> None:
    chosen = {"interaction": talk.pk}
    for path, sent in (
        (f"/issues/{issue.pk}/interactions/", chosen),
        (f"/interactions/{talk.pk}/issues/", {"issue": issue.pk}),
    ):
        assert browse(alice).post(path, sent).status_code == 302
        assert "Spoke of the pallets" in read(browse, alice, issue.get_absolute_url())
        assert "Broken pallets" in read(browse, alice, talk.get_absolute_url())

        browse(alice).post(f"/issue-talks/{IssueTalk.objects.get().pk}/unlink/")
        assert not IssueTalk.objects.exists()

    undo.take_back(Undo.objects.latest("created_at").pk, by=alice)
    assert IssueTalk.objects.get().interaction == talk


def test_they_are_linked_once(issue: Issue, need: Need, talk: Interaction, alice: User) -> None:
    assert services.link_need(issue, need=need, by=alice) == services.link_need(issue, need=need, by=alice)
    first = services.link_talk(issue, interaction=talk, by=alice)
    assert services.link_talk(issue, interaction=talk, by=alice) == first


def test_nothing_of_another_client_is_linked(issue: Issue, alice: User) -> None:
    another = make.client("Another", owner=alice)

    with pytest.raises(ValidationError):
        services.link_need(issue, need=make.need(another, by=alice), by=alice)
    with pytest.raises(ValidationError):
        services.link_talk(issue, interaction=make.interaction(another, by=alice), by=alice)


def test_an_unhappy_answer_offers_to_open_an_issue_with_what_it_says(
    contact: Contact, alice: User, browse: Callable[..., Browser]
) -> None:
    invitation = make.asked(contact, by=alice)[0]
    make.answer(invitation, 3, "Nobody calls back")
    page = f"/surveys/{invitation.survey_id}/"

    shown = read(browse, alice, page)
    assert "Open an issue" in shown
    start = shown.index(f"/clients/{contact.client_id}/issues/new/?")
    address = shown[start : shown.index('"', start)].replace("&amp;", "&")
    told = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert (told["kind"], told["route"], told["description"]) == ("complaint", "survey", "Nobody calls back")
    assert "Nobody calls back" in read(browse, alice, address)

    make.issue(contact.client, title="Calls", route="survey", reporter=contact, by=alice)
    again = read(browse, alice, page)
    assert "Open an issue" not in again
    assert "Calls" in again


def test_a_happy_answer_offers_no_issue(contact: Contact, alice: User, browse: Callable[..., Browser]) -> None:
    invitation = make.asked(contact, by=alice)[0]
    make.answer(invitation, 10, "Splendid")

    assert "Open an issue" not in read(browse, alice, f"/surveys/{invitation.survey_id}/")
