from relationships.models.acquaintance import Acquaintance
from relationships.models.assessment import Assessment, AssessmentRound
from relationships.models.concern import IssueNeed, IssueTalk
from relationships.models.interaction import Interaction
from relationships.models.link import Link
from relationships.models.mail import Mail
from relationships.models.meeting import Meeting
from relationships.models.need import Need
from relationships.models.opinion import Audience, DecisionRole, Opinion, Orientation, Standing, Support
from relationships.models.stakeholder import Stakeholder
from relationships.models.survey import Invitation, Response, Survey

__all__ = [
    "Acquaintance",
    "Assessment",
    "AssessmentRound",
    "Audience",
    "DecisionRole",
    "Interaction",
    "Invitation",
    "IssueNeed",
    "IssueTalk",
    "Link",
    "Mail",
    "Meeting",
    "Need",
    "Opinion",
    "Orientation",
    "Response",
    "Stakeholder",
    "Standing",
    "Support",
    "Survey",
]
