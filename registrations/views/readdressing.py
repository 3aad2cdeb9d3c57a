"""Correcting the address, from the personal link to the new mailbox."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from events_service.lib.addresses import masked
from events_service.lib.errors import DomainError
from registrations.domain import links, readdressing
from registrations.forms import AddressForm
from registrations.models import Registration
from registrations.views.mine import personal


@require_http_methods(["GET", "HEAD", "POST"])
@personal("my")
def change_address(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Take another address, and say that it has to be proven by the mail that goes there."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    context = {"event": registration.event, "form": form, "masked": masked(registration.email), "my_path": links.path("my", registration)}
    if form.is_valid():
        try:
            readdressing.ask(registration, form.cleaned_data["email"], now=timezone.now())
        except DomainError as refusal:
            form.add_error(refusal.field, str(refusal.sentence))
        else:
            return render(request, "registrations/address_asked.html", context | {"new": masked(form.cleaned_data["email"])})
    return render(request, "registrations/address.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@personal("address")
def prove_address(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Yes, write to me here. A GET changes nothing: scanners open links."""
    change = readdressing.asked(registration)
    if change is None:
        raise Http404
    context = {"event": registration.event, "new": masked(change.email), "is_done": change.proven_at is not None, "refusal": ""}
    if request.method == "POST" and not change.proven_at:
        try:
            registration = readdressing.prove(registration, now=timezone.now())
        except DomainError as refusal:
            return render(request, "registrations/address_prove.html", context | {"refusal": refusal.sentence}, status=409)
        return redirect(links.path("my", registration) + "?changed=1")
    return render(request, "registrations/address_prove.html", context)
