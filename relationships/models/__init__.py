from relationships.models.interaction import Interaction
from relationships.models.need import Need

__all__ = ["Interaction", "Need"]
