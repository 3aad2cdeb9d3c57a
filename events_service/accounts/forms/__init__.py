"""What people type about themselves, their organization and the site."""

from events_service.accounts.forms.people import AcceptForm, InviteForm, PartingForm, RoleForm, Successor
from events_service.accounts.forms.signing_in import (
    AuthenticatorForm,
    CodeForm,
    CodeRequestForm,
    NewPasswordForm,
    PasskeyForm,
    PasskeyNameForm,
    PasswordAgainForm,
    PasswordSignInForm,
    SecondStepAgainForm,
    SecondStepForm,
)
from events_service.accounts.forms.site import SetupForm, SiteForm

__all__ = [
    "AcceptForm",
    "AuthenticatorForm",
    "CodeForm",
    "CodeRequestForm",
    "InviteForm",
    "NewPasswordForm",
    "PartingForm",
    "PasskeyForm",
    "PasskeyNameForm",
    "PasswordAgainForm",
    "PasswordSignInForm",
    "RoleForm",
    "SecondStepAgainForm",
    "SecondStepForm",
    "SetupForm",
    "SiteForm",
    "Successor",
]
