"""Offering a target to the client and what becomes of it.

Every offer and every answer is a row that stays (see planning.models.agreement). The objective itself carries the terms
last agreed, so that whatever measures it goes on measuring those while new ones are talked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
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
from planning.services.realism import gauge, needs_reason
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


@transaction.atomic
def propose_target(
    objective: Objective,
    *,
    recipients: Iterable[Contact],
    expires_on: date,
    by: User,
    message: str = "",
    reason: str = "",
) -> Agreement:
    """Offer the terms as last written to people at the client. What they were offered before is thereby replaced."""
    objective = _locked(objective)
    people, today = list(recipients), timezone.localdate()
    _check_recipients(objective, people)
    _check_expiry(expires_on, today=today)
    check = gauge(objective, terms=wording.drafted(objective), on=today)
    _check_realism(check, reason, by=by)
    offer = _offer(
        objective, wording.drafted(objective), by=by, message=message, reason=reason, expires_on=expires_on,
        realism=_realism(check),
    )  # fmt: skip
    offer.recipients.set(people)
    _step(offer, State.PROPOSED, by=by)
    _stand(objective, State.PROPOSED)
    _tell("planning.target_proposed", offer, by=by, recipients=[person.pk for person in people])
    return offer


@transaction.atomic
def withdraw_proposal(agreement: Agreement, *, by: User, reason: str = "") -> Agreement:
    objective, offer = _open(agreement, side=Side.OURS, expired_too=True)
    _step(offer, State.WITHDRAWN, by=by, reason=reason)
    _end(objective, State.WITHDRAWN)
    _tell("planning.proposal_withdrawn", offer, by=by)
    return offer


@transaction.atomic
def accept_as_client(agreement: Agreement, *, signer: Signer) -> Agreement:
    """The client agrees: from now on the objective is measured by these terms. Of two at once, one agrees."""
    objective, offer = _open_to(agreement, signer)
    _step(offer, State.AGREED, **signer.signature)
    _conclude(objective, offer, agreed_on=timezone.localdate())
    _tell("planning.target_agreed", offer, by=None, who=signer.name)
    return offer


@transaction.atomic
def counter_as_client(agreement: Agreement, *, signer: Signer, value: Decimal, reason: str) -> Agreement:
    """The client proposes another number: an offer of theirs, which waits for our answer."""
    objective, offer = _open_to(agreement, signer)
    _check_reason(reason)
    counter = _countered(objective, offer, value)
    _step(offer, State.COUNTERED, reason=reason, **signer.signature)
    made = _offer(objective, counter, side=Side.CLIENT, by_contact=signer.contact, reason=reason)
    _step(made, State.PROPOSED, **signer.signature)
    _stand(objective, State.COUNTERED)
    _tell(
        "planning.target_countered",
        made,
        by=None,
        who=signer.name,
        value=counter["target"],
        offered=offer.terms["target"],
    )
    return made


@transaction.atomic
def decline_as_client(agreement: Agreement, *, signer: Signer, reason: str) -> Agreement:
    objective, offer = _open_to(agreement, signer)
    _check_reason(reason)
    _step(offer, State.DECLINED, reason=reason, **signer.signature)
    _end(objective, State.DECLINED)
    _tell("planning.target_declined", offer, by=None, who=signer.name, reason=reason)
    return offer


@transaction.atomic
def accept_counter(agreement: Agreement, *, by: User) -> Agreement:
    """We agree to the number the client proposed; both sides have then said yes to the same terms."""
    objective, offer = _open(agreement, side=Side.CLIENT)
    _step(offer, State.AGREED, by=by, name=by.name)
    _conclude(objective, offer, agreed_on=timezone.localdate())
    _tell("planning.target_agreed", offer, by=by, who=by.name)
    return offer


@transaction.atomic
def decline_counter(agreement: Agreement, *, by: User, reason: str) -> Agreement:
    objective, offer = _open(agreement, side=Side.CLIENT)
    _check_reason(reason)
    _step(offer, State.DECLINED, by=by, name=by.name, reason=reason)
    _end(objective, State.DECLINED)
    _tell("planning.counter_declined", offer, by=by, reason=reason)
    return offer


@transaction.atomic
def record_agreement(
    objective: Objective,
    *,
    contact: Contact,
    agreed_on: date,
    evidence: str,
    by: User,
    interaction: Interaction | None = None,
) -> Agreement:
    """Note that the client agreed elsewhere (in a meeting, by letter). It is shown as recorded by us, not confirmed."""
    objective, today = _locked(objective), timezone.localdate()
    _check_offline(objective, contact, agreed_on, evidence, interaction, today=today)
    check = gauge(objective, terms=wording.drafted(objective), on=today)
    offer = _offer(objective, wording.drafted(objective), by=by, realism=_realism(check))
    offer.recipients.set([contact])
    _step(offer, State.PROPOSED, by=by)
    _step(
        offer, State.AGREED, by=by, contact=contact, name=contact.name, role=contact.job_title, is_offline=True,
        agreed_on=agreed_on, evidence=evidence.strip(), interaction=interaction,
    )  # fmt: skip
    _conclude(objective, offer, agreed_on=agreed_on, offline=True)
    _tell("planning.agreement_recorded", offer, by=by, who=contact.name)
    return offer


@transaction.atomic
def expire_proposals(*, on: date) -> int:
    """End what was not answered in time; how many."""
    over = Agreement.objects.in_state(State.PROPOSED).filter(expires_on__lt=on)
    offers = [_locked_offer(offer) for offer in over.order_by("objective", "pk")]
    expired = [(objective, offer) for objective, offer in offers if offer.state == State.PROPOSED]
    for objective, offer in expired:
        _step(offer, State.EXPIRED)
        _end(objective, State.EXPIRED)
        _tell("planning.proposal_expired", offer, by=None)
    return len(expired)


# --- What is refused --------------------------------------------------------------------------------------------------


def _check_recipients(objective: Objective, people: list[Contact]) -> None:
    if not people:
        raise ValidationError({"recipients": _("Choose who is to agree at the client.")})
    if any(person.client_id != objective.client_id or person.left_on for person in people):
        raise ValidationError({"recipients": _("Choose people who work at this client.")})
    silent = [person.name for person in people if not person.email]
    if silent:
        told = _("%s has no e-mail address: add it first, the proposal is sent there.") % ", ".join(silent)
        raise ValidationError({"recipients": told})


def _check_expiry(expires_on: date, *, today: date) -> None:
    if not today < expires_on <= today + ANSWER_WITHIN:
        raise ValidationError({"expires_on": _("Choose a day after today and within a year.")})


def _check_realism(check: RealismCheck, reason: str, *, by: User) -> None:
    """A target that would be reached less than once in ten times is a manager's word, with its reason."""
    if not needs_reason(check):
        return
    if not scope_of(by).roles & {Role.MANAGER, Role.ADMINISTRATOR}:
        raise ValidationError(
            _("This target would be reached less than once in ten times: a manager may propose it, with a reason.")
        )
    if not reason.strip():
        raise ValidationError({"reason": _("Say why this target is proposed although it is unrealistic.")})


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, in a sentence.")})


def _check_offline(
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


def _countered(objective: Objective, offer: Agreement, value: Decimal) -> Terms:
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


def _locked(objective: Objective) -> Objective:
    objective = Objective.objects.select_for_update(of=("self",)).select_related("client", "owner").get(pk=objective.pk)
    if objective.status in (Status.CLOSED, Status.CANCELLED):
        raise ValidationError(_("A closed objective is not changed: open it again first."))
    return objective


def _locked_offer(agreement: Agreement) -> tuple[Objective, Agreement]:
    """The offer with its state, once nobody else can answer it: answers wait for the objective's lock."""
    objective = Objective.objects.select_for_update(of=("self",)).select_related("client", "owner").get(
        pk=agreement.objective_id
    )  # fmt: skip
    offer = Agreement.objects.with_state().get(pk=agreement.pk)
    offer.objective = objective
    return objective, offer


def _open(agreement: Agreement, *, side: str, expired_too: bool = False) -> tuple[Objective, Agreement]:
    """The offer, if it still waits for an answer."""
    objective, offer = _locked_offer(agreement)
    if offer.state != State.PROPOSED:
        raise ValidationError(CLOSED[offer.state]())
    if offer.expires_on and offer.expires_on < timezone.localdate() and not expired_too:
        raise ValidationError(CLOSED[State.EXPIRED]())
    if objective.status in (Status.CLOSED, Status.CANCELLED):
        raise ValidationError(_("This objective has ended: there is nothing left to agree."))
    if offer.side != side:
        raise ValidationError(_("This waits for the answer of the other side."))
    return objective, offer


def _open_to(agreement: Agreement, signer: Signer) -> tuple[Objective, Agreement]:
    signer.check()
    objective, offer = _open(agreement, side=Side.OURS)
    if not offer.recipients.filter(pk=signer.contact.pk).exists():
        raise ValidationError(_("This proposal was sent to somebody else."))
    return objective, offer


def _offer(objective: Objective, terms: Terms, *, side: str = Side.OURS, **fields: Any) -> Agreement:
    """The next offer: a further round while the newest waits for an answer (and is replaced), else a new version."""
    wording.check(terms, like=objective)
    if objective.agreed_version and wording.digest_of(wording.terms_of(objective)) == wording.digest_of(terms):
        raise ValidationError(_("These terms are agreed already: change the target first."))
    newest = objective.agreements.with_state().first()
    goes_on = newest is not None and newest.state in (State.PROPOSED, State.COUNTERED)
    if newest and newest.state == State.PROPOSED:
        _step(newest, State.SUPERSEDED if newest.side == Side.OURS else State.COUNTERED, by=fields.get("by"))
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


def _step(agreement: Agreement, state: str, **fields: Any) -> None:
    keep(AgreementStep(agreement=agreement, state=state, at=timezone.now(), **fields))


def _stand(objective: Objective, state: str) -> None:
    """While it is talked about: what was agreed before stays in force."""
    objective.agreement = state
    if objective.status == Status.DRAFT:
        objective.status = Status.PROPOSED
    objective.save(update_fields=["agreement", "status", "updated_at"])


def _end(objective: Objective, state: str) -> None:
    """Talks ended without an agreement: what never was agreed is a draft again, as it was last written."""
    objective.agreement = state
    if objective.agreed_version is None:
        if objective.next_terms:
            _put_in_force(objective, objective.next_terms)
        if objective.status == Status.PROPOSED:
            objective.status = Status.DRAFT
    objective.save()


def _conclude(objective: Objective, offer: Agreement, *, agreed_on: date, offline: bool = False) -> None:
    before = objective.agreements.in_state(State.AGREED).exclude(pk=offer.pk)
    for agreement in before:
        _step(agreement, State.SUPERSEDED)
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


def _realism(check: RealismCheck) -> dict[str, Any]:
    """What is kept of the gauge with the offer."""
    probability = None if check.probability is None else str(check.probability)
    return {"check": check.pk, "band": check.band, "probability": probability, "on": check.on.isoformat()}


def _tell(verb: str, offer: Agreement, *, by: User | None, **payload: Any) -> None:
    told = {"agreement": offer.pk, "version": offer.version, "round": offer.round, "target": offer.terms["target"]}
    told |= {"unit": offer.terms["unit"], "currency": offer.terms["currency"]}
    events.record(verb, offer.objective, by=by, client_id=offer.objective.client_id, **told | payload)
