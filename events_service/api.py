"""The API's addresses, room by room, and its own description."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import include, path, reverse
from django.views.decorators.cache import cache_control
from django.views.generic import TemplateView
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from events_service.events.api import EventViewSet, SeriesViewSet
from events_service.lib import openapi
from events_service.lib.rest import Kept
from recordings.api import RecordingViewSet, SearchView
from registrations.api import RegistrationViewSet


class FrontDoor(Kept):
    """Where one begins."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        names = {
            "events": "event-list",
            "series": "series-list",
            "recordings": "recording-list",
            "description": "schema",
            "documentation": "docs",
        }
        return Response({what: f"{settings.SITE_URL}{reverse(name)}" for what, name in names.items()})


class Description(Kept):
    """The API in OpenAPI."""

    renderer_classes = [OpenApiJsonRenderer]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        return Response(described())


class Documentation(TemplateView):
    """The description as a page, without a script."""

    template_name = "api/docs.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        description = described()
        info = description["info"]
        return {**kwargs, "info": info, "operations": openapi.operations(description), "shapes": openapi.shapes(description)}


@lru_cache(maxsize=1)
def described() -> dict[str, Any]:
    """Return the API in OpenAPI; it is as the code is, so once per process is enough."""
    description: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return description


class Nothing(APIView):
    """What does not exist is said as a problem here too, not as a page."""

    @extend_schema(exclude=True)
    def get(self, request: Request, rest: str) -> Response:
        raise NotFound("There is nothing at this address.")


router = SimpleRouter(use_regex_path=False)
router.register("events", EventViewSet)
router.register("series", SeriesViewSet)
router.register("recordings", RecordingViewSet)

urlpatterns = [
    path("", FrontDoor.as_view(), name="api"),
    path("schema/", Description.as_view(), name="schema"),
    path("docs/", cache_control(public=True, no_cache=True)(Documentation.as_view()), name="docs"),
    path("events/<slug:slug>/registrations/", RegistrationViewSet.as_view({"post": "create"}), name="registration-list"),
    path("search/", SearchView.as_view(), name="search"),
    path("", include(router.urls)),
    path("<path:rest>/", Nothing.as_view()),
]
