"""What of relationships can be imported."""

from kam.transfer import Resource, register
from relationships import services
from relationships.models import Interaction, Need

register(
    Resource(
        "interactions",
        Interaction,
        fields=("client", "kind", "summary", "happened_at", "people", "by"),
        write=services.import_interactions,
    )
)
register(
    Resource(
        "needs",
        Need,
        fields=(
            "client", "statement", "kind", "status", "stated_by", "stated_on", "importance", "fit", "grounds", "due_on",
            "assess_every", "heard_in", "created_by",
        ),
        write=services.import_needs,
    )
)  # fmt: skip
