"""Who may be in the books twice: at one client by a like name or number, at two by the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, FloatField, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Lower, Right
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from accounts.models import Client, Contact
from accounts.models.contact import ContactQuerySet
from kam.expressions import Unaccent
from kam.models import User

LIKE_NAME = 0.55  # trigrams in common, from 0 to 1, accents and case aside; found by trying names of the demo company
LIKE_NAME_SAME_PHONE = 0.3  # people share a switchboard, so a number alone says little
SHOWN = 5
LIKENESS = "likeness"
PAIRS = """
SELECT one.id, other.id FROM accounts_contact one JOIN accounts_contact other
    ON other.client_id = one.client_id AND other.id > one.id
WHERE one.client_id = %s
    AND one.merged_into_id IS NULL AND other.merged_into_id IS NULL
    AND one.erased_at IS NULL AND other.erased_at IS NULL
    AND NOT one.is_placeholder AND NOT other.is_placeholder
    AND similarity(kam_unaccent(lower(one.name)), kam_unaccent(lower(other.name))) >= CASE
        WHEN length(regexp_replace(one.phone, '\\D', '', 'g')) >= 7
            AND right(regexp_replace(one.phone, '\\D', '', 'g'), 9)
                = right(regexp_replace(other.phone, '\\D', '', 'g'), 9)
        THEN %s ELSE %s END
ORDER BY one.id, other.id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Pair:
    one: Contact
    other: Contact


@dataclass(frozen=True, slots=True)
class Candidate:
    contact: Contact
    why: StrPromise

    @property
    def note(self) -> str:
        return " · ".join(filter(None, [self.contact.job_title, str(self.why)]))


def pairs(client: Client) -> list[Pair]:
    """People of one client who may be one, at most a handful."""
    with connection.cursor() as cursor:
        cursor.execute(PAIRS, [client.pk, LIKE_NAME_SAME_PHONE, LIKE_NAME, SHOWN])
        found = cursor.fetchall()
    known = Contact.objects.in_bulk({pk for pair in found for pk in pair})
    return [Pair(known[one], known[other]) for one, other in found]


def candidates(contact: Contact) -> list[Candidate]:
    """Others of the same client who may be this person, the likest first, each with what they have in common."""
    others = Contact.objects.kept().filter(client=contact.client_id).exclude(pk=contact.pk)
    alike = _like(LIKE_NAME)
    if number := _number(contact.phone):
        alike |= Q(number=number) & _like(LIKE_NAME_SAME_PHONE)
    found = _measured(others, contact).filter(alike).order_by(f"-{LIKENESS}", "pk")[:SHOWN]
    return [Candidate(other, _why(contact, other)) for other in found]


def twins(contact: Contact, user: User) -> list[Candidate]:
    """People of other clients this user sees with the same address, who are not said to be the same person yet.

    By the address alone, which is indexed: this is asked on every person's page, and there may be many people.
    """
    if not contact.email:
        return []
    others = Contact.objects.known().visible_to(user).exclude(client=contact.client_id)
    if contact.person:
        others = others.exclude(person=contact.person)
    found = others.alias(address=Lower("email")).filter(address=contact.email.lower()).exclude(email="")
    return [Candidate(other, _why(contact, other)) for other in found.select_related("client").order_by("pk")[:SHOWN]]


def with_address(client: Client, email: str) -> ContactQuerySet:
    """Who of the client has this address already."""
    found, address = Contact.objects.kept().filter(client=client), _asked(email)
    return found.filter(email__iexact=address) if address else found.none()


def same_people(client: Client, email: str, *, user: User) -> list[Contact]:
    """Who has this address already: of the client, and of other clients the user sees."""
    address = _asked(email).lower()
    if not address:
        return []
    seen = Contact.objects.known().visible_to(user) | with_address(client, address)
    found = seen.alias(address=Lower("email")).filter(address=address).select_related("client")
    return sorted(found.distinct()[:SHOWN], key=lambda one: (one.client_id != client.pk, one.name))


def same_clients(user: User, typed: Mapping[str, str]) -> list[Client]:
    """Clients the user sees with the tax number or the name that was typed."""
    number = _asked(typed.get("tax_number", "")).replace(" ", "").upper()
    name = _asked(typed.get("name", ""))
    alike = Q(pk__in=[])
    if number:
        alike |= Q(tax_number=number)
    if name:
        alike |= Q(name__unaccent__iexact=name)
    return list(Client.objects.visible_to(user).filter(alike).order_by("name", "pk")[:SHOWN])


def searched(text: str, *, of: Contact, user: User) -> Iterable[Contact]:
    """People of other clients this user may change, by part of a name or an address."""
    text, found = _asked(text), Contact.objects.known().editable_by(user).exclude(client=of.client_id)
    named = Q(name__unaccent__icontains=text) | Q(email__icontains=text)
    return found.filter(named).select_related("client").order_by("name", "pk")[:20]


def _asked(text: str) -> str:
    """What was typed, without the one sign that the database takes in no text."""
    return text.replace("\0", "").strip()


def _measured(contacts: ContactQuerySet, contact: Contact) -> QuerySet[Contact]:
    name = Unaccent(Lower(Value(contact.name)))
    digits = Func(F("phone"), Value(r"\D"), Value(""), Value("g"), function="REGEXP_REPLACE", output_field=TextField())
    likeness = _Likeness(Unaccent(Lower("name")), name)
    return contacts.annotate(**{LIKENESS: likeness, "number": Right(digits, 9)})


def _like(least: float) -> Q:
    return Q(**{f"{LIKENESS}__gte": least})


class _Likeness(Func):
    """How many trigrams two texts have in common, from 0 to 1 (pg_trgm)."""

    function = "SIMILARITY"
    output_field = FloatField()


def _number(phone: str) -> str:
    digits = "".join(filter(str.isdigit, phone))
    return digits[-9:] if len(digits) >= 7 else ""


def _why(contact: Contact, other: Contact) -> StrPromise:
    if contact.email and contact.email.lower() == other.email.lower():
        return _("the same e-mail address")
    if _number(contact.phone) and _number(contact.phone) == _number(other.phone):
        return _("the same telephone number and a like name")
    return _("a like name")
