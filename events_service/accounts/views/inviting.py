"""The page that an invitation's link opens."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from events_service.accounts.domain import inviting, people
from events_service.accounts.domain.inviting import InvitationSpent
from events_service.accounts.forms import AcceptForm
from events_service.accounts.models import Invitation, Role
from events_service.accounts.views.signing_in import let_in


@never_cache
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is offered, and let in when the button is pressed: mail scanners open every link, but press nothing.

    Whoever has the link got it by mail, so it signs in whose address that is, and nobody else; a second step is still asked for.
    """
    try:
        found = inviting.find(token, now=timezone.now())
        person = inviting.invited_user(found)
        form = AcceptForm(request.POST if request.method == "POST" else None, asks_name=not (person and person.name))
        if request.method == "POST" and form.is_valid():
            return _let_in(request, token, found, form)
    except InvitationSpent as refusal:
        return render(request, "accounts/invitation_spent.html", {"refusal": refusal}, status=410)
    context = {"invitation": found, "person": person, "form": form, "may": people.MAY[Role(found.role)]}
    response = render(request, "accounts/invitation.html", context, status=422 if form.errors else 200)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def _let_in(request: HttpRequest, token: str, found: Invitation, form: AcceptForm) -> HttpResponse:
    response = let_in(request, inviting.accept(token, name=form.cleaned_data.get("name", ""), now=timezone.now()))
    messages.success(request, _("Welcome! You belong to %(organization)s now.") % {"organization": found.organization})
    return response
