"""Who may be asked, who is left out and why, and how the question reads. Nothing here writes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Client, Contact
from accounts.models.contact import ContactQuerySet
from kam.brand import brand
from kam.models import User
from relationships.models import Invitation, Survey

Skip = Invitation.Skip


def choosable(by: User, survey: Survey) -> ContactQuerySet:
    """The people this person may add: of clients that both they and whoever asks may change."""
    people = Contact.objects.current().editable_by(by).editable_by(survey.created_by)
    return people.exclude(email="").filter(surveys_refused_on__isnull=True)


def language_for(contact: Contact) -> str:
    return contact.language or settings.LANGUAGE_CODE


# --- Who is left out --------------------------------------------------------------------------------------------------


def same_people(contacts: Iterable[Contact]) -> dict[int, set[int]]:
    """For each contact, all contacts that are the same human being: linked as one, or with the same address."""
    contacts = list(contacts)
    persons = {contact.person for contact in contacts if contact.person}
    addresses = {contact.email.lower() for contact in contacts if contact.email}
    known = Contact.objects.annotate(address=Lower("email")).filter(
        Q(pk__in=[contact.pk for contact in contacts]) | Q(person__in=persons) | Q(address__in=addresses)
    )
    by_key: dict[object, set[int]] = defaultdict(set)
    for pk, person, address in known.values_list("pk", "person", "address"):
        for key in filter(None, (person, address)):
            by_key[key].add(pk)
    return {
        contact.pk: {contact.pk} | by_key[contact.person or 0] | by_key[contact.email.lower() or 0]
        for contact in contacts
    }


def verdicts(survey: Survey, invitations: Sequence[Invitation], *, at: datetime) -> dict[int, Skip | None]:
    """For each of these invitations (with contact), in their order, why it is not sent; None: it is."""
    same = same_people(invitation.contact for invitation in invitations)
    everybody = {pk for found in same.values() for pk in found}
    since = at - timedelta(days=survey.fatigue_days)
    tired = set(Invitation.objects.asked_since(since).filter(contact__in=everybody).values_list("contact", flat=True))
    refused = Contact.objects.filter(pk__in=everybody, surveys_refused_on__isnull=False)
    unwilling = set(refused.values_list("pk", flat=True))
    open_to_us = _clients_of(survey.created_by, invitations)
    found: dict[int, Skip | None] = {}
    for invitation in invitations:
        who = same[invitation.contact_id]
        reason = _reason(invitation.contact) or _reason_beside(
            is_unwilling=bool(who & unwilling), is_tired=bool(who & tired), is_ours=invitation.client_id in open_to_us
        )
        found[invitation.pk] = reason
        if reason is None:
            tired |= who
    return found


def judged_at(survey: Survey, *, at: datetime) -> datetime:
    """As of when people are looked at: now or, of a survey for later, when its day begins."""
    day = datetime.combine(survey.opens_on, time(), timezone.get_default_timezone())
    return max(at, day)


def _clients_of(user: User, invitations: Sequence[Invitation]) -> set[int]:
    mine = Client.objects.editable_by(user).filter(pk__in={invitation.client_id for invitation in invitations})
    return set(mine.values_list("pk", flat=True))


def _reason(contact: Contact) -> Skip | None:
    if contact.is_placeholder or contact.erased_at or contact.merged_into_id:
        return Skip.UNKNOWN
    if contact.left_on:
        return Skip.LEFT
    return None if contact.email else Skip.NO_ADDRESS


def _reason_beside(*, is_unwilling: bool, is_tired: bool, is_ours: bool) -> Skip | None:
    if not is_ours:
        return Skip.ACCESS
    if is_unwilling:
        return Skip.REFUSED
    return Skip.FATIGUE if is_tired else None


# --- How the question reads -------------------------------------------------------------------------------------------


def question_of(survey: Survey) -> str:
    """In the language that is in force."""
    what = {"what": survey.about or brand().name}
    if survey.kind == Survey.Kind.NPS:
        return _("How likely are you to recommend %(what)s to a colleague or a friend?") % what
    if survey.kind == Survey.Kind.CSAT:
        return _("How satisfied are you with %(what)s?") % what
    return _("How easy is it to work with %(what)s?") % what


def ends_of(survey: Survey) -> tuple[str, str]:
    """What the lowest and the highest answer mean."""
    return {
        Survey.Kind.NPS: (_("Not at all likely"), _("Extremely likely")),
        Survey.Kind.CSAT: (_("Very dissatisfied"), _("Very satisfied")),
        Survey.Kind.CES: (_("Very difficult"), _("Very easy")),
    }[Survey.Kind(survey.kind)]


def answers_of(survey: Survey) -> range:
    """Every answer that can be given, the lowest first."""
    low, high = survey.scale
    return range(low, high + 1)
