"""My registration, further on: what I said of myself, who was with me, that I was there, and all that is held about me."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from events_service.events.domain import hosting
from events_service.events.models import Phase
from registrations.domain import attendance, details, holding, links
from registrations.forms import DetailsForm, WithThemForm
from registrations.models import Registration
from registrations.views.mine import personal


@require_http_methods(["GET", "HEAD", "POST"])
@personal("my")
def change(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Change name, language of messages and zone."""
    form = DetailsForm(request.POST if request.method == "POST" else None, registration=registration)
    if form.is_valid():
        details.change(registration, **form.cleaned_data)
        return redirect(links.path("my", registration) + "?changed=1")
    context = {"event": registration.event, "form": form, "my_path": links.path("my", registration)}
    return render(request, "registrations/details.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@personal("my")
def with_me(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Say how many others took part at the same screen; only of who came."""
    if registration.attended_at is None:
        raise Http404
    form = WithThemForm(request.POST or None, label_suffix="", initial={"others": registration.with_them})
    if request.method == "POST" and form.is_valid():
        details.say_who_was_there(registration, others=form.cleaned_data["others"])
        return redirect(links.path("my", registration) + "?changed=1")
    context = {"event": registration.event, "form": form, "my_path": links.path("my", registration)}
    return render(request, "registrations/with_me.html", context, status=422 if form.errors else 200)


@require_safe
@personal("my")
def certificate(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Certify, on a page to print, that somebody took part: once the event is over, and only of who came."""
    now, event = timezone.now(), registration.event
    if registration.attended_at is None or event.phase(now) != Phase.PAST:
        raise Http404
    context = {
        "event": event,
        "registration": registration,
        "hosts": hosting.hosts_of(event),
        "minutes": attendance.minutes_of(registration),
        "now": now,
        "my_path": links.path("my", registration),
    }
    return render(request, "registrations/certificate.html", context)


@require_safe
@personal("my")
def data(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Give everything that is held about this person as a file."""
    headers = {"Content-Disposition": f'attachment; filename="my-data-{registration.event.slug}.json"'}
    return JsonResponse(holding.of(registration), headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 2})
