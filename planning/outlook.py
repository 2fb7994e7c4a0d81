"""What pages show of the realism gauge: its answer in a sentence, and on one axis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kam.numbers import ratio
from kam.status import Status
from planning import services
from planning import terms as wording
from planning.models import Objective, RealismCheck
from planning.realism import MONTHS_NEEDED

Band = RealismCheck.Band
TONES = {
    Band.CONSERVATIVE: Status.GOOD,
    Band.REALISTIC: Status.GOOD,
    Band.STRETCH: Status.WARN,
    Band.UNREALISTIC: Status.BAD,
    Band.UNKNOWN: Status.NONE,
}


@dataclass(frozen=True, slots=True)
class Axis:
    """Places, in percent of the width: where the draws mostly end, and where the target lies."""

    low: str
    width: str
    middle: str
    target: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """A check, ready to be read. `history` and `season` are rows of (label, value) for "Why?"."""

    check: RealismCheck
    tone: Status
    sentence: str
    growth: str
    axis: Axis | None
    target: Decimal
    history: list[tuple[date, Decimal]]
    season: list[tuple[str, str]]


def outlook(check: RealismCheck, terms: Mapping[str, Any]) -> Outlook:
    target, inputs = Decimal(terms["target"]), check.inputs
    return Outlook(
        check=check,
        tone=TONES[Band(check.band)],
        sentence=_sentence(check),
        growth=_growth(check),
        axis=_axis(check, target),
        target=target,
        history=[(date.fromisoformat(month), Decimal(str(value))) for month, value in inputs.get("history", [])],
        season=[
            (str(MONTHS_3[number]), ratio(factor)) for number, factor in enumerate(inputs.get("season", []), start=1)
        ],
    )


def of_objective(objective: Objective, *, on: date, target: Decimal | None = None) -> Outlook:
    """By the terms as last written or, of a target that is only thought of, by those with this target."""
    terms = wording.drafted(objective)
    if target is not None:
        terms = wording.with_target(terms, target)
    return outlook(services.reckon(objective, terms=terms, on=on), terms)


def _sentence(check: RealismCheck) -> str:
    if check.probability is None:
        months = check.inputs.get("months", 0)
        told = ngettext("%(n)d month of %(needed)d known", "%(n)d months of %(needed)d known", months)
        return told % {"n": months, "needed": MONTHS_NEEDED}
    return _("Reached in %s of the draws") % ratio(check.probability)


def _growth(check: RealismCheck) -> str:
    """How much growth the target asks for, beside the best there was."""
    if check.required_growth is None:
        return ""
    needed = _signed(check.required_growth)
    if check.best_growth is None:
        return _("Needs %s against the months a year before.") % needed
    return _("Needs %(needed)s; the best year so far was %(best)s.") % {
        "needed": needed, "best": _signed(check.best_growth)
    }  # fmt: skip


def _signed(value: Decimal) -> str:
    return f"+{ratio(value)}" if value > 0 else ratio(value)


def _axis(check: RealismCheck, target: Decimal) -> Axis | None:
    """Low to high takes most of the width; a target far outside stands at the edge."""
    if check.low is None or check.middle is None or check.high is None:
        return None
    least, most = min(check.low, target), max(check.high, target)
    length = (most - least) or Decimal(1)

    def place(value: Decimal) -> Decimal:
        return 5 + (value - least) / length * 90

    low, high = place(check.low), place(check.high)
    return Axis(
        f"{low:.1f}%", f"{max(high - low, Decimal(1)):.1f}%", f"{place(check.middle):.1f}%", f"{place(target):.1f}%"
    )
