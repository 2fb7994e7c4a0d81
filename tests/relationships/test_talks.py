"""Finding conversations again: pins, filters, pages by key; on the list and on a client's timeline."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import QuerySet
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import Client, Contact
from kam import keyset, undo
from kam.models import Event, Undo, User
from planning import services as planning
from relationships import services, talks
from relationships.models import Interaction
from tests import make

Find = Callable[[str], list[str]]
MARK = re.compile(r"talk-\d\d")


def log(client: Client, by: User, number: int, *, days: int = 0, **fields: Any) -> Interaction:
    happened_at = timezone.now() - timedelta(days=days, minutes=number)
    return make.interaction(client, by=by, summary=f"talk-{number:02}", happened_at=happened_at, **fields)


@pytest.fixture
def find(alice: User, browse: Callable[..., Browser]) -> Find:
    """The conversations on a page, from its top to its end."""

    def on_page(address: str) -> list[str]:
        return MARK.findall(browse(alice).get(address).content.decode())

    return on_page


# --- Pins -------------------------------------------------------------------------------------------------------------


def test_what_is_pinned_stands_on_top_until_it_is_undone(
    grupo: Client, alice: User, find: Find, browse: Callable[..., Browser]
) -> None:
    old, new = log(grupo, alice, 1, days=9), log(grupo, alice, 2)
    timeline = f"/clients/{grupo.pk}/timeline/"
    assert find("/interactions/") == [new.summary, old.summary]

    browse(alice).post(f"/interactions/{old.pk}/pin/", {"next": timeline})
    assert find("/interactions/") == [old.summary, new.summary, old.summary]
    assert find(timeline)[0] == old.summary

    undo.take_back(Undo.objects.get().pk, by=alice)
    assert find("/interactions/") == [new.summary, old.summary]


def test_pinning_twice_pins_once(interaction: Interaction, alice: User) -> None:
    services.pin_interaction(interaction, by=alice)
    services.pin_interaction(interaction, by=alice)
    services.unpin_interaction(interaction, by=alice)
    services.unpin_interaction(interaction, by=alice)

    told = Event.objects.filter(verb__contains="pinned").order_by("pk").values_list("verb", flat=True)
    assert list(told) == ["relationships.interaction_pinned", "relationships.interaction_unpinned"]


def test_what_was_taken_back_is_not_pinned(interaction: Interaction, alice: User, find: Find) -> None:
    services.pin_interaction(interaction, by=alice)
    services.remove_interaction(interaction, by=alice)

    assert find("/interactions/?pinned=on") == []
    with pytest.raises(ValidationError, match="Restore"):
        services.pin_interaction(Interaction.objects.get(), by=alice)


@pytest.fixture
def told(grupo: Client, contact: Contact, alice: User, bob: User) -> dict[str, int]:
    """Three conversations of two clients, none like the others; the ids to ask for them by."""
    need, objective = make.need(grupo, by=alice), make.objective(grupo, by=alice)
    planning.mark_reviewed(make.plan(grupo, by=alice), on=make.days_ago(5), by=alice)
    log(grupo, alice, 1, about=[need])
    visit = log(grupo, alice, 2, days=20, kind="visit", people=[contact], sentiment=-1, objectives=[objective])
    services.pin_interaction(visit, by=alice)
    log(make.client("Rio Claro", owner=alice, team=grupo.team), bob, 3, days=40, sentiment=0)
    return {"grupo": grupo.pk, "rita": contact.pk, "bob": bob.pk, "need": need.pk, "objective": objective.pk}


@pytest.fixture
def happened(grupo: Client, contact: Contact, alice: User, bob: User) -> dict[str, int]:
    """Three conversations of one client, the last of them imported; the ids to ask for them by."""
    log(grupo, alice, 1)
    visit = log(grupo, alice, 2, kind="visit", people=[contact], sentiment=-1)
    Interaction.objects.filter(pk=visit.pk).update(summary="talk-02\nAbout the deliveries")
    third = log(grupo, bob, 3)
    Event.objects.filter(subject_id=third.pk, verb__endswith="logged").update(source=Event.Source.IMPORT)
    return {"grupo": grupo.pk, "rita": contact.pk, "bob": bob.pk}


# --- The list ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=visit", ["talk-02"]),
        ("sentiment=-1", ["talk-02"]),
        ("sentiment=0", ["talk-03"]),
        ("by=me", ["talk-01", "talk-02"]),
        ("by={bob}", ["talk-03"]),
        ("since=7", ["talk-01"]),
        ("since=30", ["talk-01", "talk-02"]),
        ("q=TALK-03", ["talk-03"]),
        ("q=Claro", ["talk-03"]),
        ("client={grupo}", ["talk-01", "talk-02"]),
        ("person={rita}", ["talk-02"]),
        ("need={need}", ["talk-01"]),
        ("objective={objective}", ["talk-02"]),
        ("pinned=on", ["talk-02"]),
        ("since=review", ["talk-01", "talk-03"]),  # grupo's plan was reviewed after talk-02; Rio Claro has none
        ("kind=visit&by={bob}", []),
    ],
)
def test_each_filter_narrows_the_list(query: str, found: list[str], told: dict[str, int], find: Find) -> None:
    assert sorted(set(find(f"/interactions/?{query.format(**told)}"))) == found


@pytest.mark.parametrize("query", ["sentiment=5", "kind=lunch", "by=99999", "since=ever", "client=99999", "person=x"])
def test_a_value_that_is_none_is_said_and_finds_nothing(
    query: str, interaction: Interaction, alice: User, browse: Callable[..., Browser]
) -> None:
    answer = browse(alice).get(f"/interactions/?{query}")

    assert answer.status_code == 422
    assert interaction.summary not in answer.content.decode()


def test_a_filter_does_not_name_what_one_may_not_see(
    interaction: Interaction, contact: Contact, dave: User, browse: Callable[..., Browser]
) -> None:
    for query in (f"client={interaction.client_id}", f"person={contact.pk}"):
        answer = browse(dave).get(f"/interactions/?{query}")
        assert answer.status_code == 422
        assert "Alvorada" not in answer.content.decode()


def test_the_pages_of_the_list_lead_through_all_of_it_once(
    grupo: Client, alice: User, monkeypatch: pytest.MonkeyPatch, browse: Callable[..., Browser]
) -> None:
    monkeypatch.setattr(talks, "SIZE", 4)
    made = [log(grupo, alice, number).pk for number in range(10)]
    same = timezone.now() - timedelta(minutes=3)
    Interaction.objects.filter(pk__in=made[3:8]).update(happened_at=same)  # a page ends among equals
    seen, address = [], "/interactions/"
    while address:
        page = browse(alice).get(address)
        seen += [talk.pk for talk in page.context["interactions"]]
        further = page.context["further"]
        address = f"/interactions/?before={further.replace('+', '%2B')}" if further else ""

    assert sorted(seen) == sorted(made)
    assert len(seen) == len(made)


@pytest.mark.parametrize(
    "cursor", ["", "x", "~", "2026-01-01~1", "2026-13-45T00:00:00Z~1", "2026-01-01T00:00:00Z~" + "9" * 30, "\x00~1"]
)
def test_a_cursor_that_is_none_shows_the_newest(cursor: str, interaction: Interaction) -> None:
    assert list(keyset.before(Interaction.objects.all(), cursor, key="happened_at")) == [interaction]


# --- A client's timeline ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=visit", ["talk-02"]),
        ("kind=other", []),
        ("with={rita}", ["talk-02"]),
        ("sentiment=-1", ["talk-02"]),
        ("by=me", ["talk-01", "talk-02"]),
        ("by={bob}", ["talk-03"]),
        ("process=relationships", ["talk-01", "talk-02", "talk-03"]),
        ("process=planning", []),
        ("q=deliveries", ["talk-02"]),  # said further down in what was logged
        ("since=30", ["talk-01", "talk-02", "talk-03"]),
        ("people=on", ["talk-01", "talk-02"]),
    ],
)
def test_each_filter_narrows_the_timeline(query: str, found: list[str], happened: dict[str, int], find: Find) -> None:
    assert sorted(set(find(f"/clients/{happened['grupo']}/timeline/?{query.format(**happened)}"))) == found


def test_the_timeline_begins_with_the_day_of_the_last_review(grupo: Client, alice: User, find: Find) -> None:
    for number, days in ((1, 2), (2, 9)):
        talk = log(grupo, alice, number, days=days)
        Event.objects.filter(subject_id=talk.pk).update(at=talk.happened_at)
    address = f"/clients/{grupo.pk}/timeline/?since=review"
    assert find(address) == []  # there was no review, so there is no such choice

    planning.mark_reviewed(make.plan(grupo, by=alice), on=make.days_ago(5), by=alice)
    assert find(address) == ["talk-01"]


def test_a_line_of_the_timeline_tells_how_it_went(
    grupo: Client, contact: Contact, alice: User, browse: Callable[..., Browser]
) -> None:
    log(grupo, alice, 1, people=[contact], sentiment=1, minutes=25)
    shown = browse(alice).get(f"/clients/{grupo.pk}/timeline/?kind=call").content.decode()

    line = shown[shown.index("talk-01") :]
    assert all(words in line for words in ("Rita Nunes", "25 min", "Good"))


def test_the_timelines_pages_and_its_filters_stay_in_the_address(
    grupo: Client, alice: User, browse: Callable[..., Browser]
) -> None:
    for number in range(25):
        log(grupo, alice, number)
    page = browse(alice).get(f"/clients/{grupo.pk}/timeline/?kind=call")
    [older] = re.findall(r'href="([^"]+)" rel="next"', page.content.decode())

    assert "kind=call" in older
    second = browse(alice).get(f"/clients/{grupo.pk}/timeline/{older.replace('&amp;', '&')}")
    assert (len(page.context["events"]), len(second.context["events"])) == (20, 5)


# --- What it costs ----------------------------------------------------------------------------------------------------


def _plan_of(rows: QuerySet[Any]) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    return str(rows.explain())


@pytest.fixture
def many(interaction: Interaction) -> Interaction:
    """Of many conversations and events, few are of this client: of a handful of rows any index would do."""
    other = make.client(owner=interaction.by, team=interaction.client.team)
    for model, row in ((Interaction, interaction), (Event, Event.objects.filter(client_id=interaction.client_id)[0])):
        for client, count in ((other.pk, 3000), (interaction.client_id, 60)):
            told = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
            told |= {"id": None, "client_id": client, "submission": None}
            known = {name: value for name, value in told.items() if hasattr(row, name)}
            when = "happened_at" if model is Interaction else "at"
            times = (timezone.now() - timedelta(hours=3000 * place / count) for place in range(count))
            model._default_manager.bulk_create(model(**known | {when: at}) for at in times)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE relationships_interaction, kam_event")
    return interaction


@pytest.mark.parametrize("ago", [None, timedelta(hours=1000)])
def test_a_page_of_a_timeline_is_read_from_its_index_in_order(ago: timedelta | None, many: Interaction) -> None:
    cursor = f"{(timezone.now() - ago).isoformat()}~7" if ago else ""
    of_client = Interaction.objects.of(many.client).newest_first()
    plans = [
        _plan_of(keyset.before(of_client, cursor, key="happened_at")[:21]),
        _plan_of(Event.objects.of_client(many.client_id).before(cursor)[:21]),
    ]

    for plan, index in zip(plans, ("interaction_timeline", "event_timeline"), strict=True):
        assert f"using {index}" in plan
        assert "Sort" not in plan
