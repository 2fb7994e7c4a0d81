"""What offering a target and answering it have in common: what is refused, and what is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Contact, PortalAccess
from kam import events
from kam.access import Role, scope_of
from kam.models import User
from kam.records import keep
from planning import terms as wording
from planning.models import Agreement, AgreementState, AgreementStep, Objective, RealismCheck
from planning.services.objective import set_milestones
from planning.services.realism import needs_reason
from planning.terms import Terms
from relationships.models import Interaction

State, Side, Status = AgreementState, Agreement.Side, Objective.Status
ANSWER_WITHIN = timedelta(days=366)
TOO_FAR = 10
"""A counter-proposal further than this many times from the offer is taken for a slip of the keyboard."""

CLOSED: dict[str, Any] = {
    State.AGREED: lambda: _("This was agreed already: look at what was agreed first."),
    State.COUNTERED: lambda: _("Another number has been proposed since: look at the newest proposal."),
    State.DECLINED: lambda: _("This was declined already."),
    State.WITHDRAWN: lambda: _("This proposal was withdrawn."),
    State.EXPIRED: lambda: _("The time to answer this proposal is over: ask for a new one."),
    State.SUPERSEDED: lambda: _("This proposal was replaced by a newer one: look at that first."),
}


@dataclass(frozen=True, slots=True)
class Signer:
    """Who answers at the client: the person the link belongs to, and the name and role they typed."""

    contact: Contact
    name: str
    role: str
    address: str | None = None
    access: PortalAccess | None = None

    def check(self) -> None:
        missing = {name: _("Say who answers.") for name in ("name", "role") if not getattr(self, name).strip()}
        if missing:
            raise ValidationError(missing)

    @property
    def signature(self) -> dict[str, Any]:
        return {
            "contact": self.contact,
            "name": self.name.strip(),
            "role": self.role.strip(),
            "address": self.address,
            "access": self.access,
        }


# --- What is refused --------------------------------------------------------------------------------------------------


def check_recipients(objective: Objective, people: list[Contact]) -> None:
    if not people:
        raise ValidationError({"recipients": _("Choose who is to agree at the client.")})
    if any(person.client_id != objective.client_id or person.left_on or person.is_placeholder for person in people):
        raise ValidationError({"recipients": _("Choose people who work at this client.")})
    silent = [person.name for person in people if not person.email]
    if silent:
        told = _("%s has no e-mail address: add it first, the proposal is sent there.") % ", ".join(silent)
        raise ValidationError({"recipients": told})


def check_expiry(expires_on: date, *, today: date) -> None:
    if not today < expires_on <= today + ANSWER_WITHIN:
        raise ValidationError({"expires_on": _("Choose a day after today and within a year.")})


def check_realism(check: RealismCheck, reason: str, *, by: User) -> None:
    """A target that would be reached less than once in ten times is a manager's word, with its reason."""
    if not needs_reason(check):
        return
    if not scope_of(by).roles & {Role.MANAGER, Role.ADMINISTRATOR}:
        raise ValidationError(
            _("This target would be reached less than once in ten times: a manager may propose it, with a reason.")
        )
    if not reason.strip():
        raise ValidationError({"reason": _("Say why this target is proposed although it is unrealistic.")})


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, in a sentence.")})


def check_offline(
    objective: Objective,
    contact: Contact,
    agreed_on: date,
    evidence: str,
    interaction: Interaction | None,
    *,
    today: date,
) -> None:
    if contact.client_id != objective.client_id:
        raise ValidationError({"contact": _("Choose people who work at this client.")})
    if agreed_on > today:
        raise ValidationError({"agreed_on": _("It was agreed today or earlier, not in the future.")})
    if not evidence.strip():
        raise ValidationError({"evidence": _("Say what shows it: the minutes, the e-mail, who was there.")})
    if interaction and interaction.client_id != objective.client_id:
        raise ValidationError({"interaction": _("Choose an interaction with this client.")})


def countered(objective: Objective, offer: Agreement, value: Decimal) -> Terms:
    """The terms with the client's number, if it can be meant."""
    if value == offer.target:
        raise ValidationError({"value": _("This is the proposed number: agree to it instead.")})
    if abs(value) > abs(offer.target) * TOO_FAR or abs(value) * TOO_FAR < abs(offer.target):
        raise ValidationError(
            {"value": _("This is more than ten times away from what was proposed: check the number.")}
        )
    counter = wording.with_target(offer.terms, value)
    try:
        wording.check(counter, like=objective)
    except ValidationError as refusal:
        raise ValidationError({"value": refusal.messages}) from refusal
    return counter


# --- What is written --------------------------------------------------------------------------------------------------


def locked(objective: Objective) -> Objective:
    objective = Objective.objects.select_for_update(of=("self",)).select_related("client", "owner").get(pk=objective.pk)
    if objective.is_over:
        raise ValidationError(_("A closed objective is not changed: open it again first."))
    return objective


def locked_offer(agreement: Agreement) -> tuple[Objective, Agreement]:
    """The offer with its state, once nobody else can answer it: answers wait for the objective's lock."""
    objective = Objective.objects.select_for_update(of=("self",)).select_related("client", "owner").get(
        pk=agreement.objective_id
    )  # fmt: skip
    offer = Agreement.objects.with_state().get(pk=agreement.pk)
    offer.objective = objective
    return objective, offer


def open_offer(agreement: Agreement, *, side: str, expired_too: bool = False) -> tuple[Objective, Agreement]:
    """The offer, if it still waits for an answer."""
    objective, offer = locked_offer(agreement)
    if offer.state != State.PROPOSED:
        raise ValidationError(CLOSED[offer.state]())
    if offer.expires_on and offer.expires_on < timezone.localdate() and not expired_too:
        raise ValidationError(CLOSED[State.EXPIRED]())
    if objective.is_over:
        raise ValidationError(_("This objective has ended: there is nothing left to agree."))
    if offer.side != side:
        raise ValidationError(_("This waits for the answer of the other side."))
    return objective, offer


def open_to(agreement: Agreement, signer: Signer) -> tuple[Objective, Agreement]:
    signer.check()
    objective, offer = open_offer(agreement, side=Side.OURS)
    if not offer.recipients.filter(pk=signer.contact.pk).exists():
        raise ValidationError(_("This proposal was sent to somebody else."))
    return objective, offer


def make_offer(objective: Objective, terms: Terms, *, side: str = Side.OURS, **fields: Any) -> Agreement:
    """The next offer: a further round while the newest waits for an answer (and is replaced), else a new version."""
    wording.check(terms, like=objective)
    if objective.agreed_version and wording.digest_of(wording.terms_of(objective)) == wording.digest_of(terms):
        raise ValidationError(_("These terms are agreed already: change the target first."))
    newest = objective.agreements.with_state().first()
    goes_on = newest is not None and newest.state in (State.PROPOSED, State.COUNTERED)
    if newest and newest.state == State.PROPOSED:
        take_step(newest, State.SUPERSEDED if newest.side == Side.OURS else State.COUNTERED, by=fields.get("by"))
    offer = Agreement(
        objective=objective,
        version=newest.version if newest and goes_on else (newest.version if newest else 0) + 1,
        round=newest.round + 1 if newest and goes_on else 1,
        side=side,
        terms=terms,
        digest=wording.digest_of(terms),
        **fields,
    )
    keep(offer)
    return offer


def take_step(agreement: Agreement, state: str, **fields: Any) -> None:
    keep(AgreementStep(agreement=agreement, state=state, at=timezone.now(), **fields))


def stand(objective: Objective, state: str) -> None:
    """While it is talked about: what was agreed before stays in force."""
    objective.agreement = state
    if objective.status == Status.DRAFT:
        objective.status = Status.PROPOSED
    objective.save(update_fields=["agreement", "status", "updated_at"])


def end(objective: Objective, state: str) -> None:
    """Talks ended without an agreement: what never was agreed is a draft again, as it was last written."""
    objective.agreement = state
    if objective.agreed_version is None:
        if objective.next_terms:
            _put_in_force(objective, objective.next_terms)
        if objective.status == Status.PROPOSED:
            objective.status = Status.DRAFT
    objective.save()


def conclude(objective: Objective, offer: Agreement, *, agreed_on: date, offline: bool = False) -> None:
    before = objective.agreements.in_state(State.AGREED).exclude(pk=offer.pk)
    for agreement in before:
        take_step(agreement, State.SUPERSEDED)
    written = objective.next_terms
    _put_in_force(objective, offer.terms)
    if written and offer.side == Side.OURS and wording.digest_of(written) != offer.digest:
        objective.next_terms = written  # moved on since the offer: still a draft
    objective.agreement, objective.agreed_version = State.AGREED, offer.version
    objective.agreed_on, objective.agreed_offline = agreed_on, offline
    if objective.status in (Status.DRAFT, Status.PROPOSED, Status.AGREED):
        begun = objective.starts_on <= timezone.localdate()
        objective.status = Status.ACTIVE if begun else Status.AGREED
    objective.save()


def _put_in_force(objective: Objective, terms: Mapping[str, Any]) -> None:
    wording.apply(objective, terms)
    objective.next_terms = None
    objective.milestones.all().delete()
    set_milestones(objective, wording.milestones_of(terms))


def kept_of(check: RealismCheck) -> dict[str, Any]:
    """What is kept of the gauge with the offer."""
    probability = None if check.probability is None else str(check.probability)
    return {"check": check.pk, "band": check.band, "probability": probability, "on": check.on.isoformat()}


def tell(verb: str, offer: Agreement, *, by: User | None, **payload: Any) -> None:
    told = {"agreement": offer.pk, "version": offer.version, "round": offer.round, "target": offer.terms["target"]}
    told |= {"unit": offer.terms["unit"], "currency": offer.terms["currency"]}
    events.record(verb, offer.objective, by=by, client_id=offer.objective.client_id, **told | payload)
