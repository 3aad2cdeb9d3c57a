"""The organizer's page about access: what is offered, how far it has got, and what people asked for."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.domain import access
from events_service.events.forms import AccessServiceForm
from events_service.events.models import AccessService, Event, Progress
from events_service.lib.errors import DomainError
from registrations.domain import asking
from registrations.models import AccessRequest, Answer

Step = Callable[..., object]  # of a service, by somebody, now


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_access(request: DeskRequest, slug: str) -> HttpResponse:
    """Show what an event offers and who asked for what, add, change and remove it, and mark the answers."""
    event = get_object_or_404(Event.objects.organized_by(request.user).select_related("series"), slug=slug)
    act = request.POST.get("act", "")
    if act in _ANSWERS:
        return _answer(request, event, _ANSWERS[act])
    service = _service(request, event)
    if service and act in _STEPS:
        return _step(request, service, _STEPS[act])
    form = AccessServiceForm(request.POST if act == "save" else None, service=service)
    if form.is_bound and form.is_valid() and _save(request, event, service, form):
        return redirect("event_access", slug=slug)
    return _page(request, event, service, form)


def _page(request: DeskRequest, event: Event, service: AccessService | None, form: AccessServiceForm) -> HttpResponse:
    requests = AccessRequest.objects.standing().filter(registration__event=event)
    context = {
        "event": event,
        "service": service,
        "form": form,
        "counts": asking.counts(event),
        "requests": requests.select_related("registration").prefetch_related("services"),
    }
    return render(request, "registrations/organizer/access.html", context, status=422 if form.errors else 200)


def _service(request: DeskRequest, event: Event) -> AccessService | None:
    """Return the service that the page is about, if it is about one; 404 for one of another event."""
    number = request.POST.get("service") or request.GET.get("service") or ""
    if not number:
        return None
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404
    found = event.access_services.filter(pk=number).first()
    if found is None and request.method != "POST":
        raise Http404
    return found or AccessService(pk=int(number), event=event, changed_at=timezone.now())  # gone meanwhile: the rule says so


def _save(request: DeskRequest, event: Event, service: AccessService | None, form: AccessServiceForm) -> bool:
    """Write it, or say beside the field why not."""
    now = timezone.now()
    try:
        if service:
            access.change(service, form.offer(), opened_at=form.opened_at(), by=request.user, now=now)
        else:
            service = access.offer(event, form.offer(), by=request.user, now=now)
    except access.ChangedSince as refusal:
        form.seen(event.access_services.get(pk=service.pk) if service else AccessService())
        form.add_error(None, str(refusal.sentence))
        return False
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
        return False
    messages.success(request, _("Saved."))
    return True


def _step(request: DeskRequest, service: AccessService, step: Step) -> HttpResponse:
    try:
        step(service, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal.sentence))
    return redirect("event_access", slug=service.event.slug)


def _answer(request: DeskRequest, event: Event, said: Answer | None) -> HttpResponse:
    """Mark the answer; a request that was taken back meanwhile needs none."""
    number = request.POST.get("request", "")
    if number.isascii() and number.isdigit() and len(number) < 19:
        for found in AccessRequest.objects.filter(pk=number, registration__event=event):
            asking.answer(found, said)
    return redirect(reverse("event_access", args=[event.slug]) + "#requests")


_ANSWERS = {"yes": Answer.YES, "no": Answer.NO, "open": None}
_STEPS: dict[str, Step] = {
    "booked": partial(access.progress, status=Progress.BOOKED),
    "confirmed": partial(access.progress, status=Progress.CONFIRMED),
    "remove": access.remove,
}
