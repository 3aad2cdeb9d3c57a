"""My registration: what a personal link opens. The link is the authority, so these pages know no cookie and no CSRF token."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

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
from registrations.domain import asking, invitations, links, places, signup
from registrations.forms import AccessForm
from registrations.models import AccessRequest, Registration, Status

PersonalView = Callable[[HttpRequest, Registration], HttpResponse]


def personal(purpose: Purpose) -> Callable[[PersonalView], Callable[[HttpRequest, str], HttpResponse]]:
    """Open the registration of a personal link, or answer 404; nothing of such a page is cached, indexed or told to other sites."""

    def decorate(view: PersonalView) -> Callable[[HttpRequest, str], HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def opened(request: HttpRequest, token: str) -> HttpResponse:
            try:
                registration = links.find(token, purpose)
            except Registration.DoesNotExist:
                raise Http404 from None
            response = view(request, registration)
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
    context = _mine(registration, now=timezone.now()) | {"has_asked": "asked" in request.GET}
    return render(request, "registrations/my.html", context)


@require_POST
@personal("my")
def withdraw(request: HttpRequest, registration: Registration) -> HttpResponse:
    """I can't come."""
    signup.withdraw(registration, now=timezone.now())
    return redirect(links.path("my", registration))


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
    return registration.is_active and event.cancelled_at is None and event.ends_at is not None and event.ends_at > now


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


def _mine(registration: Registration, *, now: datetime, form: AccessForm | None = None) -> dict[str, object]:
    event = registration.event
    is_over = event.ends_at is not None and event.ends_at <= now
    return {
        "registration": registration,
        "event": event,
        "is_over": is_over,
        "can_withdraw": registration.is_active and not is_over,
        "join_path": links.path("join", registration) if registration.status == Status.CONFIRMED and event.is_online else "",
        "form": (form or _access_form(registration)) if _may_ask(registration, now=now) else None,
        "token_path": links.path("my", registration),
        "waiting_before": _waiting_before(registration),
        "places": places.of(event),
        "links": calendar_links.links_of(event, get_language() or "en"),
    }


def _waiting_before(registration: Registration) -> int:
    if registration.status != Status.WAITLISTED:
        return 0
    return Registration.objects.filter(event=registration.event, turn__lt=registration.turn).waitlisted().count()
