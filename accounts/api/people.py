"""Merging, linking, exporting and erasing people over the API: verbs of the contacts."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts import services
from accounts.forms.people import NOT_THE_NAME
from accounts.models import Contact, Erasure
from accounts.services.export import collect
from kam.fields import Reference
from kam.models import User
from kam.tokens import SignedRequest
from kam.viewsets import ResourceViewSet, verb


def other_contacts(user: User) -> QuerySet[Contact]:
    return Contact.objects.kept().editable_by(user)


class OtherContactSerializer(serializers.Serializer[Any]):
    other = Reference(other_contacts, help_text="The other record; you have to be allowed to change both.")


class ExportReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=200, help_text="Why; it is kept in the access log.")


class ErasureSerializer(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(choices=Erasure.Reason.choices)
    name = serializers.CharField(max_length=120, help_text="The person's name as it stands, to confirm.")


class ExportSerializer(serializers.Serializer[Any]):
    """What is kept about one person. See docs/privacy.md for the parts of a record."""

    records = serializers.ListField(child=serializers.DictField())


EXPORT = {"records": [{"client": {"id": 12, "name": "Grupo Alvorada"}, "person": [], "tables": {}, "events": []}]}


def merge(contact: Contact, *, other: Contact, by: User) -> Contact:
    """Make one record of two of the same client: this one is kept. It can be undone for 30 days on the pages."""
    services.merge_contacts(contact, other, by=by)
    return Contact.objects.get(pk=contact.pk)


def link(contact: Contact, *, other: Contact, by: User) -> Contact:
    """Say that this is the same human being as in a record of another client. Both records stay."""
    services.same_person(contact, other, by=by)
    return Contact.objects.get(pk=contact.pk)


def unlink(contact: Contact, *, by: User) -> Contact:
    """Say that this is nobody known elsewhere after all."""
    services.not_same_person(contact, by=by)
    return Contact.objects.get(pk=contact.pk)


class AnswersForPeople(ResourceViewSet[Contact]):
    """The verbs by which data about a person is put right, handed out and erased."""

    merge = verb("merge", merge, OtherContactSerializer)
    link = verb("link", link, OtherContactSerializer)
    unlink = verb("unlink", unlink)

    @extend_schema(
        request=ExportReasonSerializer,
        responses=ExportSerializer,
        summary="Export what is kept about a person",
        examples=[OpenApiExample("Export", EXPORT, response_only=True)],
    )
    @action(detail=True, methods=["post"])
    def export(self, request: SignedRequest, pk: str) -> Response:
        """For managers of the client's team and administrators, who may also erase; it is kept in the access log."""
        contact = self.answered_for()
        sent = ExportReasonSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        told = collect(contact)
        services.note_export([contact], by=request.user, **sent.validated_data)
        return Response({"records": [told]})

    @extend_schema(request=ErasureSerializer, summary="Erase a person")
    @action(detail=True, methods=["post"])
    def erase(self, request: SignedRequest, pk: str) -> Response:
        """For managers of the client's team and administrators. It cannot be undone."""
        contact = self.answered_for()
        sent = ErasureSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        if sent.validated_data["name"].casefold() != contact.name.casefold():
            raise serializers.ValidationError({"name": NOT_THE_NAME})
        erased = services.erase_contact(contact, reason=sent.validated_data["reason"], by=request.user)
        return Response(self.show([erased])[0])

    def answered_for(self) -> Contact:
        contact = self.to_change()
        if not Contact.objects.answered_for_by(self.request.user).filter(pk=contact.pk).exists():
            raise PermissionDenied
        return contact
