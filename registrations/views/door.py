"""At the door: by name on a phone, for organizers and for volunteers with the link of the day, and by the code that people bring."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.models import Event
from events_service.lib.slots import plain
from registrations.domain import checking_in
from registrations.models import Door, Registration
from registrations.views.mine import personal

COOKIE = "door"


@dataclass(frozen=True)
class Entrance:
    """From where somebody checks people in: the page that takes it, and whether it is the desk's, which asks for a CSRF token."""

    path: str
    is_desk: bool


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_check_in(request: DeskRequest, slug: str) -> HttpResponse:
    """Check people in by name, and give volunteers a link for the day, or take it back."""
    event = get_object_or_404(Event.objects.organized_by(request.user).select_related("series"), slug=slug, starts_at__isnull=False)
    if request.POST.get("act") == "revoke":
        checking_in.revoke(event)
        messages.success(request, _("The link that was given out leads nowhere now. Here is a new one."))
        return redirect(request.path)
    if request.method == "POST":
        return _done(request, event)
    address = f"{settings.SITE_URL}{reverse('door', args=[checking_in.token_of(event)])}"
    return render(request, "registrations/organizer/check_in.html", _list(request, event) | {"door_address": address})


@csrf_exempt  # the link is the authority
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, token: str) -> HttpResponse:
    """Check people in with the volunteers' link: names and nothing else of them, on the day alone."""
    try:
        event = checking_in.find(token)
    except Door.DoesNotExist:
        raise Http404 from None
    now = timezone.now()
    if not checking_in.is_open(event, now=now):
        response = render(request, "registrations/door_closed.html", {"event": event}, status=403)
    elif request.method == "POST":
        response = _done(request, event)
    else:
        response = render(request, "registrations/door_list.html", _list(request, event))
        response.set_cookie(  # for the codes that the phone's camera opens
            COOKIE, token, expires=checking_in.closes_at(event), secure=settings.SECURE_SITE, httponly=True, samesite="Lax"
        )
    response["Cache-Control"], response["Referrer-Policy"], response["X-Robots-Tag"] = "private, no-store", "no-referrer", "noindex"
    return response


@require_safe
@personal("badge")
def badge(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Show who brings this code to whoever may check people in; to everybody else, the code itself."""
    entrance = _entrance(request, registration.event)
    context = {
        "event": registration.event,
        "registration": registration,
        "entrance": entrance,
        "code": None if entrance else checking_in.code_of(registration),
    }
    return render(request, "registrations/badge.html", context)


def _entrance(request: HttpRequest, event: Event) -> Entrance | None:
    """Return from where this person may check people in at this event: the desk, or the link that their browser keeps for the day."""
    token = request.COOKIES.get(COOKIE, "")
    try:
        if checking_in.find(token) == event and checking_in.is_open(event, now=timezone.now()):
            return Entrance(reverse("door", args=[token]), is_desk=False)
    except Door.DoesNotExist:
        pass
    if request.user.is_authenticated and Event.objects.organized_by(request.user).filter(pk=event.pk).exists():
        return Entrance(reverse("event_check_in", args=[event.slug]), is_desk=True)
    return None


def _list(request: HttpRequest, event: Event) -> dict[str, object]:
    words = plain(request.GET.get("q", ""))[:100]
    return {
        "event": event,
        "guests": checking_in.guests(event, words=words),
        "words": words,
        "last": event.registrations.known().filter(pk=_number(request.GET.get("done", ""))).first(),
        "was": request.GET.get("was", ""),
    }


def _done(request: HttpRequest, event: Event) -> HttpResponse:
    """Check in, or undo it, and come back to the list, which says so."""
    person = get_object_or_404(event.registrations.confirmed(), pk=_number(request.POST.get("person", "")))
    if request.POST.get("act") == "undo":
        was = "undone" if checking_in.undo(person) else "already"
    else:
        was = "in" if checking_in.check_in(person, now=timezone.now()) else "already"
    return redirect(f"{request.path}?done={person.pk}&was={was}")


def _number(typed: str) -> int:
    """Return the id that was sent; 0, which nobody has, for anything else."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0
