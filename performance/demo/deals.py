"""What the demo clients agreed to, propose instead or declined: offers and answers, each at its time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import Contact
from performance.demo.plans_told import TOLD, Deal
from performance.demo.scene import Known, Scene
from planning import terms
from planning.models import Agreement, AgreementState, AgreementStep, Objective

A_WEEK, TIME_TO_ANSWER = timedelta(days=7), timedelta(days=14)
State, Side = AgreementState, Agreement.Side


def write_deals(scene: Scene) -> None:
    known = {one.company.name: one for one in scene.clients}
    for told in TOLD:
        for deal in told.deals:
            _write(scene, known[told.client], deal)


def _write(scene: Scene, known: Known, deal: Deal) -> None:
    objective, person = known.goals[deal.goal], known.people[deal.by]
    begun = scene.at(objective.starts_on - A_WEEK)
    if deal.answer in ("agreed", "offline"):
        _agree(scene, known, objective, person, deal, at=begun)
        return
    _agree(scene, known, objective, person, Deal(deal.goal, "agreed"), at=begun)
    asked = scene.at(scene.day(deal.ago + 3))
    new = terms.with_target(terms.terms_of(objective), Decimal(deal.offered or 0))
    offer = _offer(objective, new, version=2, at=asked, by=known.owner, message=deal.message, person=person)
    _tell(scene, "planning.target_proposed", offer, at=asked, by=known.owner, recipients=[person.pk])
    state = _answer(scene, known, offer, person, deal)
    Objective.objects.filter(pk=objective.pk).update(agreement=state, next_terms=new)


def _answer(scene: Scene, known: Known, offer: Agreement, person: Contact, deal: Deal) -> str:
    """The answer, if there is one already; where the talks stand then."""
    if deal.answer == "proposed":
        return State.PROPOSED
    at = scene.at(scene.day(deal.ago))
    signed = {"contact": person, "name": person.name, "role": person.job_title, "address": "192.0.2.24"}
    if deal.answer == "declined":
        _step(offer, State.DECLINED, at, reason=deal.reason, **signed)
        _tell(scene, "planning.target_declined", offer, at=at, by=None, who=person.name, reason=deal.reason)
        return State.DECLINED
    _step(offer, State.COUNTERED, at, reason=deal.reason, **signed)
    wanted = terms.with_target(offer.terms, Decimal(deal.wanted or 0))
    counter = _made(
        offer.objective, wanted, version=2, round=2, side=Side.CLIENT, reason=deal.reason, at=at, by_contact=person
    )
    _step(counter, State.PROPOSED, at, **signed)
    _tell(scene, "planning.target_countered", counter, at=at, by=None, who=person.name, offered=offer.terms["target"])
    return State.COUNTERED


def _agree(scene: Scene, known: Known, objective: Objective, person: Contact, deal: Deal, *, at: datetime) -> None:
    """The first version, agreed a few days after it was proposed."""
    offer = _offer(
        objective, terms.terms_of(objective), version=1, at=at - timedelta(days=4), by=known.owner, person=person,
        message=deal.message,
    )  # fmt: skip
    answer: dict[str, Any] = {"contact": person, "name": person.name, "role": person.job_title}
    offline = deal.answer == "offline"
    if offline:
        answer |= {"by": known.owner, "is_offline": True, "agreed_on": at.date(), "evidence": "Ata da reunião anual"}
    _step(offer, State.AGREED, at, **answer)
    verb = "planning.agreement_recorded" if offline else "planning.target_agreed"
    _tell(scene, verb, offer, at=at, by=known.owner if offline else None, who=person.name)
    Objective.objects.filter(pk=objective.pk).update(
        agreement=State.AGREED, agreed_version=1, agreed_on=at.date(), agreed_offline=offline
    )


def _offer(
    objective: Objective, new: terms.Terms, *, version: int, at: datetime, by: Any, message: str, person: Contact
) -> Agreement:
    until: date = at.date() + TIME_TO_ANSWER
    offer = _made(objective, new, version=version, at=at, by=by, message=message, expires_on=until)
    offer.recipients.set([person])
    _step(offer, State.PROPOSED, at, by=by)
    return offer


def _made(objective: Objective, new: terms.Terms, *, at: datetime, **fields: Any) -> Agreement:
    offer = Agreement(objective=objective, terms=new, digest=terms.digest_of(new), created_at=at, **fields)
    offer.save(force_insert=True)
    return offer


def _step(offer: Agreement, state: str, at: datetime, **fields: Any) -> None:
    AgreementStep(agreement=offer, state=state, at=at, **fields).save(force_insert=True)


def _tell(scene: Scene, verb: str, offer: Agreement, *, at: datetime, by: Any, **told: Any) -> None:
    payload = {"agreement": offer.pk, "version": offer.version, "round": offer.round, "target": offer.terms["target"]}
    payload |= {"unit": offer.terms["unit"], "currency": offer.terms["currency"]}
    objective = offer.objective
    scene.chronicle.tell(verb, objective, at=at, by=by, client_id=objective.client_id, **payload | told)
