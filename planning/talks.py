"""What pages, mails and the portal show of the talks about a target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kam.models import User
from planning import services, terms
from planning.models import Agreement, AgreementState, Objective
from planning.outlook import outlook
from planning.terms import Difference, Terms


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer as the client reads it: nothing in it that is not meant for them."""

    title: str
    target: Decimal
    unit: str
    currency: str
    before: Decimal | None
    due_on: date
    differences: list[Difference]
    message: str
    answer_by: date | None
    by: str


def offer_of(agreement: Agreement) -> Offer:
    """As the client reads it in the portal, in a mail and in the preview."""
    return _offer(
        agreement.terms,
        before(agreement),
        message=agreement.message,
        answer_by=agreement.expires_on,
        by=agreement.by.name if agreement.by else "",
    )


def preview(objective: Objective, written: Mapping[str, Any], *, by: User) -> Offer:
    """As the client would read it, of a proposal that is not made yet."""
    return _offer(
        terms.drafted(objective),
        _in_force(objective),
        message=written["message"],
        answer_by=written["expires_on"],
        by=by.name,
    )


def _offer(new: Terms, old: Terms | None, **fields: Any) -> Offer:
    return Offer(
        title=new["title"],
        target=Decimal(new["target"]),
        unit=new["unit"],
        currency=new["currency"],
        before=Decimal(old["target"]) if old else None,
        due_on=date.fromisoformat(new["due_on"]),
        differences=terms.differences(old, new),
        **fields,
    )


def before(agreement: Agreement) -> Terms | None:
    """The terms agreed before this offer, if there were any."""
    earlier = Agreement.objects.filter(objective=agreement.objective_id, steps__state=AgreementState.AGREED)
    found = earlier.filter(version__lt=agreement.version).order_by("-version", "-round").first()
    return found.terms if found else None


def _in_force(objective: Objective) -> Terms | None:
    return terms.terms_of(objective) if objective.agreed_version else None


def proposal(objective: Objective, *, on: date) -> dict[str, Any]:
    """What somebody sees who is about to propose: what is new, and how realistic it is."""
    drafted = terms.drafted(objective)
    check = services.reckon(objective, terms=drafted, on=on)
    return {
        "terms": {name: terms.told(drafted, name) for name in ("title", "target", "baseline", "starts_on", "due_on")},
        "differences": terms.differences(_in_force(objective), drafted),
        "outlook": outlook(check, drafted),
        "needs_reason": services.needs_reason(check),
        "waiting": Agreement.objects.in_state(AgreementState.PROPOSED).filter(objective=objective).first(),
    }
