"""Personal links, made from a registration and proven again."""

from collections.abc import Sequence

from django.urls import reverse

from events_service.lib.tokens import Purpose, is_genuine, key_of, personal_token
from registrations.models import Registration


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
    if not is_genuine(token, purpose, registration.key, registration.link_version):
        raise Registration.DoesNotExist
    return registration
