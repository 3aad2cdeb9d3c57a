"""How somebody gets in, as they see and change it. django-allauth does the work; only the owner of an account finds it here."""

from typing import Any

import segno
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.password_change import finalize_password_set
from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import ReauthenticateView as AgainBySecondFactorView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events_service.accounts.domain import sessions
from events_service.accounts.forms import (
    AuthenticatorForm,
    NewPasswordForm,
    PasskeyForm,
    PasskeyNameForm,
    PasswordAgainForm,
    SecondStepAgainForm,
)
from events_service.accounts.middleware import DeskRequest, desk_page


@desk_page
@require_safe
def account(request: DeskRequest) -> HttpResponse:
    """Show by which means one gets in, and where one is signed in."""
    known = list(Authenticator.objects.filter(user=request.user).order_by("created_at", "pk"))
    recovery = next((each.wrap() for each in known if each.type == Authenticator.Type.RECOVERY_CODES), None)
    context = {
        "passkeys": [each for each in known if each.type == Authenticator.Type.WEBAUTHN],
        "authenticator": next((each for each in known if each.type == Authenticator.Type.TOTP), None),
        "has_recovery_codes": recovery is not None,
        "codes_left": len(recovery.get_unused_codes()) if recovery else 0,
        "institutions": SocialAccount.objects.filter(user=request.user).count(),
        "elsewhere": sessions.elsewhere(request.user, here=request.session.session_key or "", now=timezone.now()),
    }
    return render(request, "accounts/account.html", context)


@desk_page
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: DeskRequest) -> HttpResponse:
    """Set the password, or another one, and sign out everywhere else."""
    form = NewPasswordForm(data=request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        sessions.end_elsewhere(request.user, here=request.session.session_key or "")
        finalize_password_set(request, request.user)
        return redirect("account")
    return render(request, "accounts/password.html", {"form": form}, status=422 if form.errors else 200)


@desk_page
@require_POST
def end_sessions(request: DeskRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    sessions.end_elsewhere(request.user, here=request.session.session_key or "")
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("account")


class AccountPage:
    """A page of allauth in our surroundings: refused input answers 422."""

    request: HttpRequest

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        refused = "form" in context and bool(context["form"].errors)
        return super().render_to_response(context, status=422 if refused else 200, **kwargs)  # type: ignore[misc, no-any-return]


class OwnPasskey(AccountPage):
    """A page about one passkey: 404 for everybody else, before anything is asked."""

    template_name: str
    success_url = reverse_lazy("account")

    def dispatch(self, request: HttpRequest, *args: Any, pk: int, **kwargs: Any) -> HttpResponse:
        get_object_or_404(Authenticator, pk=pk, user=request.user, type=Authenticator.Type.WEBAUTHN)
        return super().dispatch(request, *args, pk=pk, **kwargs)  # type: ignore[misc, no-any-return]


class AddPasskey(AccountPage, AddWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """Add a passkey to this account."""

    form_class = PasskeyForm
    template_name = "accounts/passkey_add.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # which forgets the form that was refused
        return context | {"form": kwargs.get("form") or self.get_form()}


class NamePasskey(OwnPasskey, EditWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """Call a passkey something else."""

    form_class = PasskeyNameForm
    template_name = "accounts/passkey_name.html"


class RemovePasskey(OwnPasskey, RemoveWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """Remove a passkey, after asking."""

    template_name = "accounts/passkey_remove.html"


class AddAuthenticator(AccountPage, ActivateTOTPView):  # type: ignore[misc]  # allauth has no types
    """Show the secret as picture and as letters, and take the app as second step once it shows the right code."""

    form_class = AuthenticatorForm
    template_name = "accounts/authenticator_add.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = context["form"].secret
        picture = segno.make(context["totp_url"], micro=False).svg_data_uri(scale=4, border=4, dark="#000", light="#fff")
        return context | {"picture": picture, "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))}


class RemoveAuthenticator(AccountPage, DeactivateTOTPView):  # type: ignore[misc]  # allauth has no types
    """Remove the authenticator app, after asking."""

    template_name = "accounts/authenticator_remove.html"


class RecoveryCodes(AccountPage, ViewRecoveryCodesView):  # type: ignore[misc]  # allauth has no types
    """Show the recovery codes that are left."""

    template_name = "accounts/recovery_codes.html"


class RenewRecoveryCodes(AccountPage, GenerateRecoveryCodesView):  # type: ignore[misc]  # allauth has no types
    """Make new recovery codes; the old ones end."""

    template_name = "accounts/recovery_codes_new.html"


class ConfirmByPassword(AccountPage, ReauthenticateView):  # type: ignore[misc]  # allauth has no types
    """Ask for the password again before something of weight."""

    form_class = PasswordAgainForm
    template_name = "accounts/confirm.html"


class ConfirmByCode(AccountPage, AgainBySecondFactorView):  # type: ignore[misc]  # allauth has no types
    """Ask for the second factor again before something of weight."""

    form_class = SecondStepAgainForm
    template_name = "accounts/confirm.html"


class ConfirmByPasskey(AccountPage, ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """Ask for a passkey again before something of weight."""

    template_name = "accounts/confirm.html"
