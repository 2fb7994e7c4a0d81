"""Database functions Django has no name for."""

from datetime import date

from django.contrib.postgres.lookups import Unaccent as UnaccentLookup  # noqa: F401  (registers the `unaccent` lookup)
from django.db import models


class Unaccent(models.Func):
    """The text without its accents. IMMUTABLE (made so in kam's first migration), so that it can be indexed."""

    function = "kam_unaccent"
    output_field = models.TextField()


class DaysSince(models.Func):
    """Whole days from a date column to a day given from outside."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = models.IntegerField()

    def __init__(self, column: str, on: date) -> None:
        super().__init__(models.Value(on, output_field=models.DateField()), models.F(column))
