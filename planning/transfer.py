"""What of planning can be imported."""

from kam.transfer import Resource, register
from planning import services
from planning.models import Objective, Progress

register(
    Resource(
        "objectives",
        Objective,
        fields=(
            "client", "title", "process", "unit", "currency", "kind", "baseline", "minimum", "target", "stretch",
            "starts_on", "due_on", "cadence_days", "status", "owner",
        ),
        write=services.import_objectives,
    )
)  # fmt: skip
register(
    Resource("progress", Progress, fields=("objective", "value", "noted_on", "note"), write=services.import_progress)
)
