"""What an installation says of itself: its first page's answers, and the words on its pages about privacy, accessibility and contact."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events_service.accounts.domain import activity
from events_service.accounts.domain.activity import Subject
from events_service.accounts.models import Act, Organization, Site, User
from events_service.lib.errors import DomainError
from events_service.lib.slots import plain

DETAILS = (
    *("name", "zone", "contact", "barriers_to", "licence"),
    *("privacy_en", "privacy_es", "accessibility_en", "accessibility_es", "about_en", "about_es"),
)


class ChangedMeanwhile(DomainError):
    """Somebody else has changed it since this page was opened."""


class Unfit(DomainError):
    """A value that its column does not take."""


def version_of(site: Site) -> str:
    """Return a digest of everything that can be changed."""
    return hashlib.sha256(repr([getattr(site, name) for name in DETAILS]).encode()).hexdigest()[:16]


@transaction.atomic
def change(said: Mapping[str, str], *, seen: str, by: User, now: datetime) -> Site:
    """Write what was said; `seen` is the version that the writer had before their eyes. Raises ChangedMeanwhile, Unfit.

    `said` names columns of DETAILS. It stands in the activity log of the organization that was here first.
    """
    site = Site.objects.select_for_update().get()
    if seen != version_of(site):
        raise ChangedMeanwhile(
            _("Somebody else changed this while you were writing. Yours is below and not saved: compare, and save again.")
        )
    if unknown := said.keys() - set(DETAILS):
        raise TypeError(f"cannot be written here: {', '.join(sorted(unknown))}")
    for name, value in said.items():
        setattr(site, name, plain(value).strip())
    try:
        site.clean_fields()
    except ValidationError as error:
        field, sentences = next(iter(error.message_dict.items()))
        raise Unfit(sentences[0], field=field) from None
    if version_of(site) != seen:
        site.save()
        first = Organization.objects.order_by("pk")[:1]
        activity.record(Act.SITE_CHANGED, Subject("site", site.name), concerns=first, by=by, now=now)
    return site
