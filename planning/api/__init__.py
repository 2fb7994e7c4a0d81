"""Objectives, their progress, actions and interactions over the API."""

from planning.api.action import ActionSerializer
from planning.api.agreement import AgreementSerializer
from planning.api.interaction import InteractionSerializer
from planning.api.objective import MilestoneSerializer, ObjectiveSerializer
from planning.api.plan import PlanSerializer
from planning.api.progress import ProgressSerializer
from planning.api.strategy import StrategySerializer

__all__ = [
    "ActionSerializer",
    "AgreementSerializer",
    "InteractionSerializer",
    "MilestoneSerializer",
    "ObjectiveSerializer",
    "PlanSerializer",
    "ProgressSerializer",
    "StrategySerializer",
]
