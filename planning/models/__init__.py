from planning.models.action import Action
from planning.models.agreement import Agreement, AgreementStep, ProposalReminder
from planning.models.hindrance import Hindrance
from planning.models.objective import AgreementState, Milestone, Objective
from planning.models.plan import Evidence, Plan, PlanVersion, Risk, SwotItem
from planning.models.progress import Progress
from planning.models.realism import RealismCheck
from planning.models.strategy import Strategy
from planning.models.topic import Topic

__all__ = [
    "Action",
    "Agreement",
    "AgreementState",
    "AgreementStep",
    "Evidence",
    "Hindrance",
    "Milestone",
    "Objective",
    "Plan",
    "PlanVersion",
    "Progress",
    "ProposalReminder",
    "RealismCheck",
    "Risk",
    "Strategy",
    "SwotItem",
    "Topic",
]
