from __future__ import annotations

from typing import Any

from rest_framework import serializers

from planning.models import Objective


class TermsSerializer(serializers.Serializer[Any]):
    """Decimals as text, days in ISO form: the canonical form that the digest is made of."""

    title = serializers.CharField()
    unit = serializers.ChoiceField(Objective.Unit.choices)
    currency = serializers.CharField()
    kind = serializers.ChoiceField(Objective.Kind.choices)
    baseline = serializers.CharField()
    minimum = serializers.CharField(allow_null=True)
    target = serializers.CharField()
    stretch = serializers.CharField(allow_null=True)
    starts_on = serializers.DateField()
    due_on = serializers.DateField()
    curve = serializers.ChoiceField(Objective.Curve.choices)
    monthly_shares = serializers.ListField(child=serializers.CharField(), allow_null=True)
    milestones = serializers.ListField(child=serializers.DictField())
