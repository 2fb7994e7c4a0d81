"""Many invoices at once over the API, as a billing system sends them every night."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, inline_serializer
from rest_framework import serializers

from accounts import services
from accounts.models import Client, Invoice
from kam.drafts import Draft, Ending
from kam.fields import BIGGEST_ID
from kam.models import ExternalId, User
from kam.problems import OF_NO_FIELD

LIMIT = 1000

Errors = dict[str, list[str]]


class InvoiceRowSerializer(serializers.Serializer[Any]):
    """One document. The client either by our id or as another system knows it."""

    client = serializers.IntegerField(min_value=1, max_value=BIGGEST_ID, required=False)
    known_as = serializers.CharField(max_length=200, required=False, help_text="The client as `system:id`.")
    number = serializers.CharField(max_length=80)
    kind = serializers.ChoiceField(Invoice.Kind.choices, required=False)
    issued_on = serializers.DateField()
    due_on = serializers.DateField(required=False, help_text="Without it: by the payment terms of the client.")
    currency = serializers.RegexField(r"^[A-Z]{3}\Z", required=False, help_text="Without it: that of the client.")
    net_amount = serializers.DecimalField(18, 2, min_value=Decimal(0))
    tax_amount = serializers.DecimalField(18, 2, min_value=Decimal(0), required=False)
    gross_amount = serializers.DecimalField(18, 2, min_value=Decimal(0), required=False)
    reference = serializers.CharField(max_length=80, required=False, allow_blank=True)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


class BulkSerializer(serializers.Serializer[Any]):
    source = serializers.CharField(  # type: ignore[assignment]  # a field has a `source` of its own, not used here
        max_length=40, help_text="The system that issued them, such as `erp`."
    )
    rows = serializers.ListField(
        child=serializers.DictField(), min_length=1, max_length=LIMIT, help_text="Each as in the example."
    )


class WrittenSerializer(serializers.Serializer[Any]):
    """What became of one row."""

    row = serializers.IntegerField(help_text="Its place, from 1.")
    number = serializers.CharField()
    ending = serializers.ChoiceField(Ending.choices)
    invoice = serializers.IntegerField(allow_null=True, help_text="Its id; null where the row was refused.")
    errors = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))  # type: ignore[assignment]


WRITTEN = inline_serializer("InvoicesWritten", {"results": WrittenSerializer(many=True)})
EXAMPLES = [
    OpenApiExample(
        "Request",
        {
            "source": "erp",
            "rows": [
                {
                    "known_as": "erp:4711",
                    "number": "FT 2026/0118",
                    "issued_on": "2026-05-14",
                    "due_on": "2026-06-13",
                    "net_amount": "1000.00",
                    "tax_amount": "230.00",
                }
            ],
        },
        request_only=True,
    ),
    OpenApiExample(
        "Result",
        {"results": [{"row": 1, "number": "FT 2026/0118", "ending": "created", "invoice": 77, "errors": {}}]},
        response_only=True,
    ),
]


def write(*, by: User, source: str, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Write what can be written; for each row, in order, what became of it."""
    read = [_read(row) for row in rows]
    clients = _clients([values for values, _refused in read], by)
    numbers = [values["number"] for values, _refused in read if "number" in values]
    known = {one.number: one for one in Invoice.objects.filter(source=source, number__in=numbers)}
    drafts: dict[str, Draft[Invoice]] = {}
    endings: list[Draft[Invoice] | Errors] = []
    for values, unread in read:
        if refused := unread or _refuse(values, clients, drafts):
            endings.append(refused)
            continue
        number = values["number"]
        drafts[number] = Draft[Invoice](_values(values, clients, source, number in known), known.get(number))
        endings.append(drafts[number])
    services.import_invoices(list(drafts.values()), by=by)
    return [_told(place, row, ending) for place, (row, ending) in enumerate(zip(rows, endings, strict=True), start=1)]


def _read(row: Mapping[str, Any]) -> tuple[dict[str, Any], Errors]:
    sent = InvoiceRowSerializer(data=row)
    if not sent.is_valid():
        return {}, {field: [str(refusal) for refusal in refusals] for field, refusals in sent.errors.items()}
    unknown: Errors = {name: [_("There is no such field.")] for name in row if name not in sent.fields}
    return dict(sent.validated_data), unknown


def _clients(rows: Sequence[Mapping[str, Any]], by: User) -> dict[int | str, Client]:
    """By id and by `system:id`, those that the caller may change."""
    named = [row["known_as"].partition(":")[::2] for row in rows if "known_as" in row]
    systems, values = {system for system, _id in named}, {value for _system, value in named}
    found = ExternalId.objects.filter(kind="accounts.client", system__in=systems, value__in=values)
    known_as = {f"{one.system}:{one.value}": one.object_id for one in found}
    ids = {row["client"] for row in rows if "client" in row} | set(known_as.values())
    clients: dict[int | str, Client] = {one.pk: one for one in Client.objects.editable_by(by).filter(pk__in=ids)}
    return clients | {name: clients[pk] for name, pk in known_as.items() if pk in clients}


def _refuse(values: Mapping[str, Any], clients: Mapping[int | str, Client], seen: Mapping[str, object]) -> Errors:
    if ("client" in values) == ("known_as" in values):
        return {"client": [_("Name the client either by “client” or by “known_as”.")]}
    field = "client" if "client" in values else "known_as"
    if values[field] not in clients:
        return {field: [_("There is no such client for you to change.")]}
    return {"number": [_("An earlier row has this number.")]} if values["number"] in seen else {}


def _values(row: Mapping[str, Any], clients: Mapping[int | str, Client], source: str, is_known: bool) -> dict[str, Any]:
    client = clients[row["client"] if "client" in row else row["known_as"]]
    usual = {} if is_known else {"currency": client.currency, "due_on": None}
    values = usual | {name: value for name, value in row.items() if name not in ("client", "known_as")}
    values = {"tax_amount": Decimal(0)} | values | {"client": client, "source": source}
    return {"gross_amount": values["net_amount"] + values["tax_amount"]} | values


def _told(place: int, row: Mapping[str, Any], ending: Draft[Invoice] | Errors) -> dict[str, Any]:
    told = {"row": place, "number": str(row.get("number", ""))[:80]}
    if isinstance(ending, dict):
        return told | {"ending": Ending.FAILED, "invoice": None, "errors": ending}
    if ending.refusal:
        return told | {"ending": Ending.FAILED, "invoice": None, "errors": _errors(ending.refusal)}
    return told | {"ending": ending.ending, "invoice": ending.record.pk, "errors": {}}


def _errors(refusal: ValidationError) -> Errors:
    return refusal.message_dict if hasattr(refusal, "error_dict") else {OF_NO_FIELD: refusal.messages}
