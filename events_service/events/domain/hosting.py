"""Who hosts: organizations as equals, the first in order sends the mail."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Prefetch, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Act, Organization, User
from events_service.events.domain import deeds, face
from events_service.events.models import Departure, Event, Hosting, Series
from events_service.events.models.event import EventQuerySet
from events_service.lib.errors import DomainError

_WITH_ORGANIZATION = Prefetch("hostings", Hosting.objects.select_related("organization"))


class LastHost(DomainError):
    """Somebody has to host it."""


def hosts_of(hosted: Event | Series) -> list[Organization]:
    """Return who hosts, in order. A list of events asks for all of them at once with `with_hosts`."""
    with_hosts([hosted])
    return [hosting.organization for hosting in hosted.hostings.all()]


def with_hosts(hosted: list[Event] | list[Series] | list[Event | Series]) -> None:
    """Fetch the hosts of all these in one query, for `hosts_of` to find."""
    prefetch_related_objects(hosted, _WITH_ORGANIZATION)


def sender_of(hosted: Event | Series) -> Organization:
    """Return who sends the mail: the first host."""
    return hosts_of(hosted)[0]


def lock(hosted: Event | Series) -> None:
    """Lock its row until the transaction ends, and forget which hosts were known. Series first, then events: everywhere."""
    type(hosted).objects.select_for_update().get(pk=hosted.pk)
    hosted.__dict__.pop("_prefetched_objects_cache", None)  # so that `hosts_of` asks again


@transaction.atomic
def add_host(hosted: Event | Series, organization: Organization) -> None:
    """Let this organization host too, after the others. Doing it twice adds it once. Of what is public, `join` is the way."""
    lock(hosted)
    last = hosted.hostings.aggregate(last=Max("position"))["last"]
    hosted.hostings.get_or_create(organization=organization, defaults={"position": 0 if last is None else last + 1})


@transaction.atomic
def join(hosted: Event | Series, organization: Organization, *, by: User | None = None, now: datetime) -> None:
    """Let this organization host from now on: a series along with its coming events. Twice is once."""
    lock(hosted)
    if organization in hosts_of(hosted):
        return
    along = list(joined_along(hosted, organization, now=now).order_by("pk"))
    for one in [hosted, *along]:
        add_host(one, organization)
        deeds.record(Act.HOST_ADDED, one, by=by, now=now, more=organization.name)
    _renew(hosted, along, now=now)


@transaction.atomic
def leave(hosted: Event | Series, organization: Organization, *, by: User | None = None, now: datetime) -> None:
    """Let this organization host no longer; it stays with the others. Twice is once. Raises LastHost.

    Whoever leaves a series leaves those of its coming events that others host too.
    """
    lock(hosted)
    if organization not in (hosts := hosts_of(hosted)):
        return
    if hosts == [organization]:
        raise LastHost(_("You are the only host. Somebody else has to host it before you can leave."))
    along = list(left_along(hosted, organization, now=now).order_by("pk").select_for_update(of=("self",)))
    for one in [hosted, *along]:
        deeds.record(Act.HOST_REMOVED, one, by=by, now=now, more=organization.name)  # in the log of the one who leaves, too
        one.hostings.filter(organization=organization).delete()
        if isinstance(one, Event):
            Departure.objects.update_or_create(organization=organization, event=one, defaults={"left_at": now})
    _renew(hosted, along, now=now)


@transaction.atomic
def move_up(hosted: Event | Series, organization: Organization, *, now: datetime) -> None:
    """Let this host change places with the one before; whoever is first sends the mail that leaves from now on."""
    lock(hosted)
    hostings = list(hosted.hostings.all())
    places = {hosting.organization_id: place for place, hosting in enumerate(hostings)}
    if (place := places.get(organization.pk, 0)) > 0:
        hostings[place - 1 : place + 1] = hostings[place], hostings[place - 1]
        for position, hosting in enumerate(hostings):
            hosting.position = position
        Hosting.objects.bulk_update(hostings, ["position"])
        _renew(hosted, [], now=now)


def joined_along(hosted: Event | Series, organization: Organization, *, now: datetime) -> EventQuerySet:
    """Return the events that an organization would host along with a series: those to come, drafts too, that it does not host yet."""
    return _coming(hosted, now=now).exclude(hostings__organization=organization)


def left_along(hosted: Event | Series, organization: Organization, *, now: datetime) -> EventQuerySet:
    """Return the events that an organization would leave along with a series: those to come that others host too."""
    others = Hosting.objects.exclude(organization=organization).values("event")
    return _coming(hosted, now=now).hosted_by(organization).filter(pk__in=others)


def _coming(hosted: Event | Series, *, now: datetime) -> EventQuerySet:
    return Event.objects.none() if isinstance(hosted, Event) else Event.objects.filter(series=hosted).coming(now)


def _renew(hosted: Event | Series, along: list[Event], *, now: datetime) -> None:
    """Renew whatever shows who hosts."""
    hosted.__dict__.pop("_prefetched_objects_cache", None)
    if isinstance(hosted, Series):
        Series.objects.filter(pk=hosted.pk).update(changed_at=now)
    face.touch([event.pk for event in [*along, hosted] if isinstance(event, Event)], now=now)
