"""What people type to sign in, and about how they sign in."""

from typing import Any

from allauth.account.fields import SetPasswordField
from allauth.account.forms import ConfirmLoginCodeForm, LoginForm, ReauthenticateForm, RequestLoginCodeForm, SetPasswordForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AgainBySecondFactorForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from events_service.accounts.forms.fields import EmailField, NameField


class CodeRequestForm(RequestLoginCodeForm):  # type: ignore[misc]  # allauth has no types
    """An address to send a code to."""

    email = EmailField(label=_("Email"), error_messages={"required": _("Enter your email address")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


class CodeField(forms.CharField):
    """A code that was mailed, or that an app shows."""

    widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "characters"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, error_messages={"required": _("Enter the code"), "max_length": _("This is no code")}, **kwargs)


class CodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]  # allauth has no types
    """The code that was mailed."""

    code = CodeField(label=_("Code"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


class PasswordField(forms.CharField):
    """The password that somebody has now."""

    widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Password"), strip=False, error_messages={"required": _("Enter your password")}, **kwargs)


class PasswordSignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    """Address and password."""

    password = PasswordField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["login"] = EmailField(label=_("Email"), error_messages={"required": _("Enter your email address")})
        self.order_fields(["login", "password"])


class NewPasswordForm(SetPasswordForm):  # type: ignore[misc]  # allauth has no types
    """A password to sign in with from now on."""

    password1 = SetPasswordField(
        label=_("New password"),
        help_text=_("At least 8 characters. Three words that nobody expects together are good ones."),
        error_messages={"required": _("Enter a new password")},
    )
    password2 = forms.CharField(
        label=_("The same again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Enter the new password again")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The password, asked again before something of weight."""

    password = PasswordField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


class SecondStepForm(AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """What the authenticator app shows, or a recovery code."""

    code = CodeField(label=_("Code from your authenticator app, or a recovery code"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


class SecondStepAgainForm(AgainBySecondFactorForm):  # type: ignore[misc]  # allauth has no types
    """The same, asked again before something of weight."""

    code = CodeField(label=_("Code from your authenticator app, or a recovery code"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


class AuthenticatorForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    """The first code that a new authenticator app shows."""

    code = CodeField(label=_("Code that the app shows"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A new passkey and what to call it. It always signs in by itself, so the device asks who is there."""

    name = NameField(label=_("Name"), required=False, help_text=_("So that you know it from others, like “Telephone”."))
    passwordless = forms.BooleanField(widget=forms.HiddenInput, initial=True, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["credential"].error_messages["required"] = _("The browser gave no passkey. Try again.")

    def clean_passwordless(self) -> bool:
        return True  # whatever was sent

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except (AttributeError, KeyError, TypeError, ValueError):  # what only looks like an answer of a browser
            raise forms.ValidationError(_("The browser gave no passkey. Try again.")) from None
        return cleaned


class PasskeyNameForm(EditWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """Another name for a passkey."""

    name = NameField(label=_("Name"), error_messages={"required": _("Enter a name")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
