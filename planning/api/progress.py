from __future__ import annotations

from typing import Any, ClassVar

from kam.access import for_change, for_view
from kam.addresses import address_of
from kam.api import UserSerializer, router
from kam.fields import Reference
from kam.filters import DayFilter, IdFilter, PersonFilter, Removable, ResourceFilter
from kam.serializers import RecordSerializer
from kam.shape import Expansion
from kam.viewsets import Creates, Lists, ScopedViewSet, verb
from planning import services
from planning.api.objective import ObjectiveSerializer
from planning.models import Objective, Progress


class ProgressSerializer(RecordSerializer[Progress]):
    scope = "planning"
    example: ClassVar = {
        "id": 208,
        "objective": 44,
        "value": "1234.5000",
        "noted_on": "2026-03-01",
        "note": "",
        "by": 7,
        "removed_at": None,
        "created_at": "2026-03-02T16:05:21Z",
        "external_ids": [],
        "web_url": "https://kam.example/objectives/44/",
    }
    expandable: ClassVar = {
        "objective": Expansion(ObjectiveSerializer, "objective_id"),
        "by": Expansion(UserSerializer, "by_id"),
    }
    objective = Reference()
    by = Reference(allow_null=True)

    class Meta(RecordSerializer.Meta):
        model = Progress
        fields = (
            "id", "objective", "value", "noted_on", "note", "by", "removed_at", "created_at", "external_ids", "web_url",
        )  # fmt: skip

    def page_of(self, record: Progress) -> str:
        return address_of("planning:show-objective", record.objective_id)


class ProgressFilter(Removable, ResourceFilter):
    objective = IdFilter()
    client = IdFilter(field_name="objective__client")
    by = PersonFilter()
    noted_on__gte = DayFilter(field_name="noted_on", lookup_expr="gte", label="Of this day or later.")
    noted_on__lte = DayFilter(field_name="noted_on", lookup_expr="lte", label="Of this day or earlier.")


class ProgressViewSet(ScopedViewSet[Progress]):
    """Readings: the level an objective had reached on a day (not the change since the reading before)."""

    queryset = Progress.objects.all()
    serializer_class = ProgressSerializer
    filterset_class = ProgressFilter
    sortable = ("-noted_on", "noted_on", "id", "created_at")

    withdraw = verb("withdraw", services.withdraw_progress)
    restore = verb("restore", services.restore_progress)


class ObjectiveProgressViewSet(Creates[Progress], Lists[Progress]):
    """The readings of one objective."""

    queryset = Progress.objects.all()
    serializer_class = ProgressSerializer
    filterset_class = ProgressFilter
    sortable = ProgressViewSet.sortable

    def get_queryset(self) -> Any:
        objective = for_view(Objective.objects.all(), self.request.user, int(self.kwargs["objective"]))
        return super().get_queryset().filter(objective=objective)

    def check_may_create(self) -> None:
        self.objective = for_change(Objective.objects.all(), self.request.user, int(self.kwargs["objective"]))

    def perform_create(self, **values: Any) -> Progress:
        return services.record_progress(self.objective, by=self.request.user, **values)


router.register("objectives/(?P<objective>[0-9]{1,18})/progress", ObjectiveProgressViewSet, "objective-progress")
router.register("progress", ProgressViewSet)
