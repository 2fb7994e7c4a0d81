from relationships.api.need import NeedSerializer, visible_contacts, visible_interactions
from relationships.api.people import AcquaintanceSerializer, OpinionSerializer, StakeholderSerializer

__all__ = [
    "AcquaintanceSerializer",
    "NeedSerializer",
    "OpinionSerializer",
    "StakeholderSerializer",
    "visible_contacts",
    "visible_interactions",
]
