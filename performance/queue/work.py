"""Answers, actions, goals and clients that want something done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Client
from kam.models import User
from kam.numbers import quantity
from kam.status import Status
from performance import reasons
from performance.models import ClientStanding, GoalReview
from performance.queue.item import Item, Rule
from planning.models import Action, Agreement, AgreementState, Objective


def answers(user: User, on: date, limit: int) -> Iterator[Item]:
    """Numbers that clients proposed in place of ours."""
    mine = Client.objects.active().worked_by(user)
    waiting = Agreement.objects.in_state(AgreementState.PROPOSED).filter(side=Agreement.Side.CLIENT)
    waiting = waiting.filter(objective__client__in=mine).select_related("objective__client", "by_contact")
    for offer in waiting.order_by("created_at")[:limit]:
        who = offer.by_contact.name if offer.by_contact else offer.objective.client.name
        told = {"who": who, "target": quantity(offer.target, offer.unit, offer.currency)}
        yield Item(
            rule=Rule.ANSWER,
            status=Status.WARN,
            client=offer.objective.client,
            what=offer.objective.title,
            why=_("%(who)s proposes %(target)s instead") % told,
            url=offer.get_absolute_url(),
            subject_id=offer.pk,
            weight=-(on - timezone.localdate(offer.created_at)).days,
        )


def actions(user: User, on: date, limit: int) -> Iterator[Item]:
    due = (
        Action.objects.visible_to(user)
        .of_user(user)
        .open()
        .filter(due_on__lte=on)
        .select_related("client", "objective")
    )
    for action in due.order_by("due_on")[:limit]:
        late = action.days_late(on)
        yield Item(
            rule=Rule.OVERDUE if late else Rule.TODAY,
            status=Status.BAD if late > 14 else Status.WARN if late else Status.GOOD,
            client=action.client,
            what=action.title,
            why=ngettext("%d day late", "%d days late", late) % late if late else _("Due today"),
            url=action.get_absolute_url(),
            subject_id=action.pk,
            due_on=action.due_on,
            weight=-late,
        )


def goals(user: User, on: date, limit: int) -> Iterator[Item]:
    """Goals of one's clients that are off track and that no open action answers, and goals whose reading is overdue."""
    answered = Action.objects.open().filter(objective=OuterRef("objective"))
    mine = Objective.objects.running().filter(client__in=Client.objects.active().worked_by(user))
    latest = GoalReview.objects.latest_of(mine, on=on).select_related("objective__client")
    off_track = latest.off_track().filter(~Exists(answered)).worst_first()
    unread = latest.filter(reasons__0__code__in=("stale", "no_reading")).order_by("objective__client__name", "pk")
    for rule, reviews in ((Rule.GOAL, off_track), (Rule.READING, unread)):
        for review in reviews[:limit]:
            yield _goal_item(rule, review)


def _goal_item(rule: Rule, review: GoalReview) -> Item:
    turned = review.previous_status and review.previous_status != review.status
    why = reasons.of_goal(review.reasons)
    before = Status(review.previous_status).label if turned else ""
    return Item(
        rule=rule,
        status=Status(review.status),
        client=review.objective.client,
        what=review.objective.title,
        why=_("%(why)s (was: %(before)s)") % {"why": why, "before": before} if turned else why,
        url=review.objective.get_absolute_url(),
        subject_id=review.objective_id,
        due_on=review.objective.due_on if rule == Rule.GOAL else None,
        weight=float(review.pace or 0),
    )


def held(user: User) -> QuerySet[ClientStanding]:
    """How the clients stand that this person works on."""
    mine = ClientStanding.objects.filter(client__in=Client.objects.active().worked_by(user))
    return mine.select_related("client").defer("reasons")


def standings(held: Iterable[ClientStanding], on: date) -> Iterator[Item]:
    for standing in held:
        if standing.is_cold(on=on):
            yield _cold_item(standing, on)
        if standing.next_action_on is None:
            yield _nothing_item(standing.client)


def _cold_item(standing: ClientStanding, on: date) -> Item:
    client, status, days = standing.client, standing.contact_status(on=on), standing.silence(on=on).days
    return Item(
        rule=Rule.COLD,
        status=status,
        client=client,
        what=_("Get in touch"),
        why=reasons.sentence({"code": "contact", "days": days, "cadence": client.cadence.days}),
        url=client.url_of("relationships"),
        subject_id=client.pk,
        weight=-days,
    )


def _nothing_item(client: Client) -> Item:
    return Item(
        rule=Rule.NOTHING,
        status=Status.NONE,
        client=client,
        what=_("Plan the next step"),
        why=_("No open action for this client"),
        url=client.url_of("planning"),
        subject_id=client.pk,
    )
