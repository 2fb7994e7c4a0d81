"""What of relationships can be imported."""

from kam.transfer import Resource, register
from relationships import services
from relationships.models import Interaction

register(
    Resource(
        "interactions",
        Interaction,
        fields=("client", "kind", "summary", "happened_at", "people", "by"),
        write=services.import_interactions,
    )
)
