"""Agreements keep what was agreed and when, and forget who it was that signed.

The tables are append-only. Their trigger lets one thing pass: while a transaction says which person it erases and under
which name they go on, the signer's name, role and address, and a person named in a message, a reason or the evidence.
Terms, days, states and digests stay: the digest proves the terms as they were, title included.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

from accounts.people import Counts, Erasing
from planning.models import Agreement, AgreementStep

TEXTS: dict[type[models.Model], tuple[str, ...]] = {
    Agreement: ("message", "reason"),
    AgreementStep: ("name", "reason", "evidence"),
}


def forget_signers(erasing: Erasing) -> Counts:
    """Pseudonymise what the person signed, and where else the client's agreements name them."""
    with _erasing(erasing):
        signed = AgreementStep.objects.filter(contact__in=erasing.contact_ids)
        number = signed.update(name=_signer(erasing), role="", address=None)
        rewritten = {kind: _rewrite(kind, columns, erasing) for kind, columns in TEXTS.items()}
    return {
        "planning.agreement": rewritten[Agreement],
        "planning.agreementstep": max(number, rewritten[AgreementStep]),
    }


def _signer(erasing: Erasing) -> models.Case:
    """A step without a name (an offer of ours) gets none."""
    return models.Case(models.When(name="", then=models.Value("")), default=models.Value(erasing.pseudonym))


@contextmanager
def _erasing(erasing: Erasing) -> Iterator[None]:
    ids = ",".join(str(pk) for pk in erasing.contact_ids)
    _say(ids, erasing.pseudonym)
    yield
    _say("", "")


def _say(ids: str, pseudonym: str) -> None:
    """To the trigger; it ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('kam.erasing', %s, true), set_config('kam.pseudonym', %s, true)", [ids, pseudonym]
        )


def _rewrite(kind: type[models.Model], columns: tuple[str, ...], erasing: Erasing) -> int:
    rows: Any = kind._default_manager
    changed = 0
    for row in rows.of(erasing.client_id).order_by("pk"):
        texts = {name: erasing.rewrite(getattr(row, name)) for name in columns}
        new = {name: text for name, text in texts.items() if text != getattr(row, name)}
        if new:
            changed += rows.filter(pk=row.pk).update(**_cut(kind, new))
    return changed


def _cut(kind: type[models.Model], texts: dict[str, str]) -> dict[str, str]:
    return {name: text[: kind._meta.get_field(name).max_length] for name, text in texts.items()}  # type: ignore[union-attr]
