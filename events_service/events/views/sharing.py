"""The pictures beside shared links. An address names what its image says, so that whatever changed has another one."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from events_service.events.domain import finding, sharing
from events_service.events.models import Event, Series
from events_service.lib.share_image import Busy


@require_safe
def event(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """Answer the image of a published event."""
    try:
        return _image(finding.event_at(slug), "event_image", version)
    except finding.Moved as moved:
        return redirect("event_image", moved.slug, version)
    except ObjectDoesNotExist:
        raise Http404 from None


@require_safe
def series(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    """Answer the image of a published series."""
    try:
        return _image(finding.series_at(slug), "series_image", version)
    except finding.Moved as moved:
        return redirect("series_image", moved.slug, version)
    except ObjectDoesNotExist:
        raise Http404 from None


def _image(shared: Event | Series, name: str, version: str) -> HttpResponse:
    """Answer the image, or lead from an address of before to that of today: no made-up address makes us draw."""
    said = sharing.shown(shared)
    if said.version != version:
        return redirect(name, shared.slug, said.version)
    try:
        content = sharing.image_of(said)
    except Busy:
        return HttpResponse(status=503, headers={"Retry-After": "5", "Cache-Control": "no-store"})
    response = HttpResponse(content, content_type="image/png", headers={"X-Content-Type-Options": "nosniff"})
    patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    return response
