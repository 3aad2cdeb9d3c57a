"""The page on which two rows of one person become one: both side by side, and what will happen."""

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events_service.accounts.domain import rights
from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.domain import merging
from events_service.events.forms import MergeForm
from events_service.lib.errors import DomainError


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def speakers_merge(request: DeskRequest, slug: str) -> HttpResponse:
    """Choose who stays and who is the same person, see what will happen, and let it happen at a second yes."""
    mine = rights.memberships_of(request.user).filter(organization__in=rights.organizations_edited_by(request.user))
    me = get_object_or_404(mine, organization__slug=slug)
    asked = request.POST if request.method == "POST" else request.GET
    form = MergeForm(asked if "other" in asked else None, organization=me.organization, initial={"keep": asked.get("keep")})
    plan = merging.plan(form.cleaned_data["keep"], form.cleaned_data["other"]) if form.is_valid() else None
    if plan and request.method == "POST":
        try:
            merging.merge(plan.keep, plan.other, by=request.user, now=timezone.now())
        except DomainError as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("%(name)s is one person now.") % {"name": plan.keep.name})
            return redirect(request.path)
    if plan:
        prefetch_related_objects([plan.keep, plan.other], "appearances__event")
    context = {"me": me, "organization": me.organization, "form": form, "plan": plan}
    return render(request, "events/speakers_merge.html", context, status=422 if form.errors else 200)
