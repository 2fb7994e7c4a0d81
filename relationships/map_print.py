"""A relationship map as what its PDF is set from; see templates/pdf/map.typ."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kam.numbers import date_long, date_short, ratio
from relationships import gaps
from relationships.cards import Card, cards
from relationships.layout import CARD_HEIGHT, CARD_WIDTH, LOOSE_HEADING
from relationships.map_page import Drawing, drawing, ordered
from relationships.people_map import PeopleMap

NONE = "–"
INK, SOFT = "#7b8696", "#1b5cb8"


def told(found: PeopleMap, *, paper: str) -> dict[str, Any]:
    """Texts in the reader's language, places in pixels, the lines as an SVG that holds no text. `paper`: a4 or a3."""
    shown = cards(found, {person.pk for person in found.people})
    drawn = drawing(found, found.layout)
    places = drawn.layout.places
    share = found.coverage.share
    return {
        "paper": paper,
        "title": _("Relationship map"),
        "client": found.client.name,
        "asof": _("As of %s") % date_long(found.on),
        "internal": _("Internal: opinions on people, never for the client"),
        "coverage": _("Coverage %s") % (NONE if share is None else ratio(share)),
        "width": drawn.layout.width,
        "height": drawn.layout.height,
        "card": [CARD_WIDTH, CARD_HEIGHT],
        "lines": _svg(drawn),
        "cards": [{"x": places[pk].x, "y": places[pk].y, **_card(card)} for pk, card in shown.items()],
        "loose": _loose(found, drawn),
        "legend": _("Solid: reports to. Dashed: influences. Dotted: often differs with."),
        "gaps": {
            "title": _("Gaps"),
            "rows": [one.sentence for one in gaps.told(found.gaps, found.client, found.names)],
        },
        "people": {"title": _("People"), "names": _columns(), "rows": [_row(card) for card in _listed(shown)]},
        "nothing": _("Nothing yet"),
    }


def _loose(found: PeopleMap, drawn: Drawing) -> dict[str, Any]:
    """The words above those without a line, and how far down they stand."""
    loose = found.forest.loose
    top = drawn.layout.places[loose[0]].y if loose else 0
    return {"title": _("Without a line yet") if loose else "", "y": top - LOOSE_HEADING / 2}


def _svg(drawn: Drawing) -> str:
    lines = "".join(f'<path d="{path}" stroke="{INK}"/>' for path in drawn.layout.lines)
    dashed = "".join(f'<path d="{path}" stroke="{SOFT}" stroke-dasharray="7 5"/>' for path in drawn.influences)
    dotted = "".join(f'<path d="{path}" stroke="{SOFT}" stroke-dasharray="2 4"/>' for path in drawn.differences)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{drawn.box}" fill="none" stroke-width="1.5">'
    return f"{head}{lines}{dashed}{dotted}</svg>"


def _card(card: Card) -> dict[str, Any]:
    person = card.person
    return {
        "name": person.name,
        "job": person.job_title,
        "role": " · ".join(filter(None, (card.role, card.support))),
        "influence": "" if person.influence is None else _("Influence %d of 10") % person.influence,
        "contact": _contact(card),
        "owner": card.owner,
        "relations": "; ".join(card.relations),
        "flag": _flag(card),
        "open": person.is_placeholder,
        "cold": card.is_cold,
    }


def _contact(card: Card) -> str:
    if card.silent_for is None:
        return "" if not card.person.is_there else _("never talked with")
    return ngettext("%d day ago", "%d days ago", card.silent_for) % card.silent_for


def _flag(card: Card) -> str:
    if card.person.is_placeholder:
        return _("To be identified")
    if card.person.left_on:
        return _("Left on %(day)s") % {"day": date_short(card.person.left_on)}
    return _("Gone cold") if card.is_cold else ""


def _columns() -> list[str]:
    return [
        _("Name"), _("Job title"), _("Reports to"), _("Role"), _("Influence"), _("Support"), _("Owner"),
        _("Last contact"),
    ]  # fmt: skip


def _row(card: Card) -> list[str]:
    influence = card.person.influence
    last = card.person.last
    values = [card.person.name, card.person.job_title, card.superior, card.role]
    values += ["" if influence is None else str(influence), card.support, card.owner, date_short(last) if last else ""]
    return [value or NONE for value in values]


def _listed(shown: dict[int, Card]) -> list[Card]:
    return ordered(list(shown.values()), "name")
