"""What people type to sign in, on the first page, and about who belongs to an organization."""

from typing import Any

from allauth.account.fields import SetPasswordField
from allauth.account.forms import ConfirmLoginCodeForm, LoginForm, ReauthenticateForm, RequestLoginCodeForm, SetPasswordForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AgainBySecondFactorForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from events_service.accounts.domain import logos, people
from events_service.accounts.domain.setting_up import Beginning
from events_service.accounts.domain.site import version_of
from events_service.accounts.models import Licence, Membership, Role, Site
from events_service.lib import timezones
from events_service.lib.errors import DomainError
from events_service.lib.slots import plain


class EmailField(forms.CharField):
    """An address, refused with a sentence that shows what one looks like."""

    default_validators = [EmailValidator(_("Enter an email address with an @, like rosa@valle.org"))]
    widget = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)
        self.error_messages["max_length"] = _("Enter an email address of at most 254 characters")


class NameField(forms.CharField):
    """A name on one line, without control characters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=120, **kwargs)
        self.error_messages["max_length"] = _("Enter a name of at most 120 characters")

    def to_python(self, value: Any) -> str:
        return " ".join(plain(super().to_python(value) or "").split())


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


class SetupForm(forms.Form):
    """The first page: who hosts, how their mail is signed, who owns this."""

    name = NameField(
        label=_("Name of your institute"),
        help_text=_("It stands on every page and signs every mail."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Enter the name of your institute")},
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        allow_empty_file=True,  # refused below, with our sentence
        help_text=_("PNG, JPEG or WebP, at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Where your events usually take place. Each event can have its own."),
        initial="UTC",
        choices=lambda: [(name, name.replace("_", " ")) for name in timezones.zone_names()],
        widget=forms.Select(attrs={"data-suggest-zone": ""}),
        error_messages={"required": _("Choose a time zone"), "invalid_choice": _("Choose a time zone from the list")},
    )
    sender_address = EmailField(
        label=_("Address that your mail comes from"),
        help_text=_("Replies go there too. Your mail service must be allowed to send for it."),
        error_messages={"required": _("Enter the address that your mail comes from")},
    )
    owner_name = NameField(
        label=_("Your name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name")},
    )
    owner_email = EmailField(
        label=_("Your email"),
        help_text=_("You sign in with it: we mail you a code."),
        error_messages={"required": _("Enter your email address")},
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, label_suffix="")

    def clean_logo(self) -> bytes:
        file: UploadedFile[bytes] | None = self.cleaned_data["logo"]
        if not file:
            return b""
        try:
            return logos.cleaned(file, size=file.size or 0)
        except DomainError as refusal:
            raise forms.ValidationError(str(refusal.sentence)) from refusal

    def beginning(self) -> Beginning:
        """Return what was said, once the form is valid."""
        return Beginning(**self.cleaned_data)


class WordsField(forms.CharField):
    """Markdown for a page of the site, without control characters."""

    widget = forms.Textarea(attrs={"rows": 6})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=20_000, **kwargs)
        self.error_messages["max_length"] = _("Enter at most 20,000 characters")

    def to_python(self, value: Any) -> str:
        return plain((super().to_python(value) or "").replace("\r\n", "\n"))


class SiteForm(forms.Form):
    """What the site says of itself."""

    name = NameField(
        label=_("Name of this site"),
        help_text=_("It stands on every page. It may be that of a joint project."),
        error_messages={"required": _("Enter the name of this site")},
    )
    zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("For the calendar of the whole site. Each organization and each event has its own."),
        choices=lambda: [(name, name.replace("_", " ")) for name in timezones.zone_names()],
        error_messages={"required": _("Choose a time zone"), "invalid_choice": _("Choose a time zone from the list")},
    )
    contact = EmailField(
        label=_("Contact address"),
        help_text=_("It stands at the foot of every page."),
        error_messages={"required": _("Enter the address at which people reach you")},
    )
    barriers_to = EmailField(
        label=_("Address to tell of barriers"),
        help_text=_("Whoever cannot use this site writes there. Empty: the contact address."),
        required=False,
    )
    licence = forms.ChoiceField(
        label=_("Licence"),
        help_text=_("What others may do with recordings, transcripts and recaps. It stands in every citation: ask those who speak first."),
        choices=Licence.choices,
        error_messages={"required": _("Choose a licence"), "invalid_choice": _("Choose a licence from the list")},
    )
    privacy_en = WordsField(
        label=_("Privacy, in English"),
        help_text=_("Who is responsible, which law holds, who runs the server. The page itself says what is kept. Markdown."),
    )
    privacy_es = WordsField(label=_("Privacy, in Spanish"))
    accessibility_en = WordsField(label=_("Accessibility, in English"), help_text=_("What does not work yet, and for whom. Markdown."))
    accessibility_es = WordsField(label=_("Accessibility, in Spanish"))
    about_en = WordsField(
        label=_("Contact, in English"), help_text=_("Who you are: a postal address, a phone number, a legal notice. Markdown.")
    )
    about_es = WordsField(label=_("Contact, in Spanish"))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, site: Site) -> None:
        kept = {name: getattr(site, name) for name in self.base_fields if name != "seen"}
        super().__init__(data, initial=kept | {"seen": version_of(site)}, label_suffix="")

    def said(self) -> dict[str, str]:
        """Return what was typed, once the form is valid."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def look_again(self, site: Site) -> None:
        """Let who was told of another's change save over it."""
        self.data = {name: self.data.get(name, "") for name in self.fields} | {"seen": version_of(site)}


_WHAT_ROLES_MAY = _(
    "Organizers write events and see who registers. Owners do that too, and decide who belongs here. "
    "Viewers see numbers, never the names and addresses of who comes."
)


class RoleField(forms.ChoiceField):
    """One of the three roles, with what each may do."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Role"), help_text=_WHAT_ROLES_MAY, choices=Role.choices, widget=forms.RadioSelect, **kwargs)
        self.error_messages["required"] = self.error_messages["invalid_choice"] = _("Choose a role")

    def to_python(self, value: Any) -> Any:
        said = super().to_python(value)
        return Role(said) if said in Role.values else said


class InviteForm(forms.Form):
    """Whom to let in, and as what."""

    email = EmailField(
        label=_("Email"),
        help_text=_("A mail with a link goes there. Whoever opens it and accepts is in."),
        error_messages={"required": _("Enter the address of the person you invite")},
    )
    role = RoleField(initial=Role.ORGANIZER)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


class RoleForm(forms.Form):
    """Another role for somebody."""

    role = RoleField()

    def __init__(self, data: Any = None, *, membership: Membership) -> None:
        super().__init__(data, initial={"role": membership.role}, label_suffix="")


class Successor(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Somebody by the name that others may read."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.user.known_as} ({obj.get_role_display()})"


class PartingForm(forms.Form):
    """Who takes over from somebody who goes; a viewer has nothing to hand over."""

    successor = Successor(
        queryset=Membership.objects.none(),
        label=_("Who takes over?"),
        help_text=_("The events stay with the organization. Whom you name here stands in the activity log."),
        empty_label=_("Choose a person"),
        error_messages={"required": _("Choose who takes over"), "invalid_choice": _("Choose who takes over from the list")},
    )

    def __init__(self, data: Any = None, *, membership: Membership) -> None:
        super().__init__(data, label_suffix="")
        if membership.is_editor:
            self.fields["successor"].queryset = people.successors(membership)  # type: ignore[attr-defined]  # a ModelChoiceField
        else:
            del self.fields["successor"]


class AcceptForm(forms.Form):
    """What to call somebody who has no name here yet."""

    name = NameField(
        label=_("Your name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name")},
    )

    def __init__(self, data: Any = None, *, asks_name: bool) -> None:
        super().__init__(data, label_suffix="")
        if not asks_name:
            del self.fields["name"]
