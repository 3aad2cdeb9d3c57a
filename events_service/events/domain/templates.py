"""Templates of an organization: what it writes again and again, kept apart from every event, and checked whenever it is used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from events_service.accounts.domain import activity
from events_service.accounts.domain.activity import Subject
from events_service.accounts.models import Act, Organization, User
from events_service.events.domain import access, changing, copying, covers, hosting, pictures, publishing, reading, scheduling, venues
from events_service.events.domain.access import Offer
from events_service.events.domain.copying import COPIED, WINDOW, Copy
from events_service.events.domain.reading import Reading
from events_service.events.models import AccessService, Appearance, Event, EventTemplate, ProgrammeItem, Speaker, Venue
from events_service.lib.errors import DomainError

_DETAILS = COPIED - {"series"}  # a column of its own, since a series can be deleted


class NameTaken(DomainError):
    """The organization has a template of this name, and nobody said that it is to be replaced."""

    field = "name"


class Gone(DomainError):
    """Somebody deleted the template meanwhile."""


@dataclass(frozen=True)
class Beginning:
    """What a form begins with: the titles there are, the zone, how long it lasts, and when it began on the wall, if that was known."""

    titles: dict[str, str]
    zone: str
    length: timedelta
    began: datetime | None


@transaction.atomic
def save(
    event: Event,
    organization: Organization,
    *,
    name: str,
    replaces: bool = False,
    reminders: Sequence[Mapping[str, str]] = (),
    by: User | None = None,
    now: datetime,
) -> EventTemplate:
    """Keep what is written of the event under this name, whatever its case. Raises NameTaken unless it `replaces` what has the name.

    The room and whoever comes stay with the event, and so do people whom another organization knows.
    """
    found = EventTemplate.objects.select_for_update().filter(organization=organization, name__iexact=name).first()
    if found and not replaces:
        raise NameTaken(_("There is a template of this name already."))
    changing.lock(event)
    cover, before = covers.cover_of(event), found.picture if found else None
    template = found or EventTemplate(organization=organization)
    template.name, template.series, template.picture = name, event.series, cover.picture if cover else None
    template.written = _written(event, organization) | {"cover": {"alt_en": cover.alt_en, "alt_es": cover.alt_es} if cover else {}}
    template.reminders, template.saved_by, template.saved_at = list(reminders), by, now
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError:
        raise NameTaken(_("There is a template of this name already.")) from None
    if before and before != template.picture:
        pictures.let_go(before)
    _record(Act.TEMPLATE_SAVED, template, by=by, now=now)
    return template


@transaction.atomic
def make(template: EventTemplate, asked: Copy, *, now: datetime) -> Event:
    """Make a draft that the template's organization hosts, or return the one that this key has made already.

    Raises Gone, and what `publishing.create`, `access.offer` and `reading.add` raise for what has been kept and does not fit any more.
    """
    _lock(template)
    key = _key(template, asked)
    if made := Event.objects.filter(uid=publishing.uid_for(key)).first():
        return made
    details = {**_details(template), **_window(template, asked), **asked.details}
    made = publishing.create(template.organization, details=details, when=asked.times, key=key, now=now)
    _bring_speakers(template, made)
    _bring_access(template, made, now=now)
    _bring_reading(template, made, now=now)
    ProgrammeItem.objects.bulk_create(ProgrammeItem(event=made, **item) for item in template.written["programme"])
    if said := {name: value for name, value in template.written["venue"].items() if name in venues.COLUMNS}:
        venues.write(made, said, now=now)
    if template.picture:
        covers.put(made, template.picture, **template.written["cover"])
    return made


@transaction.atomic
def delete(template: EventTemplate, *, by: User | None = None, now: datetime) -> None:
    """Forget the template; what was made of it stays. Twice is once."""
    found = EventTemplate.objects.select_for_update().filter(pk=template.pk).first()
    if found:
        _record(Act.TEMPLATE_DELETED, found, by=by, now=now)
        found.delete()
        if found.picture:
            pictures.let_go(found.picture)


def beginning(template: EventTemplate) -> Beginning:
    """Return what the template says of titles and times."""
    written, details = template.written, _details(template)
    titles = {name: str(details[name]) for name in ("title_en", "title_es") if details.get(name)}
    began = datetime.fromisoformat(written["began"]) if written["began"] else None
    return Beginning(titles, written["zone"], timedelta(minutes=written["minutes"]), began)


def speakers_of(template: EventTemplate) -> list[Speaker]:
    """Return those who speak and are still known, in order, each once."""
    known = _known_speakers(template)
    return [known[pk] for pk in dict.fromkeys(part["speaker"] for part in template.written["speakers"]) if pk in known]


def hosts_of_made(template: EventTemplate, asked_series: object) -> list[Organization]:
    """Return who will host what is made: the series' hosts, if it belongs to one, and the organization."""
    theirs = hosting.hosts_of(template.series) if template.series and asked_series == template.series else []
    return theirs if template.organization in theirs else [*theirs, template.organization]


def _written(event: Event, organization: Organization) -> dict[str, object]:
    """Everything but the cover. People are numbers here, so that nobody's name stays behind when they are erased."""
    began = scheduling.starts_on_the_wall(event)
    parts = event.appearances.filter(speaker__organization=organization)
    return {
        "details": {name: getattr(event, name) for name in _DETAILS},
        "zone": event.zone,
        "minutes": scheduling.length_of(event) // timedelta(minutes=1),
        "began": began.isoformat() if began else "",
        "window": {name: getattr(event, name) for name in WINDOW},
        "speakers": [{"speaker": part.speaker_id, "role": part.role, "position": part.position} for part in parts],
        "access": [_promise(service, event) for service in event.access_services.all()],
        "programme": list(event.programme.values("minute", "title_en", "title_es")),
        "reading": [{one.name: getattr(article, one.name) for one in fields(Reading)} for article in reading.of(event)],
        "venue": Venue.objects.filter(event=event).values(*venues.COLUMNS).first() or {},
    }


def _promise(service: AccessService, event: Event) -> dict[str, object]:
    """What is promised, and how many days before the event asking ends."""
    said = {name: getattr(service, name) for name in ("kind", "language", "detail_en", "detail_es", "note")}
    days = (event.starts_on - service.ask_by_on).days if event.starts_on and service.ask_by_on else None
    return said | {"days": days}


def _details(template: EventTemplate) -> dict[str, object]:
    """Return the columns that were kept and that an event still has."""
    kept = template.written["details"]
    columns = {column.name: column for column in Event._meta.concrete_fields}
    return {name: columns[name].to_python(kept[name]) for name in _DETAILS & kept.keys()}


def _window(template: EventTemplate, asked: Copy) -> dict[str, datetime | None]:
    opened = {name: parse_datetime(instant) if instant else None for name, instant in template.written["window"].items()}
    said = beginning(template)
    return copying.window(opened, began=said.began, zone=said.zone, times=asked.times)


def _bring_speakers(template: EventTemplate, made: Event) -> None:
    known = _known_speakers(template)
    Appearance.objects.bulk_create(
        Appearance(event=made, speaker=known[part["speaker"]], role=part["role"], position=part["position"])
        for part in template.written["speakers"]
        if part["speaker"] in known
    )


def _known_speakers(template: EventTemplate) -> dict[int, Speaker]:
    numbers = [part["speaker"] for part in template.written["speakers"]]
    return Speaker.objects.filter(organization=template.organization).in_bulk(numbers)


def _bring_access(template: EventTemplate, made: Event, *, now: datetime) -> None:
    for kept in template.written["access"]:
        said = _known(kept, Offer)
        by_then = made.starts_on - timedelta(days=kept["days"]) if made.starts_on and kept["days"] is not None else None
        access.offer(made, Offer(ask_by_on=by_then, **said), now=now)


def _bring_reading(template: EventTemplate, made: Event, *, now: datetime) -> None:
    for kept in template.written.get("reading", []):
        on = kept["published_on"]
        reading.add(made, Reading(**_known(kept, Reading) | {"published_on": date.fromisoformat(on) if on else None}), now=now)


def _known(kept: Mapping[str, Any], said: type[Offer] | type[Reading]) -> dict[str, Any]:
    """Return what was kept and can still be said."""
    return {one.name: kept[one.name] for one in fields(said) if one.name in kept}


def _key(template: EventTemplate, asked: Copy) -> UUID:
    return uuid5(asked.key, f"template {template.pk} {asked.times} {asked.details.get('title_en')} {asked.details.get('title_es')}")


def _lock(template: EventTemplate) -> None:
    try:
        template.refresh_from_db(from_queryset=EventTemplate.objects.select_for_update())
    except EventTemplate.DoesNotExist:
        raise Gone(_("Somebody deleted this template meanwhile.")) from None


def _record(act: Act, template: EventTemplate, *, by: User | None, now: datetime) -> None:
    activity.record(act, Subject(f"template:{template.pk}", template.name), concerns=[template.organization], by=by, now=now)
