"""What we think of the client's people: dated, grounded, and seen by those it is meant for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser

from accounts.models import Client, Contact
from kam import undo
from kam.models import Event, User
from relationships import services
from relationships.models import Opinion
from relationships.portrait import portraits
from tests import make


def held(contact: Contact, by: User, *, ago: int = 0) -> dict[str, str]:
    """What this reader knows of the person as of a day."""
    found = portraits([contact], seen_by=by, on=make.days_ago(ago))[contact.pk]
    return {trait: opinion.value for trait, opinion in found.opinions.items()}


def note(contact: Contact, by: User, **told: Any) -> list[Opinion]:
    usual = {"values": {"role": "decides"}, "noted_on": make.today(), "evidence": "Signed alone"}
    return services.note_opinions(contact, by=by, **usual | told)


def test_several_traits_are_noted_at_once_and_empty_ones_left_alone(contact: Contact, alice: User) -> None:
    noted = note(contact, alice, values={"role": "champion", "influence": "7", "support": ""})

    assert [(opinion.trait, opinion.value) for opinion in noted] == [("role", "champion"), ("influence", "7")]
    assert held(contact, alice) == {"role": "champion", "influence": "7"}


def test_the_newest_opinion_holds_and_each_day_has_its_own(contact: Contact, alice: User) -> None:
    make.opinion(contact, "support", "2", by=alice, noted_on=make.days_ago(30))
    make.opinion(contact, "support", "-1", by=alice, noted_on=make.days_ago(5), evidence="Asked others for offers")

    assert held(contact, alice) == {"support": "-1"}
    assert held(contact, alice, ago=6) == {"support": "2"}
    assert held(contact, alice, ago=31) == {}


def test_what_stands_already_is_noted_again_only_for_a_new_reason(contact: Contact, alice: User) -> None:
    note(contact, alice)

    assert note(contact, alice) == []
    assert len(note(contact, alice, evidence="Signed the second one too")) == 1


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"evidence": "  "}, "evidence"),
        ({"noted_on": make.days_ago(-1)}, "noted_on"),
        ({"values": {"influence": "11"}}, "value"),
        ({"values": {"support": "enemy"}}, "value"),
        ({"values": {"mood": "good"}}, "trait"),
        ({"audience": "everybody"}, "audience"),
    ],
)
def test_what_cannot_be_is_refused(told: dict[str, Any], field: str, contact: Contact, alice: User) -> None:
    with pytest.raises(ValidationError) as refusal:
        note(contact, alice, **told)

    assert list(refusal.value.message_dict) == [field]
    assert not Opinion.objects.exists()


def test_a_conversation_with_another_client_is_no_ground(contact: Contact, alice: User) -> None:
    elsewhere = make.interaction(make.client(owner=alice), by=alice)

    with pytest.raises(ValidationError, match="this client"):
        note(contact, alice, heard_in=elsewhere)


SEEN = {
    "readers": {"alice", "bob", "carol", "erin", "frank"},
    "workers": {"alice", "bob", "frank"},
    "author": {"alice"},
}


@pytest.mark.parametrize("audience", SEEN)
def test_each_reader_sees_the_opinions_meant_for_them(
    audience: str, contact: Contact, alice: User, request: pytest.FixtureRequest
) -> None:
    make.opinion(contact, by=alice, audience=audience)
    cast = {who: request.getfixturevalue(who) for who in ("alice", "bob", "carol", "dave", "erin", "frank")}

    seen = {who for who, user in cast.items() if Opinion.objects.visible_to(user).exists()}

    assert seen == SEEN[audience]


def test_a_reader_who_may_not_see_the_newest_keeps_the_one_before(contact: Contact, alice: User, erin: User) -> None:
    make.opinion(contact, "support", "1", by=alice, audience="readers", noted_on=make.days_ago(9))
    make.opinion(contact, "support", "-2", by=alice, audience="workers")

    assert (held(contact, alice), held(contact, erin)) == ({"support": "-2"}, {"support": "1"})


def test_the_timeline_tells_that_something_was_noted_and_never_what(contact: Contact, alice: User) -> None:
    note(contact, alice, values={"support": "-2"}, evidence="Said so over lunch")
    note(contact, alice, values={"role": "champion"}, audience="author")

    [told] = Event.objects.of_client(contact.client_id).filter(verb="relationships.opinion_noted")
    assert "support" in str(told.payload)
    assert not [word for word in ("-2", "lunch", "reserved") if word in f"{told.payload} {told.subject_name}".lower()]
    [hidden] = Event.objects.filter(verb="relationships.opinion_noted", client_id=None)
    assert hidden.by == alice


def test_what_is_withdrawn_holds_no_longer_and_comes_back_by_undo(contact: Contact, alice: User) -> None:
    opinion = make.opinion(contact, by=alice)
    services.withdraw_opinion(opinion, by=alice)
    assert held(contact, alice) == {}

    undo.take_back(undo.offer("relationships.restore_opinion", by=alice, message="", pk=opinion.pk), by=alice)

    assert held(contact, alice) == {"role": "decides"}
    verbs = Event.objects.filter(verb__startswith="relationships.opinion").order_by("pk").values_list("verb", flat=True)
    assert [verb.partition("_")[2] for verb in verbs] == ["noted", "withdrawn", "restored"]


def test_withdrawing_twice_is_told_once(contact: Contact, alice: User) -> None:
    opinion = make.opinion(contact, by=alice)
    services.withdraw_opinion(opinion, by=alice)
    services.withdraw_opinion(opinion, by=alice)

    assert Event.objects.filter(verb="relationships.opinion_withdrawn").count() == 1


def test_every_opinion_keeps_its_history(contact: Contact, alice: User) -> None:
    opinion = services.withdraw_opinion(make.opinion(contact, by=alice), by=alice)

    assert opinion.events.count() == 2  # type: ignore[attr-defined]


@pytest.mark.parametrize(("who", "status"), [("bob", 200), ("carol", 404), ("erin", 404)])
def test_the_history_of_an_opinion_is_for_those_who_see_it(
    who: str, status: int, contact: Contact, browse: Callable[..., Browser], request: pytest.FixtureRequest
) -> None:
    opinion = make.opinion(contact, by=contact.client.owner)

    answer = browse(request.getfixturevalue(who)).get(f"/history/relationships.opinion/{opinion.pk}/")

    assert answer.status_code == status


def test_nobody_is_judged_who_is_kept_no_longer(contact: Contact, grupo: Client, alice: User) -> None:
    Contact.objects.filter(pk=contact.pk).update(merged_into=make.contact(grupo, by=alice))

    with pytest.raises(ValidationError, match="kept no longer"):
        note(contact, alice)
