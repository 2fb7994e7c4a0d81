"""Reminding people at the client before the time to answer is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from kam import events
from kam.locks import only_one
from planning.models import Agreement, AgreementState, ProposalReminder
from planning.services.agreement import expire_proposals

DAYS_BEFORE = (5, 1)
"""Days before the last day to answer, the furthest first."""


def mind_proposals(*, on: date) -> int:
    """End what was not answered in time, then remind of what soon is over; by one process at a time."""
    with only_one("planning.mind_proposals") as mine:
        return expire_proposals(on=on) + remind_of_proposals(on=on) if mine else 0


@transaction.atomic
def remind_of_proposals(*, on: date) -> int:
    """Have those reminded whose answer is due soon: once for each distance, only the nearest if the job had a pause."""
    due = ProposalReminder.objects.bulk_create(_due(on))
    for reminder in due:
        offer = reminder.agreement
        told = {"agreement": offer.pk, "version": offer.version, "days_before": reminder.days_before}
        client_id = offer.objective.client_id
        events.record("planning.proposal_reminded", offer.objective, by=None, client_id=client_id, **told)
    return len(due)


def _due(on: date) -> Iterator[ProposalReminder]:
    waiting = Agreement.objects.in_state(AgreementState.PROPOSED).filter(expires_on__gte=on)
    waiting = waiting.select_related("objective").prefetch_related("reminders").select_for_update(of=("self",))
    for offer in waiting:
        days = min(
            (each for each in DAYS_BEFORE if offer.expires_on and (offer.expires_on - on).days <= each), default=None
        )
        sent = {reminder.days_before for reminder in offer.reminders.all()}
        if days is not None and days not in sent and offer.created_at.date() < on:
            yield ProposalReminder(agreement=offer, days_before=days)
