"""In and out."""

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from events_service.accounts.domain import signing_in
from events_service.accounts.domain.signing_in import LinkSpent
from events_service.accounts.forms import SignInForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the address and mail the link. The answer is the same for a known and an unknown address."""
    if request.user.is_authenticated:
        return redirect(_onward(request) or "desk")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        signing_in.send_link(form.cleaned_data["email"], onward=_onward(request), now=timezone.now())
        return render(request, "accounts/link_sent.html", {"email": form.cleaned_data["email"]})
    return render(request, "accounts/sign_in.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button, and sign in when it is pressed: mail scanners open every link, but press nothing."""
    try:
        if request.method == "POST":
            user = signing_in.redeem(token, now=timezone.now())
            login(request, user)
            return redirect(_onward(request) or "desk")
        context = {"person": signing_in.find(token)}
    except LinkSpent as refusal:
        return render(request, "accounts/link_spent.html", {"refusal": refusal}, status=410)
    response = render(request, "accounts/sign_in_link.html", context)
    response["Referrer-Policy"] = "same-origin"
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("home")


def _onward(request: HttpRequest) -> str:
    """Return where the person was going, if that is a place of ours."""
    path = request.GET.get("next", "")
    return path if path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None) else ""
