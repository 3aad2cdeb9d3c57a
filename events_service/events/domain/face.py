"""Kept bytes of what an event looks like, so that a feed is a join and icalendar is asked for no entry twice.

A face is never rewritten: it is replaced, so that its id is a version that needs no clock. A release that writes entries
differently deletes all faces in a migration; they are made again when they are asked for.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import FilteredRelation, Q, QuerySet

from events_service.events.domain import ical
from events_service.events.models import Event, Face

_CHUNK = 200


def touch(event_ids: Iterable[int], *, now: datetime) -> None:
    """Renew the faces of these events, because something that they show has changed."""
    ids = sorted(set(event_ids))
    for start in range(0, len(ids), _CHUNK):
        with transaction.atomic():
            events = _locked(ids[start : start + _CHUNK])
            Event.objects.filter(pk__in=[event.pk for event in events]).update(changed_at=now)
            for event in events:
                event.changed_at = now
            renew(events)


def renew(events: Iterable[Event]) -> None:
    """Replace the faces of these events, whose rows the caller has locked and written. What nobody may see has none."""
    _replace(list(events), [language for language, _name in settings.LANGUAGES])


def complete(event_ids: Iterable[int], language: str) -> None:
    """Make anew the faces of these events in one language, because some are missing: a release or a restore left them out."""
    ids = sorted(set(event_ids))
    for start in range(0, len(ids), _CHUNK):
        with transaction.atomic():
            _replace(_locked(ids[start : start + _CHUNK]), [language])


def calendar_entries(events: QuerySet[Event], language: str) -> list[str]:
    """Return the calendar entry of each of these published, dated events, in their order."""
    rows = _bodies(events, language)
    if missing := [pk for pk, body in rows if body is None]:
        complete(missing, language)
        rows = _bodies(events, language)
    return [body for _pk, body in rows if body is not None]


def kept_entry(language: str) -> FilteredRelation:
    """Return what joins each event with its kept calendar entry in this language, or with nothing where it has none."""
    return FilteredRelation("faces", condition=Q(faces__language=language, faces__form=Face.Form.CALENDAR))


def _bodies(events: QuerySet[Event], language: str) -> list[tuple[int, str | None]]:
    return list(events.annotate(entry=kept_entry(language)).values_list("pk", "entry__body"))


def _replace(events: list[Event], languages: list[str]) -> None:
    Face.objects.filter(event__in=events, form=Face.Form.CALENDAR, language__in=languages).delete()
    Face.objects.bulk_create(
        Face(event=event, language=language, form=Face.Form.CALENDAR, body=ical.entry(event, language))
        for event in events
        if event.published_at and event.starts_at
        for language in languages
    )


def _locked(ids: list[int]) -> list[Event]:
    return list(Event.objects.filter(pk__in=ids).order_by("pk").select_for_update())
