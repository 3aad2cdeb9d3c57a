"""What django-allauth asks of us: our words, our mails, and who may come in."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events_service.accounts.domain import guarding, inviting, signing_in
from events_service.accounts.models import Act, Site, User

_ACTS = {
    "account/email/password_set": Act.PASSWORD_SET,
    "account/email/password_changed": Act.PASSWORD_SET,
    "mfa/email/webauthn_added": Act.PASSKEY_ADDED,
    "mfa/email/webauthn_removed": Act.PASSKEY_REMOVED,
    "mfa/email/totp_activated": Act.AUTHENTICATOR_ON,
    "mfa/email/totp_deactivated": Act.AUTHENTICATOR_OFF,
    "mfa/email/recovery_codes_generated": Act.CODES_RENEWED,
    "socialaccount/email/account_connected": Act.INSTITUTION_LINKED,
}
_DONE = {
    "account/messages/password_set.txt": gettext_lazy("Your new password is set. Everywhere else you are signed out."),
    "account/messages/password_changed.txt": gettext_lazy("Your new password is set. Everywhere else you are signed out."),
    "mfa/messages/webauthn_added.txt": gettext_lazy("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("The passkey is removed."),
    "mfa/messages/totp_activated.txt": gettext_lazy("The authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("The authenticator app is removed."),
    "mfa/messages/recovery_codes_generated.txt": gettext_lazy("You have new recovery codes."),
}
_WRONG_CODE = gettext_lazy("This code is not right. Look again at the latest one.")


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Users are let in by set-up, invitation or the shell alone; what is to be mailed goes into the outbox."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("Email and password do not go together. Look at both again, or sign in by a code."),
        "incorrect_code": _WRONG_CODE,
        "incorrect_password": gettext_lazy("This is not your password."),
        "rate_limited": gettext_lazy("That was too often. Wait five minutes, then try again."),
        "too_many_login_attempts": gettext_lazy("That was too often. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mail a code to sign in; for an unknown address do the same work and mail nothing."""
        signing_in.send_code(email, context.get("code", ""), now=timezone.now())

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        guarding.record(user, _ACTS[template_prefix], now=timezone.now())

    def add_message(
        self, request: HttpRequest, level: int, message_template: str = "", *args: Any, message: str | Promise = "", **kwargs: Any
    ) -> None:
        """Say our own sentence, or none where the page that follows says it already."""
        if sentence := message or _DONE.get(message_template):
            messages.add_message(request, level, str(sentence))

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        messages.error(request, _("This account is closed. Ask an owner of your organization."))
        return redirect("sign_in")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again who is there, except of somebody who has signed in just now."""
        records = get_authentication_records(self.request, self.request.user)
        return not (records and time.time() - records[-1]["at"] < REAUTHENTICATION_TIMEOUT)


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Passkeys and authenticator apps show the name of this installation."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": _WRONG_CODE}

    def _get_site_name(self) -> str:
        site = Site.objects.first()
        return site.name if site else "Events Service"

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002  allauth names it so
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey") if number == 1 else _("Passkey %(number)s") % {"number": number}


class Institutions(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Who comes from a provider of OpenID Connect is let in as the user with that confirmed address, and nobody else."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Recognize a user by the confirmed address, once; later by the provider's own label. Lead who is invited to the invitation."""
        if sociallogin.is_existing:
            return
        confirmed = [address.email for address in sociallogin.email_addresses if address.verified is True]
        if not confirmed:
            raise ImmediateHttpResponse(_refused(request, _("Your institution did not confirm your email address. Sign in by a code.")))
        user = User.objects.filter(email__iexact=confirmed[0]).first()
        if user:
            sociallogin.connect(request, user)
        elif token := inviting.token_for(confirmed[0], now=timezone.now()):
            raise ImmediateHttpResponse(redirect("invitation", token))
        else:
            said = _("Nobody signs in here with %(email)s. Ask an owner of your organization to invite you.") % {"email": confirmed[0]}
            raise ImmediateHttpResponse(_refused(request, said))

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        said = _("Signing in through your institution did not work. Try again, or sign in by a code.")
        raise ImmediateHttpResponse(_refused(request, said))

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return str(redirect("account").url)


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect("sign_in")
