"""Erase me: what will be erased, one button, and a receipt that is shown once."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from registrations.domain import erasing, links, retention
from registrations.models import Registration
from registrations.views.mine import personal


@require_http_methods(["GET", "HEAD", "POST"])
@personal("my")
def erase(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Say what will be erased and what stays as a number; erase it at the button, here or at every event."""
    now, others = timezone.now(), list(erasing.elsewhere(registration).select_related("event", "event__series"))
    if request.method == "POST":
        return _erased(request, [registration, *(others if "everywhere" in request.POST else [])], now=now)
    context = {
        "event": registration.event,
        "others": others,
        "gives_back": registration.is_active and registration.event.is_to_come(now),
        "days": retention.days_of(registration.event),
        "my_path": links.path("my", registration),
    }
    return render(request, "registrations/erase.html", context)


def _erased(request: HttpRequest, registrations: list[Registration], *, now: datetime) -> HttpResponse:
    """Erase them one after the other, and show the receipt; whoever asks twice at once sees the event."""
    receipts = [receipt for one in registrations if (receipt := erasing.erase_me(one, now=now))]
    if not receipts:
        return redirect(registrations[0].event)
    context = {"event": registrations[0].event, "receipts": receipts, "mails": sum(receipt.mails for receipt in receipts), "now": now}
    context["belongings"] = sum(receipt.belongings for receipt in receipts)
    return render(request, "registrations/erased.html", context)
