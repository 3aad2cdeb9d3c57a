"""Another organization on an installation that is set up, for whoever has the machine at hand."""

from dataclasses import dataclass
from itertools import count

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Membership, Organization, Site, User
from events_service.lib import timezones
from events_service.lib.errors import DomainError


class NotSetUp(DomainError):
    """The first organization comes with the first page."""


class NameTaken(DomainError):
    """Two organizations of one name could not be told apart where one is chosen."""


class Unfit(DomainError):
    """An address or a time zone that is none."""


@dataclass(frozen=True)
class Newcomer:
    """An organization and its first owner. Without a zone or an address to send from it takes those of the installation."""

    name: str
    owner_email: str
    owner_name: str = ""
    zone: str = ""
    sender_address: str = ""


@transaction.atomic
def add(newcomer: Newcomer) -> User:
    """Write the organization and its owner, who may be known here already; return the owner. Raises NotSetUp, NameTaken, Unfit."""
    site = Site.objects.select_for_update().first()
    if site is None:
        raise NotSetUp(_("Nothing is set up yet. Fill in the first page."))
    if not newcomer.name.strip() or Organization.objects.filter(name__iexact=newcomer.name.strip()).exists():
        raise NameTaken(_("Choose a name that no organization here has."))
    zone, sender = newcomer.zone or site.zone, newcomer.sender_address or site.contact
    if not timezones.is_zone(zone):
        raise Unfit(_("Choose a time zone from the list."))
    for address in (newcomer.owner_email, sender):
        _require_address(address)
    name = newcomer.name.strip()
    organization = Organization.objects.create(slug=_free_slug(name), name=name, zone=zone, sender_address=sender, reply_to=sender)
    owner = User.objects.filter(email__iexact=newcomer.owner_email).first()
    owner = owner or User.objects.create_user(newcomer.owner_email, name=newcomer.owner_name)
    Membership.objects.create(user=owner, organization=organization, role=Membership.Role.OWNER)
    return owner


def _require_address(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError:
        raise Unfit(_("This is no email address: %(address)s") % {"address": address}) from None


def _free_slug(name: str) -> str:
    base = slugify(name)[:70] or "host"
    taken = set(Organization.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for number in count(1) if (slug := base if number == 1 else f"{base}-{number}") not in taken)
