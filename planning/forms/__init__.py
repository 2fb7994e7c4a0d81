from planning.forms.action import ActionFilterForm, ActionForm, PostponeForm
from planning.forms.interaction import ChangeInteractionForm, ChooseClientForm, InteractionForm
from planning.forms.objective import MilestoneFormSet, ObjectiveFilterForm, ObjectiveForm, ProgressForm
from planning.forms.people import colleagues
from planning.forms.plan import (
    AsOfForm,
    CompareForm,
    CopyPlanForm,
    EvidenceForm,
    PlanFilterForm,
    PlanForm,
    ReviewForm,
    RiskForm,
    SwotAddForm,
    SwotItemForm,
)

__all__ = [
    "ActionFilterForm",
    "ActionForm",
    "AsOfForm",
    "ChangeInteractionForm",
    "ChooseClientForm",
    "CompareForm",
    "CopyPlanForm",
    "EvidenceForm",
    "InteractionForm",
    "MilestoneFormSet",
    "ObjectiveFilterForm",
    "ObjectiveForm",
    "PlanFilterForm",
    "PlanForm",
    "PostponeForm",
    "ProgressForm",
    "ReviewForm",
    "RiskForm",
    "SwotAddForm",
    "SwotItemForm",
    "colleagues",
]
