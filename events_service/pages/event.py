"""The page of an event, at one address for life: it announces, takes registrations, leads in, and keeps what was said."""

from datetime import datetime
from functools import partial
from http import HTTPStatus
from urllib.parse import urlencode

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from events_service.events.domain import calendar_links, finding, hosting, programme, venues
from events_service.events.models import Event, Phase
from events_service.lib import origins, timezones
from events_service.lib.errors import DomainError
from events_service.lib.markdown import to_text
from events_service.lib.responses import RedirectFirst
from events_service.lib.slots import plain
from events_service.pages import listening, structured, together, watching
from events_service.pages.caching import public_page
from events_service.pages.listening import Listening
from events_service.pages.sharing import share_of
from events_service.pages.together import Parts
from recordings.models import Recap
from registrations.domain import attendance, links, retention, walking_in
from registrations.domain.walking_in import Arrival
from registrations.forms import RegistrationForm

AROUND = {
    "America/Los_Angeles": _("Los Angeles"),
    "America/Mexico_City": _("Mexico City"),
    "America/New_York": _("New York"),
    "America/Bogota": _("Bogotá, Lima"),
    "America/Argentina/Buenos_Aires": _("Buenos Aires, São Paulo"),
    "Europe/London": _("London"),
    "Europe/Madrid": _("Madrid"),
}


@csrf_exempt  # who registers has no authority that a foreign page could borrow, and the page sets no cookie
@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the event as it is now; a POST registers."""
    try:
        found, parts = together.event_among_parts(slug, along_with=["recap", "venue"])
    except finding.Moved as moved:
        return moved_to(request, reverse("event", args=[moved.slug]))
    except Event.DoesNotExist:
        raise Http404 from None
    if request.method == "POST":
        return _register(request, found, parts)
    if found.phase(timezone.now()) != Phase.PAST:
        prefetch_related_objects([found], "access_services")  # for the form and for the page
    source = plain(request.GET.get("from", ""))[:40]
    return _page(request, found, parts, RegistrationForm(event=found, initial={"source": source}))


def moved_to(request: HttpRequest, address: str) -> HttpResponse:
    """Lead on to where the page lives now, for ever, with what was asked."""
    query = f"?{urlencode(request.GET, doseq=True)}" if request.GET else ""
    return HttpResponsePermanentRedirect(address + query, preserve_request=request.method == "POST")


def _register(request: HttpRequest, event: Event, parts: list[Event]) -> HttpResponse:
    if origins.is_from_elsewhere(request.headers, request.get_host()):
        sentence = _("This form was sent from another website. Please register on the page of the event itself.")
        return render(request, "403.html", {"exception": sentence}, status=403)
    form = RegistrationForm(request.POST, event=event)
    if form.is_by_a_machine:
        form.add_error(None, _("This looked as if a program had sent it. Please send it once more."))
    if not form.is_valid():
        return _page(request, event, parts, form, status=422)
    try:
        arrival = walking_in.arrive(event, details=form.details(), now=timezone.now())
    except DomainError as refusal:
        form.add_error(refusal.field, str(refusal.sentence))
        event.refresh_from_db()
        return _page(request, event, parts, form, status=409)
    return _led(arrival)


def _led(arrival: Arrival) -> HttpResponse:
    """Lead into the room, or to the page that says where the mail went."""
    registration, way_in = arrival.registration, arrival.way_in
    if way_in is None:
        return HttpResponseRedirect(links.inbox_address(registration), status=HTTPStatus.SEE_OTHER)
    record = partial(attendance.record_join_if_possible, registration, way=way_in.way, now=timezone.now())
    return RedirectFirst(way_in.url, afterwards=record, status=HTTPStatus.SEE_OTHER)


def _page(request: HttpRequest, event: Event, parts: list[Event], form: RegistrationForm, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    context = _around(event, Parts(together.in_order(parts, now=now)), now=now) | {
        "event": event,
        "form": form,
        "phase": event.phase(now),
        "takes_registrations": event.takes_registrations(now),
    }
    if context["phase"] != Phase.PAST:
        context["leads_in"] = walking_in.leads_in(event, now=now)
        response = render(request, "pages/event.html", context | _announcement(event), status=status)
        return _may_redirect_into_a_room(response) if context["leads_in"] else response
    remains = _remains(event, request.GET)
    template = "pages/recording.html" if remains["listening"] or remains["recap"] else "pages/event.html"
    response = render(request, template, context | remains, status=status)
    heard = remains["listening"]
    return watching.may_frame(response, heard.facade.recording) if isinstance(heard, Listening) else response


def _may_redirect_into_a_room(response: HttpResponse) -> HttpResponse:
    """Let the browser follow the answer to the form out of this site: it holds redirects against form-action."""
    response._csp_update = {"form-action": ["https:", "http:"]}  # type: ignore[attr-defined]  # django-csp's own attribute
    return response


def _around(event: Event, parts: Parts, *, now: datetime) -> dict[str, object]:
    """Return what stands on the page in every state."""
    hosts = hosting.hosts_of(event)
    appearances = list(event.appearances.select_related("speaker__photo"))
    return {
        "hosts": hosts,
        "kept_days": retention.days_of(event),
        "appearances": appearances,
        "people_have_pages": structured.people_have_pages(event),
        "articles": together.reading_for(event),
        "series": event.series if event.series and event.series.published_at else None,
        "parts": parts.rows,
        "part": parts.of(event),
        "next_part": parts.next_after(event, now=now),
        "about": event.summary or Truncator(to_text(event.text)).chars(200),
        "share": share_of(event),
        "address": structured.address_of(event),
        "event_data": structured.event_data(event, hosts=hosts, speakers=[appearance.speaker for appearance in appearances]),
    }


def _announcement(event: Event) -> dict[str, object]:
    """Return what is of use before the event is over."""
    language = get_language() or "en"
    return {
        "calendar": calendar_links.links_of(event, language),
        "elsewhere": _elsewhere(event, language),
        "slots": programme.slots(event),
        "venue": venues.of(event),
    }


def _elsewhere(event: Event, language: str) -> list[tuple[object, str]]:
    """Return what clocks show in other places when the event begins and ends, with the day where it is another."""
    if event.starts_at is None or event.ends_at is None:
        return []
    here = timezones.short_day_words(event.starts_at, event.zone, language)
    rows: list[tuple[object, str]] = []
    for zone, place in AROUND.items():
        there = timezones.short_day_words(event.starts_at, zone, language)
        span = timezones.span_words(event.starts_at, event.ends_at, zone, language)
        if zone != event.zone:
            rows.append((place, span if there == here else f"{there}, {span}"))
    return rows


def _remains(event: Event, asked: QueryDict) -> dict[str, object]:
    """Return what was published after the event."""
    recap: Recap | None = getattr(event, "recap", None)  # came along with the event
    recordings, written = listening.recordings_of(event, asked)
    return {
        "listening": listening.at(recordings, written, asked),
        "recap": recap if recap and recap.published_at else None,
        "video_data": structured.video_data(event, recordings[0]) if recordings else None,
    }
