from planning.forms.action import ActionFilterForm, ActionForm, BulkForm, PostponeForm, serving
from planning.forms.agreement import ProposalForm, ReasonForm, RecordAgreementForm
from planning.forms.given import given
from planning.forms.interaction import ChangeInteractionForm, ChooseClientForm, InteractionForm
from planning.forms.objective import ActualForm, ClosingForm, MilestoneFormSet, ObjectiveForm, ProgressForm
from planning.forms.objective_list import ObjectiveFilterForm
from planning.forms.people import colleagues
from planning.forms.portal import AnswerForm, CounterForm, DeclineForm
from planning.forms.realism import WhatIfForm
from planning.forms.strategy import StrategyFilterForm, StrategyForm

__all__ = [
    "ActionFilterForm",
    "ActionForm",
    "ActualForm",
    "AnswerForm",
    "BulkForm",
    "ChangeInteractionForm",
    "ChooseClientForm",
    "ClosingForm",
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
    "StrategyFilterForm",
    "StrategyForm",
    "WhatIfForm",
    "colleagues",
    "given",
    "serving",
]
