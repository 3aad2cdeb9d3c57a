import re
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from events_service.events.domain import face, ical, publishing, rooms, scheduling
from events_service.events.domain.scheduling import RoughDate, Times
from events_service.events.models import Event, Face, Precision, Room
from events_service.lib.slots import slot
from tests.factories import CREATED, EventFactory, SeriesFactory

NASTY = "Who; counts, as “the\\economy”?\r\nBEGIN:VALARM\r\nN\ud83d".encode("utf-8", "ignore").decode() + " 🧵ñ\x00\x07\u2028:;,\\n" * 9


def unsaved(**changes):
    values = {
        "uid": "event-1@events.example",
        "slug": "who-counts",
        "title_en": "Who counts?",
        "zone": "America/Los_Angeles",
        "starts_at": datetime(2037, 12, 3, 18, 0, tzinfo=UTC),
        "ends_at": datetime(2037, 12, 3, 19, 30, tzinfo=UTC),
        "published_at": CREATED,
        "changed_at": CREATED,
    }
    return Event(**(values | changes))


def lines_of(event, language="en"):
    whole = ical.calendar_bytes([ical.entry(event, language)]).decode()
    return re.sub("\r\n[ \t]", "", whole).split("\r\n")


def line_of(event, name, language="en"):
    [line] = [line for line in lines_of(event, language) if re.split("[:;]", line)[0] == name]
    return line


def test_an_entry_says_everything_a_calendar_asks_for():
    described = "A conversation\\; open to all.\\n\\nThursday\\, December 3\\, 2037\\, 10:00 – 11:30 AM Pacific Time"

    assert lines_of(unsaved(summary_en="A conversation; open to all.")) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Events Service//Events Service 1//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        "SUMMARY:Who counts?",
        "DTSTART:20371203T180000Z",
        "DTEND:20371203T193000Z",
        "DTSTAMP:20371101T120000Z",
        "UID:event-1@events.example",
        "SEQUENCE:0",
        "CATEGORIES:Webinar",
        f"DESCRIPTION:{described}\\n\\nThe event’s page: https://events.example/events/who-counts/",
        "LAST-MODIFIED:20371101T120000Z",
        "LOCATION:https://events.example/events/who-counts/",
        "STATUS:CONFIRMED",
        "URL:https://events.example/events/who-counts/",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_time_in_a_repeated_hour_is_said_in_utc():
    first = Times("America/Los_Angeles", date(2026, 11, 1), time(1, 30), date(2026, 11, 1), time(4), starts_fold=0)
    second = Times("America/Los_Angeles", date(2026, 11, 1), time(1, 30), date(2026, 11, 1), time(4), starts_fold=1)

    starts = [line_of(unsaved(**times.columns()), "DTSTART") for times in (first, second)]

    assert starts == ["DTSTART:20261101T083000Z", "DTSTART:20261101T093000Z"]


def test_the_spanish_entry_has_the_spanish_words_and_page():
    event = unsaved(title_es="¿Quién cuenta?")

    assert line_of(event, "SUMMARY", "es") == "SUMMARY:¿Quién cuenta?"
    assert line_of(event, "URL", "es") == "URL:https://events.example/es/events/who-counts/"
    assert "jueves\\, 3 de diciembre de 2037\\, 10:00–11:30 hora del Pacífico" in line_of(event, "DESCRIPTION", "es")


@pytest.mark.parametrize(
    ("presence", "place", "location"),
    [
        ("online", "", "LOCATION:https://events.example/events/who-counts/"),
        ("in_person", "1 Main Street, Fresno", "LOCATION:1 Main Street\\, Fresno"),
        ("hybrid", "1 Main Street, Fresno", "LOCATION:1 Main Street\\, Fresno"),
    ],
)
def test_the_location_is_where_one_goes(presence, place, location):
    assert line_of(unsaved(presence=presence, place=place), "LOCATION") == location


def test_a_place_that_is_not_known_yet_is_not_an_empty_one():
    assert not [line for line in lines_of(unsaved(presence="in_person")) if line.startswith("LOCATION")]


def test_without_a_summary_the_pages_text_is_shortened():
    described = line_of(unsaved(text_en="**Why** we [ask](https://valley.example). " + "word " * 500), "DESCRIPTION")

    assert described.startswith("DESCRIPTION:Why we ask. word word")
    assert len(described) < 800


def test_a_cancelled_entry_says_so_and_why():
    event = unsaved(cancelled_at=CREATED, cancel_reason="Our speaker is ill.", sequence=1)

    assert line_of(event, "STATUS") == "STATUS:CANCELLED"
    assert line_of(event, "SUMMARY") == "SUMMARY:Cancelled: Who counts?"
    assert line_of(event, "DESCRIPTION").startswith("DESCRIPTION:This event is cancelled.\\n\\nOur speaker is ill.\\n\\n")


def test_a_watchable_event_carries_the_link():
    assert "Watch the recording: https://events.example/events/who-counts/" in line_of(unsaved(watchable_at=CREATED), "DESCRIPTION")


def test_one_persons_copy_has_its_own_sequence_stamp_and_place():
    made_at = CREATED + timedelta(days=3)

    copy = ical.component(unsaved(sequence=2), "en", stamped_at=made_at, sequence=5, location=slot("link", "join"))

    assert (copy.sequence, copy.DTSTAMP) == (5, made_at)
    assert copy.last_modified == CREATED


def test_an_event_without_a_time_has_no_entry():
    with pytest.raises(ValueError, match="without a time"):
        ical.component(unsaved(starts_at=None, ends_at=None), "en", stamped_at=CREATED)


def test_a_feed_names_itself_and_when_to_come_again():
    head = ical.calendar_bytes([], name="Valley, Institute\nand others", description="All; of it", zone="America/Los_Angeles")

    assert head.decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Events Service//Events Service 1//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALDESC:All\\; of it",
        "NAME:Valley\\, Institute and others",
        "X-WR-CALNAME:Valley\\, Institute and others",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "X-WR-TIMEZONE:America/Los_Angeles",
        "END:VCALENDAR",
        "",
    ]


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=texts, summary=texts, place=texts)
@example(title=NASTY, summary=NASTY, place=NASTY)
@example(title="a\rb", summary="a\rb\r\nc\nd\x85e\u2029f", place="\x0b\x0c\x1c")
def test_no_text_breaks_an_entry(title, summary, place):
    event = unsaved(title_en=f"T{title}", summary_en=summary, place=place, presence="hybrid")

    raw = ical.calendar_bytes([ical.entry(event, "en")])

    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)|(?<!\r)\n", raw)
    [read] = icalendar.Calendar.from_ical(raw).events
    assert sorted(read) == sorted(ical.component(event, "en", stamped_at=CREATED))
    assert str(read["SUMMARY"]) == ical.summary(event, "en")
    assert str(read["DESCRIPTION"]) == ical.description(event, "en")
    assert str(read.get("LOCATION", "")) == ical.where(event, "en")


@pytest.mark.django_db
def test_joined_entries_are_what_the_library_itself_would_write(institute):
    stored = NASTY.replace("\x00", "")  # PostgreSQL keeps no NUL
    events = [EventFactory(host=institute, title_en=stored + str(number), summary_en=stored) for number in range(3)]
    words = {"name": "Valley, Institute", "description": "Events of Valley, Institute", "zone": "America/Los_Angeles"}
    whole = ical.calendar(method="PUBLISH", **words)
    for event in events:
        whole.add_component(ical.component(event, "en", stamped_at=event.changed_at))

    joined = ical.calendar_bytes(face.calendar_entries(Event.objects.order_by("pk"), "en"), **words)

    assert joined == whole.to_ical()


@pytest.mark.django_db
def test_a_published_event_keeps_its_entry_in_each_language(institute, now):
    times = Times("UTC", date(2037, 12, 3), time(10), date(2037, 12, 3), time(11))
    event = publishing.create(institute, details={"title_en": "Who counts?", "title_es": "¿Quién cuenta?"}, when=times, now=now)
    publishing.edit(event, details={"place": "1 Main Street"}, now=now)
    drafted = Face.objects.count()

    publishing.publish(event, now=now)

    event.refresh_from_db()
    assert drafted == 0
    assert dict(Face.objects.values_list("language", "body")) == {code: ical.entry(event, code) for code in ("en", "es")}


@pytest.mark.django_db
def test_a_kept_entry_follows_every_change(webinar, now):
    seen = []

    def look():
        webinar.refresh_from_db()
        [kept] = face.calendar_entries(Event.objects.filter(pk=webinar.pk), "en")
        seen.append(kept)
        assert kept == ical.entry(webinar, "en")

    look()
    publishing.edit(webinar, details={"title_en": "Another name"}, now=now)
    look()
    scheduling.reschedule(webinar, Times("UTC", date(2038, 1, 5), time(10), date(2038, 1, 5), time(11)), now=now)
    look()
    publishing.mark_watchable(webinar, since=now, now=now + timedelta(minutes=1))
    look()
    publishing.cancel(webinar, reason="", now=now + timedelta(minutes=2))
    look()
    publishing.edit(webinar, details={"slug": "elsewhere"}, now=now + timedelta(minutes=3))
    look()
    assert len(set(seen)) == 6


@pytest.mark.django_db
def test_touching_renews_many_at_once(institute, now):
    events = [EventFactory(host=institute) for _ in range(3)]
    ids = [event.pk for event in events]
    before = face.calendar_entries(Event.objects.order_by("pk"), "en")

    face.touch([*ids, *ids], now=now)

    after = face.calendar_entries(Event.objects.order_by("pk"), "en")
    assert set(Event.objects.values_list("changed_at", flat=True)) == {now}
    assert [entry.replace("20371124T170000Z", "20371101T120000Z") for entry in after] == before


@pytest.mark.django_db
def test_touching_nothing_asks_nothing(django_assert_num_queries, now):
    with django_assert_num_queries(0):
        face.touch([], now=now)


@pytest.mark.django_db
def test_entries_that_are_missing_are_made_once(institute, django_assert_num_queries):
    for _ in range(3):
        EventFactory(host=institute)
    made = face.calendar_entries(Event.objects.order_by("pk"), "en")

    with django_assert_num_queries(1):
        kept = face.calendar_entries(Event.objects.order_by("pk"), "en")

    assert kept == made
    assert Face.objects.count() == 3


@pytest.mark.django_db
def test_an_event_without_a_time_keeps_no_entry(institute, now):
    event = publishing.create(institute, details={"title_en": "Long ago"}, when=RoughDate("UTC", Precision.NONE, None), now=now)

    publishing.publish(event, now=now)

    assert not Face.objects.exists()


@pytest.mark.django_db
def test_the_room_is_in_no_entry(institute, now):
    event = EventFactory(host=institute, series=SeriesFactory(host=institute))
    rooms.change(event, {"url": "https://meet.example.org/secret", "passcode": "open-sesame", "phone": "+1 555 0100"}, now=now)
    face.touch([event.pk], now=now)

    kept = "".join(Face.objects.values_list("body", flat=True))

    assert Room.objects.get().url == "https://meet.example.org/secret"
    assert not re.search("meet.example.org|open-sesame|555 0100", re.sub("\r\n ", "", kept))
