"""How a goal stands that is judged by its parts. Pure: the parts as they were judged in, the whole's judgement out.

    as its worst part        the worst of what is known of the running parts
    by the weight of parts   pace = sum(weight * pace) / sum(weight), over the parts whose pace is known

By weight, a part's pace counts between 0 and 1: a part that runs ahead does not make up for one that lags. When parts
of half the weight or more are without data, so is the whole. The values of the whole (expected, actual, forecast) stay
those of its own readings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kam.status import Status, worst
from performance import pace
from performance.pace import Pace, Previous, Reason

RULE_VERSION = "parts-1"
WORST, WEIGHTED = "worst", "weighted"

ZERO, ONE, HALF = Decimal(0), Decimal(1), Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Part:
    """A running part as it was judged last. `pace` is a ratio, None where nothing was due or nothing is known."""

    title: str
    weight: Decimal
    status: str
    pace: Decimal | None

    @property
    def counted(self) -> Decimal | None:
        """Its pace as it counts in the whole; None without data."""
        if self.status == Status.NONE:
            return None
        if self.pace is None:
            return ONE if self.status == Status.GOOD else ZERO
        return min(max(self.pace, ZERO), ONE)


def roll_up(own: Pace, rule: str, parts: Sequence[Part], *, previous: Previous | None = None) -> Pace:
    """The whole's judgement. `own` is what its own readings say; it stands when there is no rule or no running part."""
    if not rule or not parts:
        return own
    return _as_worst(own, parts) if rule == WORST else _by_weight(own, parts, previous)


def _as_worst(own: Pace, parts: Sequence[Part]) -> Pace:
    """Without waiting for a second review to agree: the parts have waited already."""
    status = worst(part.status for part in parts)
    lagging = [part.title for part in parts if part.status == status]
    why = Reason("as_worst_part", {"title": lagging[0], "others": len(lagging) - 1, "parts": len(parts)})
    return replace(own, status=status, signal=status, pace=None, reasons=(why,), rule_version=RULE_VERSION)


def _by_weight(own: Pace, parts: Sequence[Part], previous: Previous | None) -> Pace:
    known = [(part.weight, part.counted) for part in parts if part.counted is not None]
    whole = sum((part.weight for part in parts), ZERO)
    heard = sum((weight for weight, _counted in known), ZERO)
    told = {"known": len(known), "parts": len(parts)}
    if not heard or heard <= whole * HALF:
        none, why = Status.NONE, Reason("parts_unknown", told)
        return replace(own, status=none, signal=none, pace=None, reasons=(why,), rule_version=RULE_VERSION)
    weighted = pace.rounded(sum((weight * counted for weight, counted in known if counted), ZERO) / heard)
    signal = pace.signal_of(weighted)
    status = pace.shown(signal, previous)
    why = Reason("weighted_parts", {"pace": weighted, **told})
    reasons = (why,) if signal == status else (why, Reason("confirming", {"signal": signal.value}))
    return replace(own, status=status, signal=signal, pace=weighted, reasons=reasons, rule_version=RULE_VERSION)
