from relationships.api.assessment import AssessmentRoundSerializer
from relationships.api.need import AssessmentSerializer, NeedSerializer, visible_contacts, visible_interactions

__all__ = [
    "AssessmentRoundSerializer",
    "AssessmentSerializer",
    "NeedSerializer",
    "visible_contacts",
    "visible_interactions",
]
