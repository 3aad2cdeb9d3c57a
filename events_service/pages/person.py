"""The page of a person who speaks: who they are, and the listed events where they appear."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from events_service.events.domain import finding
from events_service.events.models import Event, Speaker
from events_service.lib.markdown import to_text
from events_service.pages import structured, together
from events_service.pages.caching import public_page
from events_service.pages.event import moved_to


@require_safe
@public_page
def person(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a person who appears in a listed event; nobody else has a page."""
    now = timezone.now()
    try:
        speaker = finding.person_at(slug)
    except finding.Moved as moved:
        return moved_to(request, reverse("person", args=[moved.slug]))
    except Speaker.DoesNotExist:
        raise Http404 from None
    theirs = Event.objects.listed().filter(appearances__speaker=speaker).distinct().select_related("series")
    coming = together.in_order(theirs.coming(now).filter(cancelled_at=None), now=now)
    past = list(theirs.over(now))
    if not (coming or past):
        raise Http404
    context = {
        "person": speaker,
        "coming": coming,
        "past": past,
        "about": speaker.about or Truncator(to_text(speaker.bio)).chars(200),
        "links": structured.links_of(speaker),
        "person_data": {"@context": "https://schema.org", **structured.person_data(speaker)},
    }
    return render(request, "pages/person.html", context)
