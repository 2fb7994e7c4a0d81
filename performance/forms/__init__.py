from performance.forms.effort import CostRateForm, EffortForm, MarginForm
from performance.forms.standing import (
    BoardForm,
    ColdFilterForm,
    ReviewFilterForm,
    SnoozeForm,
)
from performance.forms.status_update import DraftUpdateForm, SendUpdateForm, StatusUpdateForm

__all__ = [
    "BoardForm",
    "ColdFilterForm",
    "CostRateForm",
    "DraftUpdateForm",
    "EffortForm",
    "MarginForm",
    "ReviewFilterForm",
    "SendUpdateForm",
    "SnoozeForm",
    "StatusUpdateForm",
]
