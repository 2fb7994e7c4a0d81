from relationships.api.need import NeedSerializer, visible_contacts, visible_interactions
from relationships.api.survey import InvitationSerializer, ResponseSerializer, SurveySerializer

__all__ = [
    "InvitationSerializer",
    "NeedSerializer",
    "ResponseSerializer",
    "SurveySerializer",
    "visible_contacts",
    "visible_interactions",
]
