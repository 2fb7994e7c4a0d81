"""What every resource of the API is built on: listing and showing, and writing verb by verb through services."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.shortcuts import get_object_or_404
from django_filters import FilterSet
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import GenericViewSet

from kam import pagination, shape
from kam.access import for_change, scope_of
from kam.problems import refuse_unknown_parameters
from kam.serializers import RecordSerializer
from kam.tokens import HoldsScope, SignedRequest

M = TypeVar("M", bound=models.Model)


class ResourceViewSet(GenericViewSet[M]):
    """Reads what the caller may see. Neither lists nor shows by itself, so that each resource names what it does."""

    request: SignedRequest
    queryset: Any
    serializer_class: type[RecordSerializer[M]]
    filterset_class: type[FilterSet]
    sortable: ClassVar[tuple[str, ...]] = ("id",)  # what lists may be ordered by, the usual order first
    permission_classes = (IsAuthenticated, HoldsScope)
    filter_backends = (DjangoFilterBackend,)
    pagination_class = pagination.KeysetPagination
    http_method_names = ("get", "post", "patch", "head")  # nothing is replaced or deleted
    lookup_value_regex = "[0-9]{1,18}"

    @property
    def scope(self) -> str:
        return self.serializer_class.scope

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        known = shape.PARAMETERS
        if self.action == "list":
            known = known | pagination.PARAMETERS | self.filterset_class.base_filters.keys()
        refuse_unknown_parameters(request, known)
        self.shape = shape.shape_of(request, self.serializer_class)

    def get_queryset(self) -> Any:
        return shape.readable(super().get_queryset(), self.request.user)

    def show(self, rows: Sequence[M]) -> list[dict[str, Any]]:
        return list(self.get_serializer(rows, many=True, shape=self.shape).data)

    def to_change(self) -> M:
        """The record of the address: 404 if the caller may not see it, 403 if they may only look."""
        record: M = for_change(self.queryset.all(), self.request.user, int(self.kwargs["pk"]))
        return record


class Lists(ResourceViewSet[M]):
    def list(self, request: SignedRequest, *args: Any, **kwargs: Any) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.show(rows or []))


class Shows(ResourceViewSet[M]):
    def retrieve(self, request: SignedRequest, *args: Any, **kwargs: Any) -> Response:
        return Response(self.show([get_object_or_404(self.get_queryset(), pk=int(self.kwargs["pk"]))])[0])


class ScopedViewSet(Lists[M], Shows[M]):
    """Lists and shows; nothing else."""


class Creates(ResourceViewSet[M]):
    def create(self, request: SignedRequest, *args: Any, **kwargs: Any) -> Response:
        self.check_may_create()
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return Response(self.show([self.perform_create(**serializer.validated_data)])[0], status=201)

    def check_may_create(self) -> None:
        """Asked before the values are looked at: who may not write learns nothing about what would be valid."""
        if not scope_of(self.request.user).works:
            raise PermissionDenied

    def perform_create(self, **values: Any) -> M:
        """Hand the values to the service."""
        raise NotImplementedError


class Changes(ResourceViewSet[M]):
    def partial_update(self, request: SignedRequest, *args: Any, **kwargs: Any) -> Response:
        record = self.to_change()
        serializer = self.get_serializer(record, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        return Response(self.show([self.perform_change(record, **serializer.validated_data)])[0])

    def perform_change(self, record: M, **changes: Any) -> M:
        """Hand the changes to the service."""
        raise NotImplementedError


def verb(name: str, service: Callable[..., M], body: type[Serializer[Any]] | None = None) -> Any:
    """`POST …/<id>/<name>/`: a move of the record that has its own service. `body`: what it wants to be told."""

    def move(self: ResourceViewSet[M], request: SignedRequest, pk: str) -> Response:
        record, told = self.to_change(), {}
        if body is not None:
            sent = body(data=request.data, context=self.get_serializer_context())
            sent.is_valid(raise_exception=True)
            told = sent.validated_data
        return Response(self.show([service(record, by=request.user, **told)])[0])

    move.__name__, move.__doc__ = name.replace("-", "_"), service.__doc__
    summary = service.__name__.replace("_", " ").capitalize()
    return extend_schema(request=body, summary=summary)(action(detail=True, methods=["post"], url_path=name)(move))
