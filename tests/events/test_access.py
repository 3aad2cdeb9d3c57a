"""What is promised so that more people can take part, and what becomes of it when the event moves or is copied."""

from dataclasses import replace
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.utils import translation

from events_service.events.domain import access, copying, scheduling
from events_service.events.domain.access import Offer
from events_service.events.domain.copying import Copy
from events_service.events.domain.scheduling import Times
from events_service.events.models import Progress

CAPTIONS = Offer("captions", "en", Progress.CONFIRMED, ask_by_on=date(2037, 12, 1), detail_en="By a person", note="Ana, 200 dollars")
FRIDAY = Times("America/Los_Angeles", date(2037, 12, 4), time(10), date(2037, 12, 4), time(11, 30))


@pytest.fixture
def captions(webinar, now):
    return access.offer(webinar, CAPTIONS, now=now)


@pytest.mark.parametrize(
    ("offer", "in_english", "in_spanish"),
    [
        (Offer("captions", "es"), "Live captions in Spanish", "es"),
        (Offer("sign", "ase"), "American Sign Language (ASL)", ""),
        (Offer("interpretation", "es"), "Live interpretation into Spanish", "español"),
        (Offer("phone", "es"), "By phone", ""),
        (Offer("slides"), "Slides ahead of time", ""),
    ],
)
def test_a_service_says_what_it_is_in_the_readers_language(webinar, now, offer, in_english, in_spanish):
    service = access.offer(webinar, offer, now=now)

    with translation.override("es"):
        assert in_spanish in service.words
    assert str(service) == in_english


def test_what_is_in_no_language_keeps_none(webinar, now):
    assert access.offer(webinar, Offer("phone", "es"), now=now).language == ""


@pytest.mark.parametrize(
    ("said", "refusal", "field"),
    [
        (Offer("captions"), access.LanguageMissing, "language"),
        (Offer("captions", "ase"), access.LanguageMissing, "language"),
        (Offer("sign", "en"), access.LanguageMissing, "language"),
        (Offer("captions", "en"), access.OfferedAlready, "kind"),
        (Offer("slides", ask_by_on=date(2037, 12, 4)), access.AskedTooLate, "ask_by_on"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(webinar, captions, now, said, refusal, field):
    with pytest.raises(refusal) as refused:
        access.offer(webinar, said, now=now)

    assert refused.value.field == field
    assert webinar.access_services.count() == 1


def test_two_writers_do_not_overwrite_each_other(captions, now):
    access.change(captions, replace(CAPTIONS, note="Bo"), opened_at=now, now=now + timedelta(minutes=1))

    with pytest.raises(access.ChangedSince):
        access.change(captions, replace(CAPTIONS, note="Cy"), opened_at=now, now=now + timedelta(minutes=2))

    captions.refresh_from_db()
    assert captions.note == "Bo"


def test_what_somebody_removed_is_not_changed(captions, now):
    access.remove(captions, now=now)
    access.remove(captions, now=now)

    with pytest.raises(access.Gone):
        access.progress(captions, Progress.BOOKED, now=now)


def test_a_moved_event_has_nothing_booked_and_its_ask_by_date_moves_along(webinar, captions, now):
    planned = access.offer(webinar, Offer("slides"), now=now)

    scheduling.reschedule(webinar, FRIDAY, now=now)

    captions.refresh_from_db()
    planned.refresh_from_db()
    assert (captions.status, captions.unsettled_at, captions.ask_by_on) == (Progress.PLANNED, now, date(2037, 12, 2))
    assert (planned.status, planned.unsettled_at, planned.ask_by_on) == (Progress.PLANNED, None, None)


def test_confirmed_again_it_is_settled(webinar, captions, now):
    scheduling.reschedule(webinar, FRIDAY, now=now)

    access.progress(captions, Progress.CONFIRMED, now=now)

    captions.refresh_from_db()
    assert (captions.status, captions.unsettled_at) == (Progress.CONFIRMED, None)


def test_saying_the_same_times_again_leaves_what_is_booked(webinar, captions, now):
    thursday = replace(FRIDAY, starts_on=date(2037, 12, 3), ends_on=date(2037, 12, 3))

    scheduling.reschedule(webinar, thursday, now=now)

    captions.refresh_from_db()
    assert captions.status == Progress.CONFIRMED


def test_a_copy_promises_the_same_and_has_nothing_booked(webinar, captions, now):
    made = copying.copy(webinar, Copy(uuid4(), FRIDAY), now=now)

    [copied] = made.access_services.all()
    assert (copied.words, copied.status, copied.ask_by_on) == ("Live captions in English", Progress.PLANNED, date(2037, 12, 2))
    assert (copied.detail_en, copied.note) == ("By a person", "Ana, 200 dollars")
