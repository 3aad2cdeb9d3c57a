"""Personal links, made from a registration and proven again."""

from collections.abc import Sequence

from django.urls import reverse

from events_service.lib.tokens import Purpose, is_genuine, key_of, personal_token
from registrations.models import AddressChange, Registration


def path(purpose: Purpose, registration: Registration) -> str:
    """Return the path of a personal link, in the language that is active."""
    return reverse(purpose, args=[personal_token(purpose, registration.key, registration.link_version)])


def inbox_address(registration: Registration) -> str:
    """Return the path of the page that says "check your inbox"; it shows no more than a masked address."""
    return path("inbox", registration)


def find(token: str, purpose: Purpose, *, along_with: Sequence[str] = ()) -> Registration:
    """Return the registration that this link was made for, with its event, in one statement.

    `along_with` names what else comes along. Raises Registration.DoesNotExist for any other token.
    """
    key = key_of(token)
    if key is None:
        raise Registration.DoesNotExist
    registration = Registration.objects.select_related("event", "event__series", *along_with).get(key=key)
    version = _version(registration, purpose)
    if version is None or not is_genuine(token, purpose, registration.key, version):
        raise Registration.DoesNotExist
    return registration


def _version(registration: Registration, purpose: Purpose) -> int | None:
    """Return which links of this purpose work; those that prove an address, as long as somebody asks for it, by their own number."""
    if purpose != "address":
        return registration.link_version
    return AddressChange.objects.filter(registration=registration).values_list("number", flat=True).first()
