"""The list of who comes, as a desk shows it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Max, Q
from django.db.models.expressions import OrderBy

from events_service.events.models import Event
from events_service.lib.folding import folded
from events_service.mail.domain import fates
from events_service.mail.models import Fate
from registrations.domain.messages import PLACE_KINDS
from registrations.models import Registration, Status
from registrations.models.registration import RegistrationQuerySet

LATEST_FIRST = "latest"
DIRECTLY = "-"  # the label of who came by no labelled link
_ORDERS: dict[str, tuple[str | OrderBy, ...]] = {
    LATEST_FIRST: ("-registered_at", "-pk"),
    "first": ("registered_at", "pk"),
    "name": ("sought", "pk"),
    "name-back": ("-sought", "-pk"),
    "status": ("status", "turn", "-registered_at", "-pk"),
    "turn": (F("turn").asc(nulls_last=True), "-registered_at", "-pk"),
}


@dataclass(frozen=True)
class Wanted:
    """Whom to look for, and in which order: every field that is empty asks for nothing. `until` leaves out who came in after this id."""

    words: str = ""
    status: str = ""
    language: str = ""
    source: str = ""
    came: bool | None = None
    is_unreachable: bool = False
    order: str = LATEST_FIRST
    until: int | None = None


@dataclass(frozen=True)
class Row:
    """A registration and what became of the mail that confirmed it, if one was sent."""

    registration: Registration
    fate: Fate | None

    @property
    def status(self) -> Status:
        return Status(self.registration.status)


def find(event: Event, wanted: Wanted | None = None) -> RegistrationQuerySet:
    """Return who registered and is wanted, the latest first unless another order is. Of several words each has to be in name or address."""
    wanted = wanted or Wanted()
    said = {"status": wanted.status, "language": wanted.language, "pk__lte": wanted.until}
    found = Registration.objects.known().filter(event=event, **{name: value for name, value in said.items() if value})
    for word in wanted.words.split():
        found = found.filter(Q(sought__contains=folded(word)) | Q(email__icontains=word))
    if wanted.source:
        found = found.filter(source="") if wanted.source == DIRECTLY else found.filter(source__iexact=wanted.source)
    if wanted.came is not None:
        found = found.filter(attended_at__isnull=not wanted.came)
    if wanted.is_unreachable:
        found = found.filter(fates.bounced_for("key"))
    return found.order_by(*_ORDERS[wanted.order])


def newest(event: Event) -> int:
    """Return the id of who came in last, 0 before anybody did."""
    return Registration.objects.filter(event=event).aggregate(last=Max("pk"))["last"] or 0


def labels(event: Event) -> list[str]:
    """Return the labels by which people came, spelled as most often, in alphabetical order."""
    counted = Registration.objects.filter(event=event).exclude(source="").order_by().values_list("source")
    spelled: dict[str, str] = {}
    for label, _number in counted.annotate(number=Count("pk")).order_by("-number", "source"):
        spelled.setdefault(label.casefold(), label)
    return [spelled[label] for label in sorted(spelled)]


def with_fates(registrations: Iterable[Registration]) -> list[Row]:
    """Put beside each registration the fate of the newest mail about its place, in one query for all."""
    rows = list(registrations)
    known = fates.latest([registration.key for registration in rows], kinds=PLACE_KINDS)
    return [Row(registration, known.get(registration.key)) for registration in rows]
