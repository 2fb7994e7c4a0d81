"""The gaps of a client's relationships in words, each with what closes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrPromise

from accounts.models import Client
from kam.addresses import address_of
from kam.numbers import date_short
from relationships.coverage import ROLE_GAPS, Gap, GapKind, Person
from relationships.models import DecisionRole

# Where each gap is closed, by what one does there.
PAGES = {
    "assess": "relationships:assess-person",
    "hold_open": "relationships:create-placeholder",
    "identify": "relationships:identify-person",
    "look_after": "relationships:change-stakeholder",
    "introduce": "relationships:know-person",
    "log": "planning:log-interaction",
    "add": "accounts:create-contact",
}
SEVERE = 85  # urgency from which a gap is told as critical
MISSING: dict[str, StrPromise] = {
    GapKind.NO_DECIDER: gettext_lazy("No decision maker is known."),
    GapKind.NO_CHAMPION: gettext_lazy("No champion: nobody there speaks for us."),
    GapKind.NO_TECHNICAL: gettext_lazy("Nobody is known who judges technically."),
    GapKind.NO_USER: gettext_lazy("Nobody is known of those who use what we deliver."),
}
ICONS = {
    GapKind.COLD: "snowflake",
    GapKind.ONE_OF_US: "route",
    GapKind.ONE_OF_THEM: "route",
    GapKind.PLACEHOLDER: "user-round-search",
    GapKind.LEFT: "door-open",
    GapKind.NO_OWNER: "user-round-x",
}


@dataclass(frozen=True, slots=True)
class Fix:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Told:
    kind: str
    tone: str
    icon: str
    sentence: str
    fixes: list[Fix]


def told(gaps: Iterable[Gap], client: Client, names: Mapping[int, str], *, back: str = "") -> list[Told]:
    """In the order given. `back`: the address to return to once a gap is closed."""
    return [
        Told(
            kind=gap.kind,
            tone="bad" if gap.urgency >= SEVERE else "warn",
            icon=ICONS.get(gap.kind, "triangle-alert"),
            sentence=_sentence(gap, names),
            fixes=_fixes(gap, client, back),
        )
        for gap in gaps
    ]


def _sentence(gap: Gap, names: Mapping[int, str]) -> str:
    if gap.kind in MISSING:
        return str(MISSING[gap.kind])
    return _ABOUT_SOMEBODY[gap.kind](gap, gap.person.name if gap.person else "", names)


def _cold(gap: Gap, name: str, names: Mapping[int, str]) -> str:
    days = gap.days or 0
    if gap.person and gap.person.last is None:
        text = ngettext("%(name)s: never talked with, %(n)d day", "%(name)s: never talked with, %(n)d days", days)
    else:
        text = ngettext("%(name)s: no contact for %(n)d day", "%(name)s: no contact for %(n)d days", days)
    cadence = gap.person.cadence if gap.person else 0
    return text % {"name": name, "n": days} + _(" (at most %d)") % cadence + "."


def _one_of_us(gap: Gap, name: str, names: Mapping[int, str]) -> str:
    who = names.get(gap.colleague or 0, "")
    return _("All contact goes through one of us: %s.") % who


def _left(gap: Gap, name: str, names: Mapping[int, str]) -> str:
    day = gap.person.left_on if gap.person else None
    return _("%(name)s left on %(day)s: who follows?") % {"name": name, "day": date_short(day) if day else ""}


_ABOUT_SOMEBODY: dict[str, Callable[[Gap, str, Mapping[int, str]], str]] = {
    GapKind.COLD: _cold,
    GapKind.ONE_OF_US: _one_of_us,
    GapKind.ONE_OF_THEM: lambda _gap, name, _names: _("All contact goes through one of them: %s.") % name,
    GapKind.NO_OWNER: lambda _gap, name, _names: _("%s is a key person whom nobody of us looks after.") % name,
    GapKind.PLACEHOLDER: lambda _gap, name, _names: _("“%s” is still to be identified.") % name,
    GapKind.LEFT: _left,
}


def _fixes(gap: Gap, client: Client, back: str) -> list[Fix]:
    if gap.kind in ROLE_GAPS:
        return _of_role(gap, client, back)
    person = gap.person
    if person is None:
        return []
    closed_by: dict[GapKind, tuple[str, str, int, dict[str, str | int]]] = {
        GapKind.COLD: (_("Log"), "log", client.pk, {"people": person.pk}),
        GapKind.ONE_OF_US: (_("Introduce a colleague"), "introduce", person.pk, {}),
        GapKind.ONE_OF_THEM: (_("Add person"), "add", client.pk, {}),
        GapKind.NO_OWNER: (_("Assign"), "look_after", person.pk, {}),
        GapKind.PLACEHOLDER: (_("Identify"), "identify", person.pk, {}),
        GapKind.LEFT: (_("Hold the place open"), "hold_open", client.pk, {"name": person.job_title or person.name}),
    }
    label, page, pk, given = closed_by[gap.kind]
    return [Fix(label, _address(page, pk, back, **given))]


def _of_role(gap: Gap, client: Client, back: str) -> list[Fix]:
    role, person = ROLE_GAPS[gap.kind], gap.person
    if person and person.is_placeholder:
        return [Fix(_("Identify"), _address("identify", person.pk, back))]
    name = str(DecisionRole(role).label)
    found = [_assess(person, role, back)] if person else []
    return [*found, Fix(_("Add a role"), _address("hold_open", client.pk, back, name=name))]


def _assess(person: Person, role: str, back: str) -> Fix:
    return Fix(_("Assess %s") % person.name, _address("assess", person.pk, back, trait="role", role=role))


def _address(page: str, pk: int, back: str, **given: str | int) -> str:
    query = urlencode({**given, **({"next": back} if back else {})})
    return address_of(PAGES[page], pk) + (f"?{query}" if query else "")
