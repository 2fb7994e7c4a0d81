"""Work on a client: what objectives and actions have in common."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from kam.fields import Reference
from kam.models import User
from kam.serializers import RecordSerializer
from planning.forms import colleagues


def active_people(user: User) -> QuerySet[User]:
    return User.objects.filter(is_active=True)


class OwnedSerializer(RecordSerializer[Any]):
    owner = Reference(active_people, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Work on a client is owned by somebody who works with it."""
        client = attrs["client"] if self.instance is None else self.instance.client
        if "owner" in attrs and not colleagues(client).filter(pk=attrs["owner"].pk).exists():
            raise serializers.ValidationError({"owner": _("Choose somebody who works with this client.")})
        return attrs
