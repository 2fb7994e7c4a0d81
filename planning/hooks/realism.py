"""Keeping the gauge of a target fresh: its draws are a job of their own, so that no page waits for them."""

from __future__ import annotations

from kam.models import Event
from kam.outbox import subscribe
from planning.tasks import gauge_objective


@subscribe("planning.objective_created", "planning.objective_changed", "planning.progress_recorded")
def gauge_again(event: Event) -> None:
    gauge_objective(event.subject_id)
