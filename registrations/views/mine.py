"""My registration: what a personal link opens. The link is the authority, so these pages know no cookie and no CSRF token."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial, wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events_service.events.domain import calendar_links, hosting
from events_service.events.domain.topics import topic_of
from events_service.lib.addresses import masked
from events_service.lib.errors import DomainError
from events_service.lib.tokens import Purpose
from events_service.mail.domain import suppressing
from registrations.domain import asking, attendance, checking_in, details, invitations, links, places, signup
from registrations.domain.places import Places
from registrations.forms import AccessForm
from registrations.models import AccessRequest, Registration, Seat, Status

PersonalView = Callable[[HttpRequest, Registration], HttpResponse]


def personal(purpose: Purpose, *, along_with: Sequence[str] = ()) -> Callable[[PersonalView], Callable[[HttpRequest, str], HttpResponse]]:
    """Open the registration of a personal link, or answer 404; nothing of such a page is cached, indexed or told to other sites.

    The link of who was erased leads to the event: to its recording, once there is one.
    """

    def decorate(view: PersonalView) -> Callable[[HttpRequest, str], HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def opened(request: HttpRequest, token: str) -> HttpResponse:
            try:
                registration = links.find(token, purpose, along_with=along_with)
            except Registration.DoesNotExist:
                raise Http404 from None
            response = redirect(registration.event) if registration.erased_at else view(request, registration)
            response["Cache-Control"] = "private, no-store"
            response["Referrer-Policy"] = "no-referrer"
            response["X-Robots-Tag"] = "noindex"
            return response

        return opened

    return decorate


@require_safe
@personal("my")
def my(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Show what this person has, and what they can do."""
    context = _mine(registration, now=timezone.now()) | {"has_asked": "asked" in request.GET, "has_changed": "changed" in request.GET}
    return render(request, "registrations/my.html", context)


@require_POST
@personal("my")
def withdraw(request: HttpRequest, registration: Registration) -> HttpResponse:
    """I can't come."""
    return _after(request, registration, signup.withdraw)


@require_POST
@personal("my")
def take_back(request: HttpRequest, registration: Registration) -> HttpResponse:
    """I can come after all."""
    return _after(request, registration, signup.take_back)


@require_POST
@personal("my")
def take_offer(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Take the place that is offered."""
    return _after(request, registration, signup.take_offer)


@require_POST
@personal("my")
def prove(request: HttpRequest, registration: Registration) -> HttpResponse:
    """This address is mine."""
    return _after(request, registration, signup.prove)


@require_POST
@personal("my")
def change_seat(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Come to the room instead of online, or the other way round."""
    wanted = request.POST.get("seat")
    if wanted not in Seat.values:
        raise Http404
    return _after(request, registration, partial(signup.change_seat, seat=Seat(wanted)))


@require_POST
@personal("my")
def register_too(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Register for another date of the series, with one tap."""
    return _after(request, registration, partial(details.register_too, slug=request.POST.get("event", "")))


@require_POST
@personal("my")
def remind(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Switch this person's reminders of the event on or off."""
    if request.POST.get("reminders") == "on":
        details.want_reminders(registration)
    else:
        signup.leave_reminders(registration)
    return redirect(links.path("my", registration) + "#reminders")


@require_http_methods(["GET", "HEAD", "POST"])
@personal("my")
def access(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Say what this person needs to take part, as long as the event is to come."""
    if request.method != "POST":
        return redirect(links.path("my", registration))
    now, form = timezone.now(), AccessForm(request.POST, event=registration.event)
    if not _may_ask(registration, now=now):
        return redirect(links.path("my", registration))
    if form.is_valid() and _asked(registration, form, now=now):
        return redirect(links.path("my", registration) + "?asked=1#access")
    return render(request, "registrations/my.html", _mine(registration, now=now, form=form), status=422)


@require_safe
@personal("my")
def calendar_file(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Give this person's calendar entry as a file."""
    if registration.status != Status.CONFIRMED or registration.event.starts_at is None:
        raise Http404
    ics = invitations.personal_file(registration, get_language() or registration.language, now=timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="{registration.event.slug}.ics"'}
    return HttpResponse(ics, content_type="text/calendar; charset=utf-8", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@personal("stop")
def stop(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Leave the reminders of this event; a mail program may do it with one POST of its own (RFC 8058)."""
    if request.method == "POST":
        signup.leave_reminders(registration)
    has_left = suppressing.has_left(registration.email, scope=topic_of(registration.event))
    return render(request, "registrations/stop.html", {"event": registration.event, "has_left": has_left})


@require_http_methods(["GET", "HEAD", "POST"])
@personal("inbox")
def inbox(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Check your inbox: to which masked address, once more if it did not come. The same for known and unknown addresses."""
    asked, sent = request.method == "POST", False
    if asked:
        sent = signup.say_again(registration, now=timezone.now())
    event = registration.event
    context = {
        "event": event,
        "masked": masked(registration.email),
        "asked": asked,
        "sent": sent,
        "sender": hosting.sender_of(event).sender_address,
        "links": calendar_links.links_of(event, get_language() or "en"),
    }
    return render(request, "registrations/inbox.html", context)


def _may_ask(registration: Registration, *, now: datetime) -> bool:
    event = registration.event
    return registration.is_active and event.is_to_come(now)


def _asked(registration: Registration, form: AccessForm, *, now: datetime) -> bool:
    """Take the request, or say beside the field why not."""
    said = form.cleaned_data
    try:
        asking.ask(registration, said.get("access", []), words=said["need"], now=now)
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
        return False
    return True


def _access_form(registration: Registration) -> AccessForm:
    """Return the form with what this person has asked for."""
    asked = AccessRequest.objects.filter(registration=registration).first()
    initial = {"access": [service.pk for service in asked.services.all()], "need": asked.words} if asked else None
    return AccessForm(event=registration.event, initial=initial)


def _after(request: HttpRequest, registration: Registration, act: Callable[..., object]) -> HttpResponse:
    """Do it, and show what became of it; a refusal stands on the page."""
    now = timezone.now()
    try:
        act(registration, now=now)
    except DomainError as refusal:
        registration = Registration.objects.select_related("event", "event__series").get(pk=registration.pk)
        return render(request, "registrations/my.html", _mine(registration, now=now) | {"refusal": refusal.sentence}, status=409)
    return redirect(links.path("my", registration))


def _mine(registration: Registration, *, now: datetime, form: AccessForm | None = None) -> dict[str, object]:
    event = registration.event
    is_over = event.ends_at is not None and event.ends_at <= now
    count = places.of(event, now=now)
    return {
        "registration": registration,
        "event": event,
        "is_over": is_over,
        "can_withdraw": registration.is_active and not is_over,
        "may_take_back": registration.confirmed_at is not None and event.is_to_come(now),
        "is_held": registration.is_held(now),
        "other_seat": _other_seat(registration, count) if event.is_to_come(now) else None,
        "join_path": links.path("join", registration) if attendance.may_come_in_online(registration) else "",
        "code": checking_in.code_of(registration) if checking_in.comes_to_the_door(registration) and event.is_to_come(now) else "",
        "form": (form or _access_form(registration)) if _may_ask(registration, now=now) else None,
        "token_path": links.path("my", registration),
        "waiting_before": _waiting_before(registration),
        "places": count,
        "links": calendar_links.links_of(event, get_language() or "en"),
        "gets_reminders": not suppressing.has_left(registration.email, scope=topic_of(event)),
        "dates": details.others_of_the_series(registration, now=now),
        "has_certificate": is_over and registration.attended_at is not None,
    }


def _other_seat(registration: Registration, count: Places) -> tuple[Seat, bool] | None:
    """Return the other kind of place of a hybrid event, and whether one is left; None where there is no other."""
    if registration.status != Status.CONFIRMED or not count.seats:
        return None
    other = Seat.ONLINE if registration.seat == Seat.ROOM else Seat.ROOM
    return other, not count.of(other).is_full


def _waiting_before(registration: Registration) -> int:
    if registration.turn is None:
        return 0
    return Registration.objects.filter(event=registration.event, turn__lt=registration.turn).waitlisted().count()
