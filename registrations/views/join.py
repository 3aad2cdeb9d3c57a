"""Ten o'clock: the personal way into the room."""

from collections.abc import Callable
from functools import partial
from typing import cast

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from events_service.events.domain import rooms
from events_service.events.models import Phase
from events_service.lib.responses import RedirectFirst
from registrations.domain import attendance, joining, links
from registrations.models import Registration
from registrations.views.mine import PersonalView, personal

# browsers hold the redirect that follows the button against form-action; django-csp types views of one argument only
into_the_room = cast("Callable[[PersonalView], PersonalView]", csp_update({"form-action": ["https:", "http:"]}))


@require_http_methods(["GET", "HEAD", "POST"])
@personal("join", along_with=joining.ALONG)
@into_the_room
def join(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Count down, then lead into the room at a button, and afterwards to the recording. A GET changes nothing: scanners open links."""
    now, event, room = timezone.now(), registration.event, joining.room_of(registration.event)
    comes_online = attendance.may_come_in_online(registration)
    is_open = comes_online and event.phase(now) == Phase.LIVE
    if request.method == "POST" and is_open and room:
        way_in = joining.way_in(registration, room)
        record = partial(attendance.record_join_if_possible, registration, way=way_in.way, now=now)
        return RedirectFirst(way_in.url, afterwards=record)
    context = {
        "registration": registration,
        "event": event,
        "phase": event.phase(now),
        "now": now,
        "room": room if comes_online else None,
        "numbers": rooms.numbers(room.phone) if room and comes_online else [],
        "screen": joining.screen_of(registration, now=now),
        "comes_online": comes_online,
        "is_open": is_open,
        "is_led_elsewhere": is_open and room is not None and joining.is_led_elsewhere(registration, room),
        "my_path": links.path("my", registration),
        "join_path": links.path("join", registration),
    }
    return render(request, "registrations/join.html", context)


@require_safe
@personal("join", along_with=joining.ALONG)
@conditional_page
def join_now(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Tell a waiting screen whether it is still as it was, in one statement; 304 to who knows it already."""
    screen = joining.screen_of(registration, now=timezone.now())
    return JsonResponse({"state": screen.state, "line": screen.line})
