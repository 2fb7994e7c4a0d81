"""Fields of the API's records."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kam.models import User

BIGGEST_ID = 2**63 - 1


class Reference(serializers.PrimaryKeyRelatedField[Any]):
    """The id of another record. Without `among` it is only shown; with it, the caller may choose among those rows."""

    def __init__(self, among: Callable[[User], models.QuerySet[Any]] | None = None, **kwargs: Any) -> None:
        self.among = among
        kwargs.setdefault("pk_field", serializers.IntegerField(min_value=1, max_value=BIGGEST_ID))
        if among is None:
            kwargs["read_only"] = True
        super().__init__(**kwargs)

    def get_queryset(self) -> models.QuerySet[Any]:
        assert self.among is not None  # noqa: S101  (DRF asks writable fields only)
        return self.among(self.context["request"].user)


@extend_schema_field({"type": "array", "items": {"type": "integer"}})
class References(serializers.ListField):
    """The ids of several other records, looked up in one query."""

    default_error_messages: ClassVar = {"unknown": _("There are no such records for you to choose: {ids}.")}

    def __init__(self, among: Callable[[User], models.QuerySet[Any]], **kwargs: Any) -> None:
        self.among = among
        super().__init__(child=serializers.IntegerField(min_value=1, max_value=BIGGEST_ID), max_length=100, **kwargs)

    def to_internal_value(self, data: Any) -> list[Any]:
        wanted = set(super().to_internal_value(data))
        found = list(self.among(self.context["request"].user).filter(pk__in=wanted))
        if missing := wanted - {row.pk for row in found}:
            self.fail("unknown", ids=", ".join(map(str, sorted(missing))))
        return found

    def to_representation(self, value: Any) -> list[Any]:
        return [row.pk for row in value.all()]


class UtcDateTime(serializers.DateTimeField):
    """RFC 3339 in UTC, whatever the caller's time zone; a time sent without a zone is UTC."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default_timezone=UTC, **kwargs)

    def to_representation(self, value: datetime) -> str:
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


class MoneySerializer(serializers.Serializer[Any]):
    amount = serializers.DecimalField(max_digits=18, decimal_places=2, min_value=0)
    currency = serializers.RegexField(r"^[A-Z]{3}\Z", default=settings.DEFAULT_CURRENCY, help_text="ISO 4217.")


@extend_schema_field(MoneySerializer)
class Money(serializers.Field[Any, Any, Any, Any]):
    """An amount and its currency, kept in two columns; without a column for it, the installation's currency."""

    def __init__(self, amount: str, currency: str = "", **kwargs: Any) -> None:
        self.amount, self.currency = amount, currency
        super().__init__(source="*", **kwargs)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if data is None:
            return {self.amount: None}
        money = MoneySerializer(data=data)
        money.is_valid(raise_exception=True)
        return {self.amount: money.validated_data["amount"], self.currency: money.validated_data["currency"]}

    def to_representation(self, record: Any) -> dict[str, str] | None:
        amount = getattr(record, self.amount)
        currency = getattr(record, self.currency) if self.currency else settings.DEFAULT_CURRENCY
        return None if amount is None else {"amount": f"{amount:.2f}", "currency": currency}
