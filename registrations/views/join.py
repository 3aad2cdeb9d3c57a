"""Ten o'clock: the personal way into the room."""

from collections.abc import Callable
from typing import cast

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from events_service.events.models import Phase, Room
from registrations.domain import attendance, links
from registrations.models import Registration
from registrations.views.mine import PersonalView, personal

# browsers hold the redirect that follows the button against form-action; django-csp types views of one argument only
into_the_room = cast("Callable[[PersonalView], PersonalView]", csp_update({"form-action": ["https:", "http:"]}))


@require_http_methods(["GET", "HEAD", "POST"])
@personal("join")
@into_the_room
def join(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Count down, then lead into the room at a button, and afterwards to the recording. A GET changes nothing: scanners open links."""
    now, event = timezone.now(), registration.event
    room = Room.objects.filter(event=event).first()
    comes_online = attendance.may_come_in_online(registration)
    is_open = comes_online and event.phase(now) == Phase.LIVE
    if request.method == "POST" and is_open and room:
        attendance.record_join(registration, now=now)
        return redirect(room.url)
    context = {
        "registration": registration,
        "event": event,
        "phase": event.phase(now),
        "room": room if is_open else None,
        "comes_online": comes_online,
        "is_open": is_open,
        "my_path": links.path("my", registration),
    }
    return render(request, "registrations/join.html", context)
