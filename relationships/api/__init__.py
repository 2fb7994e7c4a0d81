from relationships.api.assessment import AssessmentRoundSerializer
from relationships.api.link import CoverageSerializer, LinkSerializer
from relationships.api.meeting import MeetingSerializer
from relationships.api.need import AssessmentSerializer, NeedSerializer, visible_contacts, visible_interactions
from relationships.api.people import AcquaintanceSerializer, OpinionSerializer, StakeholderSerializer

__all__ = [
    "AcquaintanceSerializer",
    "AssessmentRoundSerializer",
    "AssessmentSerializer",
    "CoverageSerializer",
    "LinkSerializer",
    "MeetingSerializer",
    "NeedSerializer",
    "OpinionSerializer",
    "StakeholderSerializer",
    "visible_contacts",
    "visible_interactions",
]
