"""When somebody is there: the calendars by which the clocks of issues run."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.of_house import OfHouse
from kam.addresses import address_of
from kam.models.user import known_time_zone


class WorkCalendarQuerySet(OfHouse["WorkCalendar"]):
    pass


@pghistory.track()
class WorkCalendar(models.Model):
    """Working hours a week, without the holidays of a country and those of one's own."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, validators=[known_time_zone], default=settings.TIME_ZONE
    )
    holidays_of = models.CharField(
        _("national holidays of"),
        max_length=2,
        blank=True,
        default="PT",
        help_text=_("Two letters, such as PT; empty: none but your own."),
    )
    is_default = models.BooleanField(_("used unless said otherwise"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[WorkCalendarQuerySet] = WorkCalendarQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="one_default_calendar"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("accounts:change-calendar", self.pk)


class Weekday(models.IntegerChoices):
    """As Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class WorkHoursQuerySet(OfHouse["WorkHours"]):
    pass


class WorkHours(models.Model):
    """A stretch of a weekday. Several a day leave room for lunch; `closes_at` 00:00 is the end of the day."""

    calendar = models.ForeignKey(WorkCalendar, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    opens_at = models.TimeField(_("from"))
    closes_at = models.TimeField(_("until"))

    objects: ClassVar[WorkHoursQuerySet] = WorkHoursQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("weekday", "opens_at")

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"

    def clean(self) -> None:
        ends_at_midnight = self.closes_at.hour == self.closes_at.minute == 0
        if self.closes_at <= self.opens_at and not ends_at_midnight:
            raise ValidationError({"closes_at": _("Working hours end after they begin.")})


class HolidayQuerySet(OfHouse["Holiday"]):
    pass


class Holiday(models.Model):
    """A day off of one's own, such as that of the town."""

    calendar = models.ForeignKey(WorkCalendar, on_delete=models.CASCADE, related_name="own_holidays")
    on = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=80)

    objects: ClassVar[HolidayQuerySet] = HolidayQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("on",)
        constraints = (
            models.UniqueConstraint(
                fields=["calendar", "on"],
                name="one_holiday_a_day",
                violation_error_message=_("This day is a holiday of this calendar already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.on}"
