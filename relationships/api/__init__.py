from relationships.api.link import CoverageSerializer, LinkSerializer
from relationships.api.need import NeedSerializer, visible_contacts, visible_interactions
from relationships.api.people import AcquaintanceSerializer, OpinionSerializer, StakeholderSerializer

__all__ = [
    "AcquaintanceSerializer",
    "CoverageSerializer",
    "LinkSerializer",
    "NeedSerializer",
    "OpinionSerializer",
    "StakeholderSerializer",
    "visible_contacts",
    "visible_interactions",
]
