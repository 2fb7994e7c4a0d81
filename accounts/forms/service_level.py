"""Forms of working time, agreed times and the ladder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.clock_words import hours_in_words
from accounts.models import Client, EscalationStep, SlaPolicy, WorkCalendar
from accounts.models.service_level import PERCENT
from accounts.working_time import Hours, shipped
from kam.forms import RecordForm

HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")
HOLIDAYS_AT_MOST = 400


class HoursField(forms.CharField):
    """Stretches of a day as text, such as “09:00–13:00, 14:00–18:00”; nothing: closed. A tuple of (opens, closes)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=200, **kwargs)

    def clean(self, value: Any) -> Any:
        parts = [part.strip() for part in re.split(r"[,;]", super().clean(value)) if part.strip()]
        return tuple(self._stretch(part) for part in parts)

    def _stretch(self, part: str) -> Hours:
        found = HOURS.fullmatch(part)
        try:
            opens_h, opens_m, closes_h, closes_m = map(int, found.groups() if found else ())
            opens, closes = time(opens_h, opens_m), time(closes_h % 24 if closes_m == 0 else closes_h, closes_m)
        except ValueError:
            raise forms.ValidationError(_("Write hours as 09:00–13:00, 14:00–18:00.")) from None
        if closes <= opens and closes != time(0):
            raise forms.ValidationError(_("Working hours end after they begin."))
        return opens, closes


class HolidaysField(forms.CharField):
    """A day a line, such as “2026-06-24 St John's”. A list of (day, name)."""

    widget = forms.Textarea

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > HOLIDAYS_AT_MOST:
            raise forms.ValidationError(_("At most %d days.") % HOLIDAYS_AT_MOST)
        days = [self._day(line) for line in lines]
        if len({on for on, _name in days}) < len(days):
            raise forms.ValidationError(_("A day is in the list twice."))
        return days

    def _day(self, line: str) -> tuple[date, str]:
        on, _blank, name = line.partition(" ")
        try:
            return date.fromisoformat(on), name.strip()[:80] or on
        except ValueError:
            refusal = _("Begin each line with a day, such as 2026-06-24: “%s”.")
            raise forms.ValidationError(refusal % line[:40]) from None


class CalendarForm(RecordForm[WorkCalendar]):
    class Meta:
        model = WorkCalendar
        fields = ("name", "time_zone", "holidays_of", "is_default")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        week, off = _hours_of(self.instance), _days_off(self.instance)
        for day, name in WEEKDAYS.items():
            self.fields[f"day_{day}"] = HoursField(label=capfirst(name), initial=hours_in_words(week[day]))
        self.fields["day_0"].help_text = _("From–until; several with commas, empty when closed.")
        self.fields["own_holidays"] = HolidaysField(
            label=_("Holidays of your own"),
            required=False,
            initial=off,
            help_text=_("A day a line, such as: 2026-06-24 St John's"),
        )

    def clean(self) -> dict[str, Any]:
        """The seven days become one week, as the service takes it."""
        given = super().clean() or self.cleaned_data
        given["week"] = tuple(given.pop(f"day_{day}", ()) for day in range(7))
        return given


def _hours_of(calendar: WorkCalendar) -> Sequence[tuple[Hours, ...]]:
    if not calendar.pk:
        return shipped().week
    rows = list(calendar.hours.all())
    return [tuple((row.opens_at, row.closes_at) for row in rows if row.weekday == day) for day in range(7)]


def _days_off(calendar: WorkCalendar) -> str:
    return "\n".join(f"{day.on} {day.name}" for day in calendar.own_holidays.all()) if calendar.pk else ""


class ServiceLevelForm(RecordForm[SlaPolicy]):
    class Meta:
        model = SlaPolicy
        fields = ("tier", "severity", "response_minutes", "resolution_minutes", "calendar")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tier"].choices = [  # type: ignore[attr-defined]
            ("", _("All tiers without times of their own")),
            *Client.Tier.choices,
        ]


class PercentsField(forms.CharField):
    """Percentages with commas between; a list of numbers."""

    def clean(self, value: Any) -> Any:
        parts = [part.strip(" %") for part in re.split(r"[,; ]", super().clean(value)) if part.strip(" %")]
        if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts) or len(parts) > 10:
            raise forms.ValidationError(_("Write per cents with commas between, such as 75, 100."))
        percents = [int(part) for part in parts]
        for check in PERCENT:
            for percent in percents:
                check(percent)
        return percents


class LadderForm(forms.Form):
    """At which per cents of the agreed time each is told."""

    def __init__(self, *args: Any, ladder: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for who, label in EscalationStep.Tells.choices:
            told = ", ".join(str(percent) for percent, tells in ladder if tells == who)
            self.fields[who] = PercentsField(label=label, required=False, initial=told, max_length=80)
