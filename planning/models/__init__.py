from planning.models.action import Action
from planning.models.objective import Milestone, Objective
from planning.models.progress import Progress

__all__ = ["Action", "Milestone", "Objective", "Progress"]
