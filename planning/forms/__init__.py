from planning.forms.action import ActionFilterForm, ActionForm, PostponeForm
from planning.forms.agreement import ProposalForm, ReasonForm, RecordAgreementForm
from planning.forms.interaction import ChangeInteractionForm, ChooseClientForm, InteractionForm
from planning.forms.objective import MilestoneFormSet, ObjectiveFilterForm, ObjectiveForm, ProgressForm
from planning.forms.people import colleagues
from planning.forms.realism import WhatIfForm

__all__ = [
    "ActionFilterForm",
    "ActionForm",
    "ChangeInteractionForm",
    "ChooseClientForm",
    "InteractionForm",
    "MilestoneFormSet",
    "ObjectiveFilterForm",
    "ObjectiveForm",
    "PostponeForm",
    "ProgressForm",
    "ProposalForm",
    "ReasonForm",
    "RecordAgreementForm",
    "WhatIfForm",
    "colleagues",
]
