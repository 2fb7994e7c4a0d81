"""What the style guide shows its components with. Invented names only."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms, template
from django.core.paginator import Paginator
from django.utils import timezone

from kam.forms import DateInput
from kam.numbers import LocalDecimalField
from kam.processes import Process
from kam.status import Status

register = template.Library()

TODAY = date(2026, 11, 23)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


class SampleForm(forms.Form):
    kind = forms.ChoiceField(
        choices=[("call", "Call"), ("meeting", "Meeting"), ("email", "E-mail"), ("note", "Note")],
        widget=forms.RadioSelect,
    )
    summary = forms.CharField(label="what happened", widget=forms.Textarea({"rows": 3}))
    owner = forms.ChoiceField(choices=[("1", "Ana Sousa"), ("2", "Rui Matos")], help_text="Whoever keeps the promise.")
    due_on = forms.DateField(label="due", widget=DateInput())
    value = LocalDecimalField(label="target")
    people = forms.MultipleChoiceField(
        label="with",
        choices=[("1", "Ricardo Nunes"), ("2", "Marta Faria")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    share = forms.BooleanField(label="share with the client", required=False)


class SampleFilter(forms.Form):
    q = forms.CharField(label="Search", required=False)
    owner = forms.ChoiceField(label="Owner", choices=[("", "All"), ("me", "Me")], required=False)
    status = forms.ChoiceField(label="Status", choices=[("", "All"), *Status.choices], required=False)
    mine = forms.BooleanField(label="Mine", required=False)
    is_filtering = True


@register.simple_tag
def samples(theme: str) -> dict[str, Any]:
    money = SimpleNamespace(unit="money", currency="EUR")
    return {
        "form": SampleForm({"kind": "call", "owner": "1", "value": "a lot"}, auto_id=f"{theme}_%s"),
        "filters": SampleFilter({"owner": "me"}, auto_id=f"{theme}_filter_%s"),
        "money": money,
        "chart": _chart(),
        "strip": [(TODAY - timedelta(weeks=12 - week), status) for week, status in enumerate(_weeks())],
        "trend": [3, 4, 4, 5, None, 6, 5, 7, 8, 8, 9, 11],
        "bars": [
            ("Fresh range", 312_000, "€312K"),
            ("Own brand", 184_000, "€184K"),
            ("Cold storage", 52_500, "€52.5K"),
        ],
        "statuses": list(Status),
        "processes": list(Process),
        "rows": _rows(),
        "page": Paginator(range(187), 50).page(2),
        "counts": [(Status.GOOD, 9), (Status.WARN, 3), (Status.BAD, 1), (Status.NONE, 2)],
        "now": timezone.now() - timedelta(hours=3),
        "queue": [
            (Status.BAD, "3 days late", "Grupo Alvorada", "Send the margin analysis", "20 Nov 2026", "Done", "check"),
            (Status.WARN, "No contact for 71 days", "Pinhal", "Get in touch", "", "Log", "message-square-plus"),
            (Status.NONE, "Nothing planned", "Monte Sul", "Plan the next step", "", "Plan", "list-plus"),
        ],
        "reasons": ["Reached 87% where 91% was expected by now.", "On track from 90% of what was expected."],
    }


def _weeks() -> list[Status]:
    return [Status.NONE] * 2 + [Status.GOOD] * 5 + [Status.WARN] * 3 + [Status.BAD, Status.WARN]


def _chart() -> dict[str, Any]:
    months = [date(2026, month, 1) for month in range(1, 13)]
    read = [0, 96, 188, 300, 402, 520, 650, 742, 860, 985, 1105]
    return {
        "actual": [(day, Decimal(value * 1000)) for day, value in zip(months, read, strict=False)]
        + [(TODAY, Decimal(1_234_567))],
        "expected": [(day, Decimal(1_420_000) * (day - YEAR[0]).days / 364) for day in (*months, YEAR[1])],
        "forecast": (YEAR[1], Decimal(1_350_000), Decimal(1_300_000), Decimal(1_400_000)),
        "target": Decimal(1_420_000),
        "starts_on": YEAR[0],
        "due_on": YEAR[1],
        "on": TODAY,
    }


def _rows() -> list[dict[str, Any]]:
    good, warn, bad, none = Status.GOOD, Status.WARN, Status.BAD, Status.NONE
    named = [
        (
            "Grupo Alvorada",
            "A",
            (good, warn, bad, warn, good),
            1_234_567,
            1_292_000,
            1_420_000,
            "Send the margin analysis",
        ),
        ("Rio Claro", "A", (warn, good, good, good, good), 980_400, 955_000, 1_000_000, "Annual review"),
        ("Pinhal", "B", (none, warn, good, warn, none), 305_000, 455_000, 500_000, ""),
        ("Monte Sul", "B", (good, good, warn, good, good), 748_200, 655_000, 720_000, "Visit the new store"),
    ]
    fields = ("name", "tier", "statuses", "revenue", "expected", "target", "next")
    return [dict(zip(fields, row, strict=True)) | {"cells": list(zip(Process, row[2], strict=True))} for row in named]
