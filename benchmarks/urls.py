"""The site's addresses, and the floor."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from events_service.urls import urlpatterns as of_the_site


def floor(request: HttpRequest) -> HttpResponse:
    """A constant response: what is left is server and middleware."""
    return HttpResponse(b"constant")


urlpatterns = [path("benchmarks/floor/", floor), *of_the_site]
