"""How realistic a target is, from what was reached before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from planning import terms as wording
from planning.models import Objective, RealismCheck

UNREALISTIC = Decimal("0.1")


def gauge(objective: Objective, *, terms: Mapping[str, Any] | None = None, on: date) -> RealismCheck:
    digest = wording.digest_of(terms or wording.terms_of(objective))
    known = RealismCheck.objects.filter(objective=objective, digest=digest, on=on).first()
    return known or RealismCheck.objects.create(
        objective=objective, digest=digest, band=RealismCheck.Band.UNKNOWN, seed=1, draws=0, on=on
    )


def needs_reason(check: RealismCheck) -> bool:
    return check.probability is not None and check.probability < UNREALISTIC
