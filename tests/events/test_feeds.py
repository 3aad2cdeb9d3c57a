from datetime import date, time, timedelta

import icalendar
import pytest
from django.utils.http import http_date

from events_service.events.domain import feeds, hosting, publishing, rooms, scheduling
from events_service.events.domain.scheduling import RoughDate, Times
from events_service.events.models import Face, Precision
from registrations.domain import signup
from tests.factories import CREATED, EventFactory, OrganizationFactory, SeriesFactory

pytestmark = pytest.mark.django_db

A_WEEK_LATER = Times("America/Los_Angeles", date(2037, 12, 10), time(10), date(2037, 12, 10), time(11, 30))


def at(starts_at, **changes):
    """An event of one hour at this instant, as its factory takes it."""
    return changes | {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1)}


def titles_in(response):
    return [str(event["SUMMARY"]) for event in icalendar.Calendar.from_ical(response.content).events]


def entry_in(response):
    [event] = icalendar.Calendar.from_ical(response.content).events
    return event


def test_a_feed_has_the_headers_that_calendar_programs_need(client, webinar):
    response = client.get("/calendar.ics")

    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == "inline"
    assert response["Cache-Control"] == "public, no-cache"
    assert response["ETag"].startswith('"')
    assert response["Last-Modified"] == http_date(CREATED.timestamp())
    assert not response.cookies
    assert not response.has_header("Content-Encoding")
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("accept", ["text/html", "application/json", "image/png", ""])
def test_a_feed_answers_whatever_is_accepted(client, webinar, accept):
    response = client.get("/calendar.ics", headers={"accept": accept, "accept-encoding": "gzip", "accept-language": "es"})

    assert (response.status_code, response.content) == (200, client.get("/calendar.ics").content)
    assert not response.has_header("Content-Encoding")


def test_a_feed_names_itself_and_has_no_people_in_it(client, institute, webinar, now):
    rooms.change(webinar, {"url": "https://meet.example.org/secret"}, now=now)
    signup.register(webinar, details=signup.Details("Rosa Valle", "rosa@valle.example", "en", "UTC"), now=now)

    text = client.get("/organizations/valley-institute/calendar.ics").content.decode()

    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    assert "\r\nMETHOD:PUBLISH\r\n" in text
    assert "\r\nNAME:Valley Institute\r\nX-WR-CALNAME:Valley Institute\r\n" in text
    assert "\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\nX-WR-TIMEZONE:America/Los_Angeles\r\n" in text
    for private in ("ATTENDEE", "ORGANIZER", "VALARM", "rosa@valle.example", "meet.example.org", "VTIMEZONE"):
        assert private not in text


def test_each_feed_has_what_belongs_to_it(client, institute, now):
    partner, series = OrganizationFactory(slug="partner", name="Partner"), SeriesFactory(host=institute, slug="our-economy")
    EventFactory(host=institute, title_en="Ours, of the series", series=series)
    EventFactory(host=partner, title_en="Theirs")
    hosting.add_host(EventFactory(host=partner, title_en="Together"), institute)

    found = {
        path: sorted(titles_in(client.get(f"{path}calendar.ics")))
        for path in ("/", "/organizations/valley-institute/", "/organizations/partner/", "/series/our-economy/")
    }

    assert found == {
        "/": ["Ours, of the series", "Theirs", "Together"],
        "/organizations/valley-institute/": ["Ours, of the series", "Together"],
        "/organizations/partner/": ["Theirs", "Together"],
        "/series/our-economy/": ["Ours, of the series"],
    }


def test_a_feed_leaves_out_drafts_unlisted_and_undated_events(client, institute, webinar, now):
    EventFactory(host=institute, title_en="Draft", published_at=None)
    EventFactory(host=institute, title_en="Unlisted", unlisted=True)
    undated = RoughDate("UTC", Precision.DAY, date(2037, 6, 1))
    publishing.publish(publishing.create(institute, details={"title_en": "Undated"}, when=undated, now=now), now=now)

    assert titles_in(client.get("/calendar.ics")) == ["Who counts as “the economy”?"]


def test_a_feed_looks_twelve_months_back_and_the_newest_come_first(client, institute, now):
    for title, starts_at in (
        ("Too old", now - timedelta(days=366)),
        ("Old", now - timedelta(days=364)),
        ("New", now + timedelta(days=800)),
    ):
        EventFactory(host=institute, title_en=title, **at(starts_at))

    assert titles_in(client.get("/calendar.ics")) == ["New", "Old"]


def test_a_cancelled_event_stays_for_thirty_days_after_its_date(client, webinar, now, time_machine):
    publishing.cancel(webinar, reason="Our speaker is ill.", now=now)

    entry = entry_in(client.get("/calendar.ics"))
    time_machine.move_to(webinar.ends_at + timedelta(days=29))
    after_29_days = titles_in(client.get("/calendar.ics"))
    time_machine.move_to(webinar.ends_at + timedelta(days=31))
    after_31_days = titles_in(client.get("/calendar.ics"))

    assert (str(entry["STATUS"]), str(entry["SUMMARY"]), entry["SEQUENCE"]) == ("CANCELLED", "Cancelled: Who counts as “the economy”?", 1)
    assert (len(after_29_days), len(after_31_days)) == (1, 0)


def test_a_feed_keeps_the_newest_of_too_many(client, institute, now, monkeypatch):
    monkeypatch.setattr(feeds, "NEWEST", 2)
    for number in range(4):
        EventFactory(host=institute, title_en=f"Event {number}", **at(now + timedelta(days=number)))

    assert titles_in(client.get("/calendar.ics")) == ["Event 3", "Event 2"]


def test_a_moved_event_has_new_times_a_higher_sequence_and_the_same_uid(client, webinar, now):
    before = entry_in(client.get("/calendar.ics"))

    scheduling.reschedule(webinar, A_WEEK_LATER, now=now)

    after = entry_in(client.get("/calendar.ics"))
    assert after["UID"] == before["UID"] == webinar.uid
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert (after.start, after.last_modified) == (webinar.starts_at, now)


def test_the_watch_link_changes_when_it_was_modified_and_not_the_sequence(client, webinar, now):
    before = entry_in(client.get("/calendar.ics"))

    publishing.mark_watchable(webinar, since=now, now=now)

    after = entry_in(client.get("/calendar.ics"))
    assert "Watch the recording" not in before["DESCRIPTION"]
    assert f"Watch the recording: https://events.example/events/{webinar.slug}/" in after["DESCRIPTION"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 0)
    assert (before.last_modified, after.last_modified, after.DTSTAMP) == (CREATED, now, now)


def test_the_spanish_feed_is_in_spanish(client, institute):
    EventFactory(host=institute, title_es="¿Quién cuenta?")

    response = client.get("/es/calendar.ics", headers={"accept-language": "en"})

    assert titles_in(response) == ["¿Quién cuenta?"]
    assert entry_in(response)["URL"].startswith("https://events.example/es/events/")


def test_the_same_events_are_the_same_bytes(client, institute, time_machine, now):
    for _ in range(3):
        EventFactory(host=institute)
    first = client.get("/calendar.ics")

    time_machine.move_to(now + timedelta(days=1))
    again = client.get("/calendar.ics")

    assert again.content == first.content
    assert again["ETag"] == first["ETag"]


def test_an_unchanged_feed_is_not_sent_again(client, webinar):
    first = client.get("/calendar.ics")

    by_tag = client.get("/calendar.ics", headers={"if-none-match": first["ETag"]})
    by_one_of_many = client.get("/calendar.ics", headers={"if-none-match": f'"other", W/{first["ETag"]}'})
    by_date = client.get("/calendar.ics", headers={"if-modified-since": first["Last-Modified"]})

    assert [response.status_code for response in (by_tag, by_one_of_many, by_date)] == [304, 304, 304]
    assert (by_tag.content, by_tag["ETag"], by_tag["Cache-Control"]) == (b"", first["ETag"], "public, no-cache")


def change_title(event, now):
    publishing.edit(event, details={"title_en": "Another name"}, now=now)


def move(event, now):
    scheduling.reschedule(event, A_WEEK_LATER, now=now)


def cancel(event, now):
    publishing.cancel(event, reason="", now=now)


def hide(event, now):
    publishing.edit(event, details={"unlisted": True}, now=now)


def show_recording(event, now):
    publishing.mark_watchable(event, since=now, now=now)


def rename_address(event, now):
    publishing.edit(event, details={"slug": "elsewhere"}, now=now)


def publish_another(event, now):
    another = publishing.create(hosting.sender_of(event), details={"title_en": "Another"}, when=A_WEEK_LATER, now=now)
    publishing.publish(another, now=now)


@pytest.mark.parametrize("change", [change_title, move, cancel, hide, show_recording, rename_address, publish_another])
def test_a_changed_feed_is_sent_again(client, institute, webinar, now, time_machine, change):
    EventFactory(host=institute, title_en="Another that stays as it is")
    first = client.get("/calendar.ics")

    change(webinar, now)

    time_machine.move_to(now + timedelta(seconds=1))
    by_tag = client.get("/calendar.ics", headers={"if-none-match": first["ETag"]})
    by_date = client.get("/calendar.ics", headers={"if-modified-since": first["Last-Modified"]})
    assert (by_tag.status_code, by_date.status_code) == (200, 200)
    assert by_tag.content == by_date.content != first.content


def test_a_change_by_a_clock_that_is_slow_is_seen_all_the_same(client, webinar):
    first = client.get("/calendar.ics")

    publishing.edit(webinar, details={"title_en": "Another name"}, now=CREATED)

    assert client.get("/calendar.ics", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_one_entry_is_not_taken_for_two_whose_numbers_add_up_to_its_own(client, institute):
    one, two = EventFactory(host=institute), EventFactory(host=institute)
    for event, number in ((one, 1_000_001), (two, 1_000_002)):
        Face.objects.create(pk=number, event=event, language="en", form="calendar", body="BEGIN:VEVENT\r\nEND:VEVENT\r\n")
    first = client.get("/calendar.ics")

    two.delete()
    Face.objects.filter(event=one).update(id=2_000_003)

    assert client.get("/calendar.ics", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_an_event_that_grows_too_old_changes_the_tag(client, institute, now, time_machine):
    EventFactory(host=institute, **at(now - timedelta(days=300)))
    first = client.get("/calendar.ics")

    time_machine.move_to(now + timedelta(days=100))

    assert client.get("/calendar.ics", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_a_renamed_organization_changes_the_tag(client, institute, webinar):
    first = client.get("/organizations/valley-institute/calendar.ics")
    institute.name = "Valley Institute of Economics"
    institute.save()

    again = client.get("/organizations/valley-institute/calendar.ics", headers={"if-none-match": first["ETag"]})

    assert again.status_code == 200


def test_no_date_is_told_within_the_second_of_a_change(client, webinar, now, time_machine):
    publishing.edit(webinar, details={"title_en": "First"}, now=now)
    in_that_second = client.get("/calendar.ics")
    time_machine.move_to(now + timedelta(seconds=1))
    afterwards = client.get("/calendar.ics")

    assert not in_that_second.has_header("Last-Modified")
    assert afterwards["Last-Modified"] == http_date(now.timestamp())


def test_a_feed_without_events_is_a_calendar_too(client, institute):
    response = client.get("/calendar.ics")

    assert (response.status_code, titles_in(response)) == (200, [])
    assert client.get("/calendar.ics", headers={"if-none-match": response["ETag"]}).status_code == 304


@pytest.mark.parametrize("path", ["/calendar.ics", "/organizations/valley-institute/calendar.ics", "/series/our-economy/calendar.ics"])
def test_head_answers_with_the_same_headers_and_nothing_else(client, institute, path):
    EventFactory(host=institute, series=SeriesFactory(host=institute, slug="our-economy"))
    get, head = client.get(path), client.head(path)

    assert (head.status_code, head.content) == (200, b"")
    assert {**head.headers} == {**get.headers}


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_feed_is_only_read(client, webinar, method):
    assert getattr(client, method)("/calendar.ics").status_code == 405


@pytest.mark.parametrize(
    "path",
    ["/organizations/nobody/calendar.ics", "/series/nothing/calendar.ics", "/events/nothing/calendar.ics", "/series/draft/calendar.ics"],
)
def test_what_is_not_there_is_not_found(client, institute, path):
    SeriesFactory(host=institute, slug="draft", published_at=None)

    assert client.get(path).status_code == 404


def test_a_site_that_is_not_set_up_has_no_feed(client, db):
    assert client.get("/calendar.ics").status_code == 404


@pytest.mark.parametrize("path", ["/calendar.ics", "/organizations/valley-institute/calendar.ics", "/series/our-economy/calendar.ics"])
@pytest.mark.parametrize("count", [1, 3])
def test_a_feed_asks_as_much_of_the_database_for_three_events_as_for_one(client, institute, django_assert_max_num_queries, path, count):
    series = SeriesFactory(host=institute, slug="our-economy")
    for _ in range(count):
        EventFactory(host=institute, series=series)
    etag = client.get(path)["ETag"]
    finding_it = 2 if "series" in path else 1

    with django_assert_max_num_queries(finding_it + 2):
        client.get(path)
    with django_assert_max_num_queries(finding_it + 1):
        assert client.get(path, headers={"if-none-match": etag}).status_code == 304


def test_the_old_address_of_a_series_serves_its_feed_without_a_redirect(client, institute, now):
    series = SeriesFactory(host=institute, slug="first")
    EventFactory(host=institute, series=series)
    publishing.edit_series(series, details={"slug": "second"}, now=now)

    old, new = client.get("/series/first/calendar.ics"), client.get("/series/second/calendar.ics")

    assert (old.status_code, old.content) == (200, new.content)


def test_the_file_of_one_event_is_to_be_saved_and_opens_no_calendar(client, webinar):
    response = client.get(f"/events/{webinar.slug}/calendar.ics")

    assert response["Content-Disposition"] == f'attachment; filename="{webinar.slug}.ics"'
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"METHOD:PUBLISH" in response.content
    assert b"X-WR-" not in response.content
    assert entry_in(response)["UID"] == webinar.uid


def test_the_file_of_one_event_is_the_entry_of_the_feed(client, webinar):
    feed, file = client.get("/calendar.ics"), client.get(f"/events/{webinar.slug}/calendar.ics")

    assert entry_in(feed).to_ical() == entry_in(file).to_ical()


def test_the_file_of_one_event_is_not_sent_again_unchanged(client, webinar, now):
    path = f"/events/{webinar.slug}/calendar.ics"
    etag = client.get(path)["ETag"]
    unchanged = client.get(path, headers={"if-none-match": etag})

    publishing.cancel(webinar, reason="", now=now)

    assert unchanged.status_code == 304
    assert client.get(path, headers={"if-none-match": etag}).status_code == 200


def test_who_has_the_link_of_an_unlisted_event_has_its_file(client, institute):
    event = EventFactory(host=institute, unlisted=True)

    assert entry_in(client.get(f"/events/{event.slug}/calendar.ics"))["UID"] == event.uid


def test_the_old_address_of_an_event_serves_its_file_without_a_redirect(client, webinar, now):
    old = webinar.slug
    publishing.edit(webinar, details={"slug": "new-name"}, now=now)

    response = client.get(f"/events/{old}/calendar.ics")

    assert (response.status_code, entry_in(response)["URL"]) == (200, "https://events.example/events/new-name/")


def test_drafts_and_undated_events_have_no_file(client, institute, now):
    draft = EventFactory(host=institute, published_at=None)
    undated = publishing.create(institute, details={"title_en": "Undated"}, when=RoughDate("UTC", Precision.NONE, None), now=now)
    publishing.publish(undated, now=now)

    assert [client.get(f"/events/{event.slug}/calendar.ics").status_code for event in (draft, undated)] == [404, 404]


def test_entries_that_are_missing_are_made_before_the_tag_is(client, institute):
    for _ in range(2):
        EventFactory(host=institute)
    first = client.get("/calendar.ics")
    Face.objects.all().delete()

    again = client.get("/calendar.ics")
    once_more = client.get("/calendar.ics", headers={"if-none-match": again["ETag"]})

    assert again.content == first.content
    assert once_more.status_code == 304


def test_two_languages_have_two_tags(client, institute):
    EventFactory(host=institute)

    assert client.get("/calendar.ics")["ETag"] != client.get("/es/calendar.ics")["ETag"]
