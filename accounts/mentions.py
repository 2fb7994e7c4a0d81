"""Where a person is named: in which texts of a client, under any name, address or number their record ever had.

A name counts from two words on, whatever stands between them and with or without its accents; a telephone number from
seven digits on, however it is grouped, with or without the country's code. There is no search index and no cached copy
beside the database, so what is found here is all there is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import phonenumbers
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models.functions import Cast, Lower

from accounts.models import Client, Contact, Erasure, OfClient
from accounts.people import history_of
from kam.models import Attachment, Event, Undo, UnsentForm

OF_KAM = (Event, Undo, UnsentForm)
# Companies are no people; people's own rows are changed by their number; the ledger holds numbers alone; and an
# attachment whose name names the person goes altogether.
APART = (Client, Contact, Erasure, Attachment)
NOT_BY_PEOPLE = ("digest", "nonce", "code_digest")
DIGITS_AT_LEAST, WORDS_AT_LEAST = 7, 2
ALIKE = ("aáàâãäå", "cç", "eéèêë", "iíìîï", "nñ", "oóòôõö", "uúùûü", "yýÿ")
LETTERS = {letter: f"[{group}{group.upper()}]" for group in ALIKE for letter in group}


@dataclass(frozen=True)
class Needles:
    """What is looked for. Names as written, addresses in lower case, numbers as digits (country code, national)."""

    names: frozenset[str]
    addresses: frozenset[str]
    phones: frozenset[tuple[str, str]]

    def __bool__(self) -> bool:
        return bool(self.names or self.addresses or self.phones)

    def without(self, other: Needles) -> Needles:
        """Those that are not somebody else's as well."""
        folded = {_folded(name) for name in other.names}
        return Needles(
            frozenset(name for name in self.names if _folded(name) not in folded),
            self.addresses - other.addresses,
            frozenset(phone for phone in self.phones if phone[1] not in {national for _code, national in other.phones}),
        )

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(self._exact()), re.IGNORECASE)

    @cached_property
    def coarse(self) -> str:
        """A regular expression of PostgreSQL that finds at least the same, also inside the text of JSON."""
        between = r"([[:space:]_.-]|\\[nrt])+"
        found = [between.join(_spelled(word) for word in name.split()) for name in self.names]
        found += [re.escape(address) for address in self.addresses]
        found += [r"[^[:alnum:]]*".join(national) for _code, national in self.phones]
        return "|".join(sorted(found)) or "(?!)"

    def rewrite(self, text: str, pseudonym: str) -> str:
        return self.pattern.sub(lambda _found: pseudonym, text) if self else text

    def are_in(self, text: str) -> bool:
        return bool(self) and self.pattern.search(text) is not None

    def _exact(self) -> Iterator[str]:
        for address in sorted(self.addresses):
            yield rf"(?<![\w.%+-]){re.escape(address)}(?![\w-])"
        for name in sorted(self.names, key=len, reverse=True):
            yield r"(?<![^\W_])" + r"[\s_.\-]+".join(_spelled(word) for word in name.split()) + r"(?![^\W_])"
        for code, national in sorted(self.phones):
            digits = r"[\s().\-/]*".join(national)
            yield rf"(?<!\d)(?:(?:\+|00)\s*{code}[\s().\-/]*)?{digits}(?!\d)"


def records_of(contact: Contact) -> list[int]:
    """The numbers of a record and of all that were merged into it, straight or by way of others."""
    found, new = [contact.pk], [contact.pk]
    while new:
        new = list(Contact.objects.filter(merged_into__in=new).exclude(pk__in=found).values_list("pk", flat=True))
        found += new
    return found


def files_naming(client_id: int, contact_ids: Iterable[int], needles: Needles) -> list[Attachment]:
    """Files attached to the person, and files of the client whose name names them."""
    label = Contact._meta.label_lower
    own = models.Q(subject_type=label, subject_id__in=list(contact_ids))
    named = models.Q(client_id=client_id, name__iregex=needles.coarse)
    return [
        file
        for file in Attachment.objects.filter(own | named)
        if file.subject_type == label or needles.are_in(file.name)
    ]


def needles_of(contact_ids: Iterable[int]) -> Needles:
    """Everything these records say, or ever said, that tells who the person is."""
    ids = list(contact_ids)
    now = Contact.objects.filter(pk__in=ids)
    once = history_of(Contact).objects.filter(pgh_obj__in=ids)
    fields = ("name", "email", "phone", "is_placeholder")
    return _needles([*now.values_list(*fields), *once.values_list(*fields)])


def needles_of_others(contact_ids: Sequence[int], *, client_id: int | None = None) -> Needles:
    """What other people in the client's books (or in any) are known by just now."""
    others = Contact.objects.kept().exclude(pk__in=contact_ids)
    if client_id is not None:
        others = others.filter(client=client_id)
    mine = needles_of(contact_ids)
    alike = models.Q(name__unaccent__iexact="")
    for name in mine.names:
        alike |= models.Q(name__unaccent__iexact=name)
    held = others.annotate(digits=_digits("phone"), address=Lower("email"))
    alike |= models.Q(address__in=mine.addresses)
    for _code, national in mine.phones:
        alike |= models.Q(digits__endswith=national)
    return _needles(held.filter(alike).values_list("name", "email", "phone", "is_placeholder"))


def _digits(column: str) -> models.Func:
    return models.Func(
        models.F(column),
        models.Value("[^0-9]"),
        models.Value(""),
        models.Value("g"),
        function="REGEXP_REPLACE",
        output_field=models.TextField(),
    )


def _needles(rows: Iterable[tuple[str, str, str, bool]]) -> Needles:
    names, addresses, phones = set(), set(), set()
    for name, email, phone, is_placeholder in rows:
        if len(name.split()) >= WORDS_AT_LEAST and not is_placeholder:
            names.add(" ".join(name.split()))
        if email:
            addresses.add(email.lower())
        if number := number_of(phone):
            phones.add(number)
    return Needles(frozenset(names), frozenset(addresses), frozenset(phones))


def number_of(phone: str) -> tuple[str, str] | None:
    """The country code ("" where it is not said) and the national number of a telephone number, as digits."""
    digits = "".join(filter(str.isdigit, phone))
    if len(digits) < DIGITS_AT_LEAST:
        return None
    try:
        found = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return "", digits
    return str(found.country_code), str(found.national_number)


def _spelled(word: str) -> str:
    """A word with each letter standing for itself with and without an accent."""
    return "".join(LETTERS.get(letter, re.escape(letter)) for letter in _lower(word))


def _lower(word: str) -> str:
    return unicodedata.normalize("NFC", word).lower()


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFD", name)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()


def model_of(label: str) -> type[models.Model]:
    return apps.get_model(label)


def swept_models() -> list[type[models.Model]]:
    """Every table with texts that people write, history included."""
    own: list[type[models.Model]] = []
    for app in apps.get_app_configs():
        if app.label != "kam" and Path(app.path).parent == Path(settings.BASE_DIR):
            own += app.get_models(include_auto_created=True)
    own += OF_KAM
    return [model for model in own if not _is_apart(model) and texts_of(model)]


def _is_apart(model: type[models.Model]) -> bool:
    return getattr(model, "pgh_tracked_model", model) in APART


def texts_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns that may hold what people wrote."""
    return [column for column in model._meta.concrete_fields if _holds_text(column)]


def _holds_text(column: models.Field[Any, Any]) -> bool:
    if column.name.startswith("pgh_") or column.choices or column.primary_key:
        return column.name == "pgh_context"
    written = isinstance(column, models.CharField | models.TextField | models.JSONField)
    return written and column.name not in NOT_BY_PEOPLE


def of_client(model: type[models.Model], client_id: int) -> models.Q | None:
    """Which rows belong to a client, by the way the model says itself; None where it does not say."""
    manager = getattr(model, "pgh_tracked_model", model)._default_manager.all()
    if isinstance(manager, OfClient):
        return models.Q(**{manager.client_path: client_id})
    names = {column.name for column in model._meta.concrete_fields}
    if model is UnsentForm:
        return models.Q(address__startswith=f"/clients/{client_id}/")
    named = names & {"client", "client_id"}
    return models.Q(**{named.pop(): client_id}) if named else None


def of_nobody(model: type[models.Model]) -> models.Q | None:
    """Which rows belong to no client; None where each belongs to one."""
    if of_client(model, 0) is None:
        return models.Q()
    if model is UnsentForm:
        return ~models.Q(address__startswith="/clients/")
    column = next((found for found in model._meta.concrete_fields if found.name in ("client", "client_id")), None)
    return models.Q(**{f"{column.name}__isnull": True}) if column is not None and column.null else None


def naming(model: type[models.Model], where: models.Q, needles: Needles) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The rows that name the person, each with its texts that do, by column."""
    texts = texts_of(model)
    if not needles:
        return
    held = model._default_manager.filter(where).annotate(
        **{f"text_{column.name}": Cast(column.name, models.TextField()) for column in texts}
    )
    matching = models.Q()
    for column in texts:
        matching |= models.Q(**{f"text_{column.name}__iregex": needles.coarse})
    for row in held.filter(matching).order_by("pk").iterator(chunk_size=500):
        naming_it = {column.name: value for column in texts if _names(value := getattr(row, column.name), needles)}
        if naming_it:
            yield row, naming_it


def _names(value: Any, needles: Needles) -> bool:
    return bool(rewritten(value, needles, "") != value)


def rewritten(value: Any, needles: Needles, pseudonym: str) -> Any:
    """A text, or anything JSON can say, with the pseudonym in the place of the person."""
    match value:
        case str():
            return needles.rewrite(value, pseudonym)
        case list():
            return [rewritten(part, needles, pseudonym) for part in value]
        case dict():
            return {needles.rewrite(key, pseudonym): rewritten(part, needles, pseudonym) for key, part in value.items()}
    return value
