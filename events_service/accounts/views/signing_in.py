"""In and out. django-allauth does the work; these are its pages in our words, and at our addresses."""

from typing import Any
from urllib.parse import urlencode

import requests
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.views import ConfirmLoginCodeView, LoginView, RequestLoginCodeView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from allauth.usersessions.models import UserSession
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from events_service.accounts.domain import signing_in
from events_service.accounts.domain.signing_in import LinkSpent
from events_service.accounts.forms import CodeForm, CodeRequestForm, PasswordSignInForm, SecondStepForm
from events_service.accounts.models import User


class Entrance:
    """A page of allauth in our surroundings: refused input answers 422, and where one was going is kept."""

    request: HttpRequest

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> HttpResponse | None:
        """Begin anew where allauth would insist on what was begun: the address may have been wrong."""
        return None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        if response.status_code == 302 and response["Location"] == reverse("sign_in") and _onward(request):
            response["Location"] += f"?{urlencode({'next': _onward(request)}, safe='/')}"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        context.pop("site", None)  # allauth's, which knows no more than the host's name
        onward = f"?{urlencode({'next': _onward(self.request)}, safe='/')}" if _onward(self.request) else ""
        return context | {"onward": onward, "institutions": get_adapter().list_providers(self.request)}

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        refused = any(form and form.errors for form in (context.get("form"), context.get("webauthn_form")))
        return super().render_to_response(context, status=422 if refused else 200, **kwargs)  # type: ignore[misc, no-any-return]


class SignIn(Entrance, RequestLoginCodeView):  # type: ignore[misc]  # allauth has no types
    """Ask for the address and mail the code. The answer is the same for a known and an unknown address."""

    form_class = CodeRequestForm
    template_name = "accounts/sign_in.html"


class EnterCode(Entrance, ConfirmLoginCodeView):  # type: ignore[misc]  # allauth has no types
    """Ask for the code that was mailed; after the third wrong one it is spent."""

    form_class = CodeForm
    template_name = "accounts/enter_code.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"email": self._process.state["email"]}


class SignInByPassword(Entrance, LoginView):  # type: ignore[misc]  # allauth has no types
    """Ask for address and password."""

    form_class = PasswordSignInForm
    template_name = "accounts/sign_in_password.html"


class SecondStep(Entrance, AuthenticateView):  # type: ignore[misc]  # allauth has no types
    """Ask for what only the person has: a code of the authenticator app, a passkey, a recovery code."""

    form_class = SecondStepForm
    template_name = "accounts/second_step.html"


class SignInByPasskey(Entrance, LoginWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """Hand the browser what a passkey is to sign, and let in whose passkey has signed it."""


def by_institution(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider of OpenID Connect."""
    if request.GET.get("process", "login") != "login":  # allauth would link accounts, whatever their addresses
        raise Http404
    return _asking_the_institution(openid_connect.login, request, provider_id)


def from_institution(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Let in whom the provider of OpenID Connect knows, if we do too."""
    return _asking_the_institution(openid_connect.callback, request, provider_id)


@never_cache
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button, and sign in when it is pressed. Whoever has this link has the machine: no second step is asked for."""
    try:
        if request.method == "POST":
            user = signing_in.redeem(token, now=timezone.now())
            login(request, user)
            record_authentication(request, user, "link")
            UserSession.objects.create_from_request(request)
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


def let_in(request: HttpRequest, user: User, *, to: str = "desk") -> HttpResponse:
    """Sign in who has just proved an address, and lead to the desk or another page; who has a second factor is asked for it first."""
    if request.user.is_authenticated and request.user != user:
        logout(request)
    record_authentication(request, user, "link")
    response: HttpResponse = perform_login(request, Login(user=user, redirect_url=reverse(to)))
    return response


def _asking_the_institution(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        response: HttpResponse = view(request, provider_id)
    except requests.RequestException:
        get_adapter().on_authentication_error(request)  # raises the answer
        raise
    return response


def _onward(request: HttpRequest) -> str:
    """Return where the person was going, if that is a place of ours."""
    path = request.POST.get("next", "") or request.GET.get("next", "")
    return path if path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None) else ""
