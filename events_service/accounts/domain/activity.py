"""The activity log: who did what, and when. It is written in the transaction of the deed and never changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from events_service.accounts.models import Act, Deed, Organization, Role, User
from events_service.accounts.models import DeedQuerySet as Deeds


@dataclass(frozen=True)
class Subject:
    """What something was done to: the label of whoever writes it down, and the words to show. Never an attendee."""

    label: str
    words: str


def record(act: Act, subject: Subject, *, concerns: Iterable[Organization], by: User | None, now: datetime, more: str = "") -> None:
    """Write down that `by` did this, for every organization that it concerns. Without `by` it was the installation itself."""
    deed = Deed.objects.create(act=act, who=by, subject=subject.label, what=subject.words[:300], more=more[:120], happened_at=now)
    deed.organizations.add(*concerns)


def of_organization(organization: Organization) -> Deeds:
    """Return everything that concerns this organization, the latest first."""
    return Deed.objects.filter(organizations=organization).select_related("who")


def of_subject(label: str) -> Deeds:
    """Return everything that was done to this, the latest first. Whoever asks has made sure that they may see it."""
    return Deed.objects.filter(subject=label).select_related("who")


def person(user: User) -> Subject:
    """Return somebody who signs in as a subject."""
    return Subject(f"user:{user.pk}", user.known_as)


def sentence(deed: Deed, *, what: str = "") -> str:
    """Return the deed in words; `what` is what its subject is called now, where that is known."""
    who = deed.who.known_as if deed.who else _("The installation")
    more = Role(deed.more).label if deed.more in Role.values else deed.more
    return str(Act(deed.act).label) % {"who": who, "what": what or deed.what, "more": more}
