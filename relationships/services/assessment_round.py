"""The regular assessment of a client: one need after the other, left and taken up again at any time."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Client
from kam import events
from kam.models import User
from relationships.models import AssessmentRound, Need


@transaction.atomic
def start_round(client: Client, *, by: User) -> AssessmentRound:
    """A new round over a client's needs, or the one that is under way, whoever started it."""
    client = Client.objects.select_for_update(no_key=True).get(pk=client.pk)  # so that two at once start one
    if under_way := AssessmentRound.objects.of(client).open().first():
        return under_way
    needs = Need.objects.of(client).believed().count()
    if not needs:
        raise ValidationError(_("No need of this client is known yet: note one first."))
    started = AssessmentRound.objects.create(client=client, started_at=timezone.now(), by=by)
    events.record("relationships.round_started", started, by=by, client_id=client.pk, needs=needs)
    return started


def next_in_round(in_round: AssessmentRound, *, after: int = 0) -> Need | None:
    """The next need that nobody has assessed in this round, in the order they were noted; None when there is none.

    `after`: the id of the need that is left for later. Needs noted while the round goes on come last.
    """
    waiting = Need.objects.awaiting(in_round).filter(pk__gt=after)
    return waiting.select_related("client", "stated_by", "heard_in").order_by("pk").first()


@transaction.atomic
def finish_round(in_round: AssessmentRound, *, by: User) -> AssessmentRound:
    """End the round, be it with needs left out; how many is told."""
    in_round = AssessmentRound.objects.select_for_update().get(pk=in_round.pk)
    if in_round.finished_at:
        return in_round
    in_round.finished_at = timezone.now()
    in_round.save(update_fields=["finished_at"])
    assessed = in_round.assessments.values("need").distinct().count()
    left = Need.objects.awaiting(in_round).count()
    told = {"assessed": assessed, "skipped": left}
    events.record("relationships.round_finished", in_round, by=by, client_id=in_round.client_id, **told)
    return in_round
