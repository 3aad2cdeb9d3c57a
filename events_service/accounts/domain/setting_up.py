"""The first page of an installation: who hosts here, and who owns it."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Membership, Organization, Site, User
from events_service.lib.errors import DomainError

_SALT, _KEY_LIVES = "events_service.accounts.setup", 7 * 24 * 3600


class AlreadySetUp(DomainError):
    """Somebody else was faster."""


@dataclass(frozen=True)
class Beginning:
    """What the first page asks. `logo` is a PNG, or empty."""

    name: str
    zone: str
    sender_address: str
    owner_name: str
    owner_email: str
    logo: bytes = b""


def is_set_up() -> bool:
    """Tell whether the first page has been filled in."""
    return Site.objects.exists()


def set_up(beginning: Beginning) -> User:
    """Write the installation, its first organization and its owner; return the owner. Of two at once one wins; raises AlreadySetUp."""
    try:
        with transaction.atomic():
            # first of all, since its primary key lets one through
            Site.objects.create(pk=1, name=beginning.name, zone=beginning.zone, contact=beginning.sender_address)
            return _with_owner(beginning)
    except IntegrityError:
        raise AlreadySetUp(_("Somebody else has just set this up. Ask them to let you in.")) from None


def address() -> str:
    """Return the address of the first page, with the key that it asks for away from one's own machine."""
    query = "" if settings.LOCAL else f"?key={signing.dumps('setup', salt=_SALT)}"
    return f"{settings.SITE_URL}{reverse('setup')}{query}"


def is_key(key: str) -> bool:
    """Tell whether this is a key from `address`, at most a week old."""
    try:
        return bool(signing.loads(key, salt=_SALT, max_age=_KEY_LIVES) == "setup")
    except signing.BadSignature:
        return False


def _with_owner(beginning: Beginning) -> User:
    organization = Organization.objects.create(
        slug=slugify(beginning.name)[:80] or "host",
        name=beginning.name,
        zone=beginning.zone,
        sender_address=beginning.sender_address,
        reply_to=beginning.sender_address,
    )
    owner = User.objects.create_user(beginning.owner_email, name=beginning.owner_name)
    Membership.objects.create(user=owner, organization=organization, role=Membership.Role.OWNER)
    if beginning.logo:
        organization.logo.save(f"{organization.slug}.png", ContentFile(beginning.logo))
    return owner
