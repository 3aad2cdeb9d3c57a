"""What people need to take part: asked for at registration or later, answered by organizers, erased after the event."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from events_service.events.models import AccessService, Event, Progress
from events_service.events.models.access import access_words
from events_service.lib.errors import DomainError
from events_service.lib.slots import plain
from registrations.models import AccessRequest, AccessTotal, Answer, Registration
from registrations.models.access_request import AccessRequestQuerySet
from registrations.models.registration import ACTIVE

KEPT = timedelta(days=30)  # after the end of the event
_AT_A_TIME = 100
_GIVEN = Q(answer=Answer.YES)


class NotOffered(DomainError):
    """The event does not offer this, or not any more."""

    field = "access"


@dataclass(frozen=True)
class Asked:
    """How many people asked for one service of an event, and how many of them were told yes."""

    service: AccessService
    asked: int
    given: int


@dataclass(frozen=True)
class Sum:
    """How many people asked for one thing at several events, how many were told yes, and at how many events it was there for everyone.

    Without words it is the sum over everything: each person is counted once for each event.
    """

    words: str
    asked: int
    given: int
    events: int


@transaction.atomic
def ask(registration: Registration, services: Collection[int], *, words: str, now: datetime) -> AccessRequest | None:
    """Let this be what the person needs: services of the event by id, and words; nothing of either takes the request back.

    A changed request waits for a new answer; one that says the same keeps the answer it has. Raises NotOffered.
    """
    Event.objects.lock(registration.event_id)
    offered = list(AccessService.objects.filter(event=registration.event_id, pk__in=services))
    if len(offered) < len(set(services)):
        raise NotOffered(_("This is not offered any more. Look at what is, and choose again."))
    words = plain(words).strip()
    before = AccessRequest.objects.filter(registration=registration).first()
    if not (offered or words):
        AccessRequest.objects.filter(registration=registration).delete()
        return None
    if before and before.words == words and set(before.services.all()) == set(offered):
        return before
    request, _is_made = AccessRequest.objects.update_or_create(
        registration=registration, defaults={"words": words, "asked_at": now, "answer": ""}
    )
    request.services.set(offered)
    return request


def answer(request: AccessRequest, said: Answer | None) -> None:
    """Mark whether the person gets what they asked for; None: not answered yet. Nothing is sent."""
    request.answer = said or ""
    request.save(update_fields=["answer"])


def is_late(service: AccessService, *, now: datetime) -> bool:
    """Tell whether the last day to ask for it is over where the event is. Asking is possible all the same."""
    return service.ask_by_on is not None and now.astimezone(ZoneInfo(service.event.zone)).date() > service.ask_by_on


def counts(event: Event) -> list[Asked]:
    """Return each service of the event with how many asked for it, the most wanted first."""
    standing = Q(requests__in=AccessRequest.objects.standing())
    services = event.access_services.annotate(
        asked=Count("requests", filter=standing), given=Count("requests", filter=standing & Q(requests__answer=Answer.YES))
    )
    return sorted((Asked(one, one.asked, one.given) for one in services), key=lambda asked: -asked.asked)


def in_words(event: Event) -> int:
    """Return how many people of the event said in words what else they need."""
    return AccessRequest.objects.standing().filter(registration__event=event).exclude(words="").count()


def unanswered(events: Iterable[int]) -> dict[int, int]:
    """Return for these events, by id, how many requests wait for an answer."""
    waiting = AccessRequest.objects.standing().unanswered().filter(registration__event__in=list(events)).order_by()
    return dict(waiting.values_list("registration__event").annotate(Count("pk")))


def erase_of_who_left(now: datetime) -> None:
    """Erase what people needed who have no place any more, nor one that is still held for them."""
    AccessRequest.objects.exclude(registration__status__in=ACTIVE).exclude(registration__held_until__gt=now).delete()


def erase_spent(now: datetime) -> int:
    """Erase the requests of events that ended 30 days ago, and keep how many there were; return how many were erased."""
    spent = AccessRequest.objects.filter(registration__event__ends_at__lte=now - KEPT).order_by()
    events = list(spent.values_list("registration__event", flat=True).distinct()[:_AT_A_TIME])
    return sum(erase(event, AccessRequest.objects.all()) for event in events)


@transaction.atomic
def erase(event_id: int, requests: AccessRequestQuerySet) -> int:
    """Erase those of these requests that are about this event, and keep how many there were; return how many that is."""
    Event.objects.lock(event_id)
    requests = requests.filter(registration__event=event_id).order_by()
    for kind, language, asked, given in _tally(requests):
        AccessTotal.objects.update_or_create(event_id=event_id, kind=kind, language=language)
        kept = AccessTotal.objects.filter(event=event_id, kind=kind, language=language)
        kept.update(asked=F("asked") + asked, given=F("given") + given)
    erased = requests.count()
    requests.delete()
    return erased


def sums(events: Collection[int]) -> list[Sum]:
    """Return what was asked for and given at these events, the erased among them: all people first, then thing by thing."""
    kept = AccessTotal.objects.filter(event__in=events).values_list("kind", "language", "asked", "given")
    there = _tally(AccessRequest.objects.filter(registration__event__in=events).order_by())
    confirmed = AccessService.objects.filter(event__in=events, status=Progress.CONFIRMED).order_by().values_list("kind", "language")
    counted = [(*row, 0) for row in (*kept, *there)] + [(*row[:2], 0, 0, row[2]) for row in confirmed.annotate(Count("pk"))]
    found: dict[tuple[str, str], list[int]] = {}
    for kind, language, *numbers in counted:
        before = found.get((kind, language), [0, 0, 0])
        found[kind, language] = [sum(pair) for pair in zip(before, numbers, strict=True)]
    rows = sorted(found.items(), key=lambda row: (bool(row[0][0]), -row[1][0], row[0]))
    return [Sum(access_words(*key) if key[0] else "", *numbers) for key, numbers in rows if any(numbers)]


def _tally(requests: AccessRequestQuerySet) -> list[tuple[str, str, int, int]]:
    """Return kind, language, asked and given, of requests that stand; the first row, without a kind, counts the people."""
    standing = requests.standing()
    people = standing.aggregate(asked=Count("pk"), given=Count("pk", filter=_GIVEN))
    things = standing.filter(services__isnull=False).values_list("services__kind", "services__language")
    each = things.annotate(asked=Count("pk"), given=Count("pk", filter=_GIVEN))
    return [("", "", people["asked"], people["given"]), *each]
