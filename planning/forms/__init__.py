from planning.forms.action import ActionFilterForm, ActionForm, BulkForm, PostponeForm, serving
from planning.forms.agreement import ProposalForm, ReasonForm, RecordAgreementForm
from planning.forms.given import given
from planning.forms.interaction import ChangeInteractionForm, ChooseClientForm, InteractionForm
from planning.forms.meeting import HoldMeetingForm
from planning.forms.objective import ActualForm, ClosingForm, MilestoneFormSet, ObjectiveForm, ProgressForm
from planning.forms.objective_list import ObjectiveFilterForm
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
from planning.forms.portal import AnswerForm, CounterForm, DeclineForm
from planning.forms.realism import WhatIfForm
from planning.forms.strategy import StrategyFilterForm, StrategyForm

__all__ = [
    "ActionFilterForm",
    "ActionForm",
    "ActualForm",
    "AnswerForm",
    "AsOfForm",
    "BulkForm",
    "ChangeInteractionForm",
    "ChooseClientForm",
    "ClosingForm",
    "CompareForm",
    "CopyPlanForm",
    "CounterForm",
    "DeclineForm",
    "EvidenceForm",
    "HoldMeetingForm",
    "InteractionForm",
    "MilestoneFormSet",
    "ObjectiveFilterForm",
    "ObjectiveForm",
    "PlanFilterForm",
    "PlanForm",
    "PostponeForm",
    "ProgressForm",
    "ProposalForm",
    "ReasonForm",
    "RecordAgreementForm",
    "ReviewForm",
    "RiskForm",
    "StrategyFilterForm",
    "StrategyForm",
    "SwotAddForm",
    "SwotItemForm",
    "WhatIfForm",
    "colleagues",
    "given",
    "serving",
]
