"""How satisfied the clients are, as whoever looks may know it: counts from the database, scores from `satisfaction`.

Everything is counted over people who were asked, by the day on which they were, so that a score and its response rate
tell of the same people. Only clients that `user` sees are counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Min
from django.db.models.functions import TruncQuarter
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Client, Contact
from kam import charts, slots
from kam.access import may_change
from kam.http import Request
from kam.models import User
from kam.numbers import date_short
from relationships.models import DecisionRole, Interaction, Invitation, Opinion, Response, Survey
from relationships.models.survey import InvitationQuerySet
from relationships.satisfaction import Band, Result, band_of

A_YEAR, A_QUARTER = timedelta(days=365), timedelta(days=92)
QUARTERS = 8
Key = Hashable


def results(invitations: InvitationQuerySet, *by: Any) -> dict[tuple[Any, ...], Result]:
    """Per value of the columns `by` and kind of question, what those asked answered; one statement."""
    keys = [*by, "survey__kind"]
    rows = invitations.asked().order_by().values(*keys, "response__score").annotate(people=Count("pk"))
    counts: dict[tuple[Any, ...], dict[int, int]] = defaultdict(dict)
    asked: dict[tuple[Any, ...], int] = defaultdict(int)
    for row in rows:
        key = tuple(row[name] for name in keys)
        asked[key] += row["people"]
        if row["response__score"] is not None:
            counts[key][row["response__score"]] = row["people"]
    return {key: Result(str(key[-1]), counts[key], total) for key, total in asked.items()}


def lately(user: User, *, on: date) -> InvitationQuerySet:
    """Those sent in the year before a day."""
    return _since(user, on - A_YEAR)


def of_late(user: User, *, on: date) -> InvitationQuerySet:
    """Those sent in the quarters that a trend shows."""
    return _since(user, on - A_QUARTER * QUARTERS)


def _since(user: User, day: date) -> InvitationQuerySet:
    """Those sent after a day; by its end and not by the day of each, so that an index helps."""
    end = datetime.combine(day + timedelta(days=1), time(), timezone.get_default_timezone())
    return Invitation.objects.visible_to(user).filter(sent_at__gte=end)


def of_kinds(invitations: InvitationQuerySet) -> list[Result]:
    """One result for each kind of question, asked or not."""
    found = results(invitations)
    return [found.get((kind,), Result(kind, {}, 0)) for kind in Survey.Kind.values]


def of_survey(survey: Survey, user: User) -> Result:
    found = results(survey.invitations.visible_to(user))
    return found.get((survey.kind,), Result(survey.kind, {}, 0))


def of_surveys(surveys: Iterable[Survey], user: User) -> dict[int, Result]:
    """The result of each survey, by its id; those that asked nobody yet are not among them."""
    found = results(Invitation.objects.visible_to(user).filter(survey__in=[one.pk for one in surveys]), "survey")
    return {key[0]: result for key, result in found.items()}


@dataclass(frozen=True, slots=True)
class Standing:
    """How satisfied one client is."""

    client: Client
    result: Result


def by_client(invitations: InvitationQuerySet, kind: str) -> list[Standing]:
    """The clients that answered, the least satisfied first; those of few answers beside others of the same score."""
    found = {key[0]: result for key, result in results(invitations.filter(survey__kind=kind), "client").items()}
    clients = Client.objects.filter(pk__in=found).select_related("owner").in_bulk()
    standings = [Standing(clients[pk], result) for pk, result in found.items()]
    return sorted(standings, key=lambda one: (one.result.value is None, one.result.value or 0, one.client.name))


# --- Trends -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moment:
    """A result at its place in time: a wave or a quarter, by its first day."""

    label: str
    day: date
    result: Result


def by_quarter(invitations: InvitationQuerySet, kind: str) -> list[Moment]:
    """The last quarters in which somebody was asked, the oldest first."""
    asked = invitations.filter(survey__kind=kind).annotate(quarter=TruncQuarter("sent_at"))
    found = sorted((key[0].date(), result) for key, result in results(asked, "quarter").items() if key[0])
    return [Moment(_quarter(day), day, result) for day, result in found][-QUARTERS:]


def by_wave(survey: Survey, user: User) -> list[Moment]:
    """The waves of one survey up to this one, the oldest first."""
    before = dict(Survey.objects.filter(created_by=survey.created_by_id).values_list("pk", "follows"))
    chain: list[int] = [survey.pk]
    while earlier := before.get(chain[-1]):
        chain.append(earlier)
    waves = Survey.objects.filter(pk__in=chain).order_by("opens_on", "pk")
    found = of_surveys(waves, user)
    return [Moment(date_short(wave.opens_on), wave.opens_on, found[wave.pk]) for wave in waves if wave.pk in found]


def _quarter(day: date) -> str:
    return _("Q%(quarter)d %(year)d") % {"quarter": (day.month + 2) // 3, "year": day.year}


@dataclass(frozen=True, slots=True)
class Course:
    """A trend as a chart. `plot` is nothing where there are fewer than two scores to join."""

    moments: Sequence[Moment]
    plot: charts.Trend | None


def course(moments: Sequence[Moment]) -> Course:
    told = [(one.day, one.result) for one in moments if one.result.value is not None]
    points = [(day, result.value or 0, *(result.interval or (0, 0))) for day, result in told]
    lowest = -100 if moments and moments[0].result.kind == Survey.Kind.NPS else 0
    plot = charts.trend(points, low=lowest, high=100) if len(points) > 1 else None
    return Course(moments, plot)


# --- One client -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tenure:
    """Since when somebody is a client, in whole years; `is_guessed`: by the first conversation we know of."""

    since: date | None
    is_guessed: bool
    years: int


def tenure(client: Client, *, on: date) -> Tenure:
    since, is_guessed = client.customer_since, False
    if since is None:
        first = Interaction.objects.of(client).kept().aggregate(first=Min("happened_at"))["first"]
        since, is_guessed = (first.date() if first else None), first is not None
    return Tenure(since, is_guessed, max((on - since).days * 4 // 1461, 0) if since else 0)


@dataclass(frozen=True, slots=True)
class RoleCover:
    """Of the people with a role in decisions: how many there are, were asked, answered, and are happy or unhappy."""

    role: str
    label: object
    people: int = 0
    asked: int = 0
    answered: int = 0
    happy: int = 0
    unhappy: int = 0


def cover(client: Client, user: User, *, on: date) -> list[RoleCover]:
    """By role, from each person's latest answer of the last year; roles as far as `user` may know them."""
    known = Opinion.objects.visible_to(user).filter(contact__client=client, trait=Opinion.Trait.ROLE)
    roles = dict(known.in_force(on=on).values_list("contact", "value"))
    people = Contact.objects.of(client).current()
    found: dict[str, RoleCover] = {}
    latest = _latest(client, user, on=on)
    for pk in people.values_list("pk", flat=True):
        role = roles.get(pk, "")
        found[role] = _counted(found.get(role) or RoleCover(role, _role(role)), latest.get(pk))
    order = [*DecisionRole.values, ""]
    return sorted(found.values(), key=lambda one: order.index(one.role))


def _latest(client: Client, user: User, *, on: date) -> dict[int, tuple[str, int | None]]:
    """By person, the question asked last and its answer; one that was answered goes before one that was not."""
    asked = lately(user, on=on).filter(client=client).order_by("sent_at", "pk")
    found: dict[int, tuple[str, int | None]] = {}
    for contact, kind, score in asked.values_list("contact", "survey__kind", "response__score"):
        if score is not None or contact not in found:
            found[contact] = (kind, score)
    return found


def _counted(so_far: RoleCover, latest: tuple[str, int | None] | None) -> RoleCover:
    found = replace(so_far, people=so_far.people + 1)
    if latest is None:
        return found
    kind, score = latest
    found = replace(found, asked=found.asked + 1)
    if score is None:
        return found
    band = band_of(kind, score)
    return replace(
        found,
        answered=found.answered + 1,
        happy=found.happy + (band == Band.HIGH),
        unhappy=found.unhappy + (band == Band.LOW),
    )


def _role(role: str) -> object:
    return DecisionRole(role).label if role in DecisionRole.values else _("Role not known")


def said(user: User) -> Any:
    """The answers this person may read, with everything a list of them shows, the newest first."""
    found = Response.objects.visible_to(user).newest_first()
    return found.select_related("invitation__survey", "invitation__contact", "invitation__client", "followed_up_by")


@dataclass(frozen=True, slots=True)
class Said:
    """An answer in a list: with what the apps above add to it, and whether one may follow it up."""

    response: Response
    may_change: bool
    added: list[Any]

    @property
    def asks_for_more(self) -> bool:
        """Whether there is something to talk about: somebody unhappy, or something written."""
        return self.response.is_unhappy or bool(self.response.comment)


def _changed_by(user: User, clients: set[int]) -> set[int]:
    """Which of these clients the reader works on; of one alone the page knows already."""
    if len(clients) == 1:
        return {pk for pk in clients if may_change(Client.objects.all(), user, pk)}
    return set(Client.objects.editable_by(user).filter(pk__in=clients).values_list("pk", flat=True))


def listed(request: Request, responses: Iterable[Response]) -> list[Said]:
    found = list(responses)
    clients = {one.invitation.client_id for one in found}
    mine = _changed_by(request.user, clients)
    told = slots.collect("responses.actions", request, found, mine)
    return [
        Said(one, one.invitation.client_id in mine, [added[one.pk] for added in told if one.pk in added])
        for one in found
    ]
