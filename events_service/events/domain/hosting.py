"""Who hosts: organizations as equals, the first in order sends the mail."""

from django.db import transaction
from django.db.models import Max, Prefetch, prefetch_related_objects

from events_service.accounts.models import Organization
from events_service.events.models import Event, Hosting, Series

_WITH_ORGANIZATION = Prefetch("hostings", Hosting.objects.select_related("organization"))


def hosts_of(hosted: Event | Series) -> list[Organization]:
    """Return who hosts, in order. A list of events asks for all of them at once with `with_hosts`."""
    with_hosts([hosted])
    return [hosting.organization for hosting in hosted.hostings.all()]


def with_hosts(hosted: list[Event] | list[Series] | list[Event | Series]) -> None:
    """Fetch the hosts of all these in one query, for `hosts_of` to find."""
    prefetch_related_objects(hosted, _WITH_ORGANIZATION)


def sender_of(event: Event) -> Organization:
    """Return who sends the event's mail: the first host."""
    return hosts_of(event)[0]


@transaction.atomic
def add_host(hosted: Event | Series, organization: Organization) -> None:
    """Let this organization host too, after the others. Doing it twice adds it once."""
    type(hosted).objects.select_for_update().get(pk=hosted.pk)
    last = hosted.hostings.aggregate(last=Max("position"))["last"]
    hosted.hostings.get_or_create(organization=organization, defaults={"position": 0 if last is None else last + 1})
    hosted.__dict__.pop("_prefetched_objects_cache", None)  # so that `hosts_of` asks again
