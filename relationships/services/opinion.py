"""Writes on what we think of the client's people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Contact
from kam import events
from kam.models import User
from kam.records import keep
from relationships.models import Audience, Interaction, Opinion
from relationships.services.stakeholder import refuse_gone


@transaction.atomic
def note_opinions(
    contact: Contact,
    *,
    values: Mapping[str, str],
    noted_on: date,
    evidence: str,
    by: User,
    audience: str = Audience.WORKERS,
    heard_in: Interaction | None = None,
) -> list[Opinion]:
    """Judge a person by several traits at once (`values` by trait; empty ones are left as they are).

    What stands already, for the same reason and the same readers, is not noted again. Refused: no evidence, a day to
    come, a person who was merged or erased, a conversation with somebody else's client.
    """
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    _check(contact, noted_on=noted_on, heard_in=heard_in)
    stands = {each.trait: each for each in Opinion.objects.visible_to(by).filter(contact=contact).in_force(on=noted_on)}
    noted = []
    for trait, value in values.items():
        opinion = Opinion(contact=contact, trait=trait, value=value, noted_on=noted_on, evidence=evidence.strip())
        opinion.by, opinion.audience, opinion.heard_in = by, audience, heard_in
        if value and not _is_known(opinion, stands.get(trait)):
            keep(opinion)
            noted.append(opinion)
    _announce("relationships.opinion_noted", noted, by=by)
    return noted


def note_opinion(contact: Contact, *, trait: str, value: str, noted_on: date, evidence: str, by: User,
                 audience: str = Audience.WORKERS, heard_in: Interaction | None = None) -> Opinion:  # fmt: skip
    """One judgement. Said again for the same reason, it is the one that stands already."""
    told = {"noted_on": noted_on, "evidence": evidence, "audience": audience, "heard_in": heard_in}
    noted = note_opinions(contact, values={trait: value}, by=by, **told)  # type: ignore[arg-type]
    stands = Opinion.objects.visible_to(by).filter(contact=contact, trait=trait).in_force(on=noted_on)
    return noted[0] if noted else stands[0]


@transaction.atomic
def withdraw_opinion(opinion: Opinion, *, by: User) -> Opinion:
    """It should not have been noted: from now on the one before it holds. `restore_opinion` brings it back."""
    return withdraw_opinions([opinion], by=by)[0]


@transaction.atomic
def withdraw_opinions(opinions: Iterable[Opinion], *, by: User) -> list[Opinion]:
    return _set_withdrawn(opinions, timezone.now(), "relationships.opinion_withdrawn", by=by)


@transaction.atomic
def restore_opinion(opinion: Opinion, *, by: User) -> Opinion:
    return _set_withdrawn([opinion], None, "relationships.opinion_restored", by=by)[0]


def _set_withdrawn(opinions: Iterable[Opinion], at: datetime | None, verb: str, *, by: User) -> list[Opinion]:
    ids = [opinion.pk for opinion in opinions]
    found = list(Opinion.objects.select_for_update(of=("self",)).select_related("contact").filter(pk__in=ids))
    changing = [opinion for opinion in found if (opinion.withdrawn_at is None) != (at is None)]
    for opinion in changing:
        opinion.withdrawn_at = at
        opinion.save(update_fields=["withdrawn_at"])
    _announce(verb, changing, by=by)
    return found


def _check(contact: Contact, *, noted_on: date, heard_in: Interaction | None) -> None:
    refuse_gone(contact)
    if noted_on > timezone.localdate():
        raise ValidationError({"noted_on": _("An opinion is of today or earlier, not of a day to come.")})
    if heard_in and heard_in.client_id != contact.client_id:
        raise ValidationError({"heard_in": _("Choose a conversation with this client.")})


def _is_known(opinion: Opinion, stands: Opinion | None) -> bool:
    told = ("value", "evidence", "audience")
    return stands is not None and all(getattr(opinion, name) == getattr(stands, name) for name in told)


def _announce(verb: str, opinions: list[Opinion], *, by: User) -> None:
    """That something was noted, never what: the timeline is read by more people than the opinion is.

    What only its author may see stands in nobody's timeline.
    """
    for hidden in (False, True):
        told = [opinion for opinion in opinions if (opinion.audience == Audience.AUTHOR) is hidden]
        if told:
            contact = told[0].contact
            traits, ids = [opinion.trait for opinion in told], [opinion.pk for opinion in told]
            of = None if hidden else contact.client_id
            events.record(verb, contact, by=by, client_id=of, traits=traits, opinions=ids)
