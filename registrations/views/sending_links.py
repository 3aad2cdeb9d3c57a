"""Send me my link, and make my old links invalid."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from events_service.lib import origins
from events_service.lib.addresses import masked
from registrations.domain import links, sending_links
from registrations.forms import LinkForm
from registrations.models import Registration
from registrations.views.mine import personal


@csrf_exempt  # who asks has no authority that a foreign page could borrow, and the page sets no cookie
@require_http_methods(["GET", "HEAD", "POST"])
def send_my_link(request: HttpRequest) -> HttpResponse:
    """Take an address, and say the same whether it is known or not."""
    if request.method == "POST" and origins.is_from_elsewhere(request.headers, request.get_host()):
        sentence = _("This form was sent from another website. Please use the page itself.")
        return render(request, "403.html", {"exception": sentence}, status=403)
    form = LinkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if not form.is_by_a_machine:
            sending_links.send_all(form.cleaned_data["email"], now=timezone.now())
        return redirect(reverse("send_my_link") + "?asked=1")
    context = {"form": form, "asked": "asked" in request.GET}
    response = render(request, "registrations/send_my_link.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@personal("my")
def renew(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Make every link sent so far invalid; the new ones go by mail alone, not to whoever has the old one open."""
    if request.method != "POST":
        return redirect(links.path("my", registration))
    if not sending_links.renew(registration, now=timezone.now()):
        return redirect(links.path("my", registration))
    return render(request, "registrations/renewed.html", {"event": registration.event, "masked": masked(registration.email)})
