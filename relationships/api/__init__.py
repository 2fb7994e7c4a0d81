from relationships.api.assessment import AssessmentRoundSerializer
from relationships.api.link import CoverageSerializer, LinkSerializer
from relationships.api.mail import MailSerializer
from relationships.api.meeting import MeetingSerializer
from relationships.api.need import (
    AssessmentSerializer,
    IssueChoiceSerializer,
    NeedSerializer,
    visible_contacts,
    visible_interactions,
)
from relationships.api.people import AcquaintanceSerializer, OpinionSerializer, StakeholderSerializer
from relationships.api.survey import InvitationSerializer, ResponseSerializer, SurveySerializer

__all__ = [
    "AcquaintanceSerializer",
    "AssessmentRoundSerializer",
    "AssessmentSerializer",
    "CoverageSerializer",
    "InvitationSerializer",
    "IssueChoiceSerializer",
    "LinkSerializer",
    "MailSerializer",
    "MeetingSerializer",
    "NeedSerializer",
    "OpinionSerializer",
    "ResponseSerializer",
    "StakeholderSerializer",
    "SurveySerializer",
    "visible_contacts",
    "visible_interactions",
]
