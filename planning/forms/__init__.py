from planning.forms.action import ActionFilterForm, ActionForm, PostponeForm
from planning.forms.interaction import ChangeInteractionForm, ChooseClientForm, InteractionForm
from planning.forms.objective import ActualForm, ClosingForm, MilestoneFormSet, ObjectiveForm, ProgressForm
from planning.forms.objective_list import ObjectiveFilterForm
from planning.forms.people import colleagues

__all__ = [
    "ActionFilterForm",
    "ActionForm",
    "ActualForm",
    "ChangeInteractionForm",
    "ChooseClientForm",
    "ClosingForm",
    "InteractionForm",
    "MilestoneFormSet",
    "ObjectiveFilterForm",
    "ObjectiveForm",
    "PostponeForm",
    "ProgressForm",
    "colleagues",
]
