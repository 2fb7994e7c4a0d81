"""How far a round over a client's needs has come, and what it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from relationships.models import Assessment, AssessmentRound, Need


@dataclass(frozen=True, slots=True)
class Course:
    """Where a round stands: how many needs it goes over, how many are assessed, and which place a need has in it."""

    total: int
    assessed: int
    place: int = 0

    @property
    def left(self) -> int:
        return self.total - self.assessed


def course_of(in_round: AssessmentRound, need: Need | None = None) -> Course:
    """Needs are gone through in the order they were noted, so that a place stays a place."""
    done = set(in_round.assessments.values_list("need", flat=True))
    places = sorted(done.union(Need.objects.awaiting(in_round).values_list("pk", flat=True)))
    return Course(len(places), len(done), places.index(need.pk) + 1 if need and need.pk in places else 0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a round found, the changes first; `left_out` are the needs nobody assessed in it."""

    found: Sequence[Assessment]
    left_out: Sequence[Need]

    @property
    def changed(self) -> int:
        return sum(assessment.is_a_change for assessment in self.found)

    @property
    def refuted(self) -> int:
        return sum(assessment.status == Need.Status.REFUTED for assessment in self.found)


def outcome_of(in_round: AssessmentRound) -> Outcome:
    found = list(in_round.assessments.with_before().select_related("need", "by", "asked").order_by("need", "-pk"))
    left_out = Need.objects.awaiting(in_round)
    if in_round.finished_at:
        left_out = left_out.filter(created_at__lte=in_round.finished_at)
    return Outcome(sorted(found, key=lambda one: not one.is_a_change), list(left_out.order_by("pk")))
