from performance.forms.effort import CostRateForm, EffortForm, MarginForm
from performance.forms.standing import (
    BoardForm,
    ColdFilterForm,
    ReviewFilterForm,
    SnoozeForm,
)

__all__ = [
    "BoardForm",
    "ColdFilterForm",
    "CostRateForm",
    "EffortForm",
    "MarginForm",
    "ReviewFilterForm",
    "SnoozeForm",
]
