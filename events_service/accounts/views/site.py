"""The page on which the site itself is set: its name, its addresses, and its words about privacy, accessibility and contact."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events_service.accounts.domain import rights, site
from events_service.accounts.domain.site import ChangedMeanwhile
from events_service.accounts.forms import SiteForm
from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.accounts.models import Site
from events_service.lib.errors import DomainError


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def site_page(request: DeskRequest) -> HttpResponse:
    """Show what the site says of itself, and change it; for the owners of the organization that was here first."""
    if not rights.looks_after_site(request.user):
        raise Http404
    form = SiteForm(request.POST if request.method == "POST" else None, site=get_object_or_404(Site))
    if form.is_bound and form.is_valid() and _is_changed(request, form):
        messages.success(request, _("Saved. The pages say it now."))
        return redirect("site")
    return render(request, "accounts/site.html", {"form": form}, status=422 if form.errors else 200)


def _is_changed(request: DeskRequest, form: SiteForm) -> bool:
    """Write it, or say why not, what was typed kept."""
    try:
        site.change(form.said(), seen=form.cleaned_data["seen"], by=request.user, now=timezone.now())
    except ChangedMeanwhile as refusal:
        form.add_error(None, str(refusal.sentence))
        form.look_again(get_object_or_404(Site))
    except DomainError as refusal:
        form.add_error(refusal.field, str(refusal.sentence))
    return not form.errors
