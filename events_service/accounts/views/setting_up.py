"""The first page of an installation, and the logo that may come of it."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import condition, require_http_methods, require_safe

from events_service.accounts.domain import setting_up
from events_service.accounts.domain.setting_up import AlreadySetUp
from events_service.accounts.forms import SetupForm
from events_service.accounts.models import Organization
from events_service.accounts.views.signing_in import let_in


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """Ask who hosts here, once, then lead to the first event. Away from one's own machine it takes the key that `sign_in_link` prints."""
    if setting_up.is_set_up():
        raise Http404
    if not (settings.LOCAL or setting_up.is_key(request.GET.get("key", ""))):
        return render(request, "accounts/setup_locked.html", status=403)
    form = SetupForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            owner = setting_up.set_up(form.beginning())
        except AlreadySetUp as refusal:
            form.add_error(None, str(refusal.sentence))
            return render(request, "accounts/setup.html", {"form": form}, status=409)
        messages.success(request, _("Your institute is set up. Write your first event now, or leave it for later."))
        return let_in(request, owner, to="event_new")
    return render(request, "accounts/setup.html", {"form": form}, status=422 if form.errors else 200)


def _which_logo(request: HttpRequest, slug: str) -> str | None:
    name = Organization.objects.filter(slug=slug).values_list("logo", flat=True).first()
    return f'"{name}"' if name else None  # storage never gives a name to two files


@require_safe
@condition(etag_func=_which_logo)
@cache_control(public=True, max_age=3600)
def logo(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer the logo. It is always the PNG that we made ourselves of what was uploaded."""
    organization = get_object_or_404(Organization.objects.exclude(logo=""), slug=slug)
    try:
        with organization.logo.open() as file:
            content = file.read()
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(content, content_type="image/png", headers={"X-Content-Type-Options": "nosniff"})
