"""Offering a target to the client and what becomes of it.

Every offer and every answer is a row that stays (see planning.models.agreement). The objective itself carries the terms
last agreed, so that whatever measures it goes on measuring those while new ones are talked about.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.models import Contact
from kam.models import User
from planning import terms as wording
from planning.models import Agreement, Objective
from planning.services import offers
from planning.services.objective import change_objective
from planning.services.offers import Side, Signer, State
from planning.services.realism import gauge
from relationships.models import Interaction


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
    objective = offers.locked(objective)
    people, today = list(recipients), timezone.localdate()
    offers.check_recipients(objective, people)
    offers.check_expiry(expires_on, today=today)
    check = gauge(objective, terms=wording.drafted(objective), on=today)
    offers.check_realism(check, reason, by=by)
    offer = offers.make_offer(
        objective, wording.drafted(objective), by=by, message=message, reason=reason, expires_on=expires_on,
        realism=offers.kept_of(check),
    )  # fmt: skip
    offer.recipients.set(people)
    offers.take_step(offer, State.PROPOSED, by=by)
    offers.stand(objective, State.PROPOSED)
    offers.tell("planning.target_proposed", offer, by=by, recipients=[person.pk for person in people])
    return offer


@transaction.atomic
def withdraw_proposal(agreement: Agreement, *, by: User, reason: str = "") -> Agreement:
    objective, offer = offers.open_offer(agreement, side=Side.OURS, expired_too=True)
    offers.take_step(offer, State.WITHDRAWN, by=by, reason=reason)
    offers.end(objective, State.WITHDRAWN)
    offers.tell("planning.proposal_withdrawn", offer, by=by)
    return offer


@transaction.atomic
def accept_as_client(agreement: Agreement, *, signer: Signer) -> Agreement:
    """The client agrees: from now on the objective is measured by these terms. Of two at once, one agrees."""
    objective, offer = offers.open_to(agreement, signer)
    offers.take_step(offer, State.AGREED, **signer.signature)
    offers.conclude(objective, offer, agreed_on=timezone.localdate())
    offers.tell("planning.target_agreed", offer, by=None, who=signer.name)
    return offer


@transaction.atomic
def counter_as_client(agreement: Agreement, *, signer: Signer, value: Decimal, reason: str) -> Agreement:
    """The client proposes another number: an offer of theirs, which waits for our answer."""
    objective, offer = offers.open_to(agreement, signer)
    offers.check_reason(reason)
    counter = offers.countered(objective, offer, value)
    offers.take_step(offer, State.COUNTERED, reason=reason, **signer.signature)
    made = offers.make_offer(objective, counter, side=Side.CLIENT, by_contact=signer.contact, reason=reason)
    offers.take_step(made, State.PROPOSED, **signer.signature)
    offers.stand(objective, State.COUNTERED)
    offers.tell(
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
    objective, offer = offers.open_to(agreement, signer)
    offers.check_reason(reason)
    offers.take_step(offer, State.DECLINED, reason=reason, **signer.signature)
    offers.end(objective, State.DECLINED)
    offers.tell("planning.target_declined", offer, by=None, who=signer.name, reason=reason)
    return offer


@transaction.atomic
def accept_counter(agreement: Agreement, *, by: User) -> Agreement:
    """We agree to the number the client proposed; both sides have then said yes to the same terms."""
    objective, offer = offers.open_offer(agreement, side=Side.CLIENT)
    offers.take_step(offer, State.AGREED, by=by, name=by.name)
    offers.conclude(objective, offer, agreed_on=timezone.localdate())
    offers.tell("planning.target_agreed", offer, by=by, who=by.name)
    return offer


@transaction.atomic
def decline_counter(agreement: Agreement, *, by: User, reason: str) -> Agreement:
    objective, offer = offers.open_offer(agreement, side=Side.CLIENT)
    offers.check_reason(reason)
    offers.take_step(offer, State.DECLINED, by=by, name=by.name, reason=reason)
    offers.end(objective, State.DECLINED)
    offers.tell("planning.counter_declined", offer, by=by, reason=reason)
    return offer


@transaction.atomic
def counter_offer(
    agreement: Agreement, *, target: Decimal, expires_on: date, by: User, message: str = "", reason: str = ""
) -> Agreement:
    """Answer an offer, theirs or ours, with another number, to the same people."""
    people = _talked_to(agreement)
    objective = change_objective(agreement.objective, target=target, by=by)
    return propose_target(objective, recipients=people, expires_on=expires_on, by=by, message=message, reason=reason)


def _talked_to(agreement: Agreement) -> list[Contact]:
    asked = Contact.objects.filter(proposals__objective=agreement.objective_id, proposals__version=agreement.version)
    return list(asked.current().distinct())


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
    objective, today = offers.locked(objective), timezone.localdate()
    offers.check_offline(objective, contact, agreed_on, evidence, interaction, today=today)
    check = gauge(objective, terms=wording.drafted(objective), on=today)
    offer = offers.make_offer(objective, wording.drafted(objective), by=by, realism=offers.kept_of(check))
    offer.recipients.set([contact])
    offers.take_step(offer, State.PROPOSED, by=by)
    offers.take_step(
        offer, State.AGREED, by=by, contact=contact, name=contact.name, role=contact.job_title, is_offline=True,
        agreed_on=agreed_on, evidence=evidence.strip(), interaction=interaction,
    )  # fmt: skip
    offers.conclude(objective, offer, agreed_on=agreed_on, offline=True)
    offers.tell("planning.agreement_recorded", offer, by=by, who=contact.name)
    return offer


@transaction.atomic
def expire_proposals(*, on: date) -> int:
    """End what was not answered in time; how many."""
    over = Agreement.objects.in_state(State.PROPOSED).filter(expires_on__lt=on).order_by("objective", "pk")
    locked = [offers.locked_offer(offer) for offer in over]
    expired = [(objective, offer) for objective, offer in locked if offer.state == State.PROPOSED]
    for objective, offer in expired:
        offers.take_step(offer, State.EXPIRED)
        offers.end(objective, State.EXPIRED)
        offers.tell("planning.proposal_expired", offer, by=None)
    return len(expired)
