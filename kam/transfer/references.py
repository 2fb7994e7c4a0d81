"""Finding the records that rows speak of: by the ids of the other system, or by a field of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kam.models import ExternalId, User
from kam.transfer.report import Refused
from kam.transfer.resources import Resource


@dataclass(frozen=True, slots=True)
class References:
    """As one system names our records, and as far as one person may use them (all of them without a person)."""

    system: str
    by: User | None

    def ids(self, resource: Resource, values: Collection[str]) -> dict[str, int]:
        known = ExternalId.objects.filter(system=self.system, kind=resource.kind, value__in=values)
        return dict(known.values_list("value", "object_id"))

    def to_change(self, resource: Resource, ids: Collection[int]) -> tuple[dict[int, Any], set[int]]:
        """The records of these ids that there are, locked, and which of them may be changed."""
        records = resource.model._default_manager.select_for_update().in_bulk(ids)
        usable = resource.usable_by(self.by).filter(pk__in=records)
        return records, set(usable.values_list("pk", flat=True))

    def named(self, target: Resource, texts: Collection[str], *, match: str) -> dict[str, list[Any]]:
        """The records of each name: an id of the other system or, if `match` names one, a field of their own."""
        usable = target.usable_by(self.by)
        if not match:
            ids = self.ids(target, texts)
            records = usable.in_bulk(ids.values())
            return {text: [records[pk]] for text, pk in ids.items() if pk in records}
        found: dict[str, list[Any]] = defaultdict(list)
        for record in usable.filter(**{f"{match}__in": texts}):
            found[getattr(record, match)].append(record)
        return found

    def only(self, found: list[Any], target: Resource, *, match: str, column: str, text: str) -> Any:
        if len(found) == 1:
            return found[0]
        several = _("Several %(resource)s are known by this name (%(how)s).")
        none = _("There are no %(resource)s known by this name (%(how)s).")
        values = {"resource": target.name, "how": match or self.system}
        raise Refused((several if found else none) % values, column=column, value=text)
