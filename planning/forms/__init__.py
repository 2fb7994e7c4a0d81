from planning.forms.action import ActionFilterForm, ActionForm, PostponeForm
from planning.forms.agreement import ProposalForm, ReasonForm, RecordAgreementForm
from planning.forms.interaction import ChangeInteractionForm, ChooseClientForm, InteractionForm
from planning.forms.objective import MilestoneFormSet, ObjectiveFilterForm, ObjectiveForm, ProgressForm
from planning.forms.people import colleagues
from planning.forms.portal import AnswerForm, CounterForm, DeclineForm

__all__ = [
    "ActionFilterForm",
    "ActionForm",
    "AnswerForm",
    "ChangeInteractionForm",
    "ChooseClientForm",
    "CounterForm",
    "DeclineForm",
    "InteractionForm",
    "MilestoneFormSet",
    "ObjectiveFilterForm",
    "ObjectiveForm",
    "PostponeForm",
    "ProgressForm",
    "ProposalForm",
    "ReasonForm",
    "RecordAgreementForm",
    "colleagues",
]
