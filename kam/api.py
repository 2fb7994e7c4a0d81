"""The REST API: its addresses, the resources of kam itself, and its documentation.

Every app registers its resources with `router` in its own api.py. Those modules are found when the addresses are
loaded, so that jobs and commands never load the framework.
"""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters as filters
from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, re_path
from django.utils.module_loading import autodiscover_modules
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from kam import problems
from kam.fields import Reference
from kam.filters import IdFilter, YesNoFilter
from kam.http import Request
from kam.models import ApiToken, Membership, Team, User
from kam.schema import document, operations
from kam.serializers import RecordSerializer
from kam.shape import Expansion
from kam.tokens import SignedRequest
from kam.viewsets import ScopedViewSet
from kam.web import page

router = SimpleRouter()
router.trailing_slash = "/?"  # what people type into curl should not answer with a redirect


def urls() -> list[URLPattern | URLResolver]:
    autodiscover_modules("api")
    return [
        re_path(r"^schema/?$", Document.as_view(), name="schema"),
        re_path(r"^me/?$", Me.as_view(), name="me"),
        *router.urls,
        re_path(r"^", NoSuchResource.as_view(), name="no-such-resource"),
    ]


class Document(APIView):
    """The OpenAPI document, in YAML or (by the Accept header) JSON."""

    schema = None
    renderer_classes = (OpenApiYamlRenderer, OpenApiJsonRenderer, JSONRenderer)

    def get(self, request: SignedRequest) -> Response:
        return Response(document())


class NoSuchResource(APIView):
    """Under the API's root even what does not exist answers with a problem and not with a page."""

    schema = None

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise Http404


# --- Who I am, people, teams ------------------------------------------------------------------------------------------


class MembershipSerializer(serializers.ModelSerializer[Membership]):
    class Meta:
        model = Membership
        fields = ("team", "role")


class TokenSerializer(serializers.ModelSerializer[ApiToken]):
    class Meta:
        model = ApiToken
        fields = ("name", "prefix", "scopes", "expires_at")


class MeSerializer(serializers.ModelSerializer[User]):
    language = serializers.ChoiceField(settings.LANGUAGES, allow_blank=True, help_text="Empty: as the browser says.")
    memberships = MembershipSerializer(many=True)
    token = serializers.SerializerMethodField(help_text="The token of this request.")

    class Meta:
        model = User
        fields = ("id", "name", "email", "language", "time_zone", "memberships", "token")
        read_only_fields = fields

    @extend_schema_field(TokenSerializer(allow_null=True))
    def get_token(self, user: User) -> Any:
        token = self.context["request"].auth
        return None if token is None else TokenSerializer(token).data


class Me(APIView):
    """Who the token belongs to and what it may do: the first request to try."""

    @extend_schema(responses=MeSerializer, summary="Show who I am")
    def get(self, request: SignedRequest) -> Response:
        problems.refuse_unknown_parameters(request, ())
        return Response(MeSerializer(request.user, context={"request": request}).data)


class TeamSerializer(RecordSerializer[Team]):
    scope = "workspace"
    example: ClassVar = {"id": 2, "name": "Norte", "parent": 1}
    parent: Any = Reference(allow_null=True)  # Any: every serializer has another `parent`, the one it is nested in

    class Meta(RecordSerializer.Meta):
        model = Team
        fields = ("id", "name", "parent")
        read_only_fields = fields


TeamSerializer.expandable = {"parent": Expansion(TeamSerializer, "parent_id")}


class UserSerializer(RecordSerializer[User]):
    scope = "workspace"
    example: ClassVar = {"id": 7, "name": "Ana Marques", "email": "ana@demo.example", "is_active": True}

    class Meta(RecordSerializer.Meta):
        model = User
        fields = ("id", "name", "email", "is_active")
        read_only_fields = fields


class TeamFilter(filters.FilterSet):
    parent = IdFilter(label="Directly under this team.")
    search = filters.CharFilter(field_name="name", lookup_expr="unaccent__icontains", label="Part of the name.")


class UserFilter(filters.FilterSet):
    team = IdFilter(method="in_team", label="Members of this team.")
    is_active = YesNoFilter(label="Whether they may sign in.")
    search = filters.CharFilter(method="named", label="Part of the name or e-mail address.")

    def in_team(self, people: QuerySet[User], name: str, team: int) -> QuerySet[User]:
        return people.filter(pk__in=Membership.objects.filter(team=team).values("user"))

    def named(self, people: QuerySet[User], name: str, text: str) -> QuerySet[User]:
        return people.filter(Q(name__unaccent__icontains=text) | Q(email__icontains=text))


class TeamViewSet(ScopedViewSet[Team]):
    """The company's teams, a tree."""

    queryset = Team.objects.all()
    serializer_class = TeamSerializer
    filterset_class = TeamFilter
    sortable = ("id", "name")


class UserViewSet(ScopedViewSet[User]):
    """The people who work with KAM."""

    queryset = User.objects.all()
    serializer_class = UserSerializer
    filterset_class = UserFilter
    sortable = ("id", "name")


router.register("teams", TeamViewSet)
router.register("users", UserViewSet)

# --- Documentation ----------------------------------------------------------------------------------------------------


def console(request: Request) -> HttpResponse:
    """Every operation, to be tried at once as whoever is signed in."""
    return render(request, "kam/console.html")


def documentation(request: Request) -> HttpResponse:
    """The first 200 in five minutes, then every operation, from the same OpenAPI document that tools read."""
    context = {"address": f"{settings.SITE_URL}/api/v1", "codes": problems.CODES, "operations": operations()}
    return page(request, "kam/developers.html", context, part="content")
