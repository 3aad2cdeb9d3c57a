from urllib.parse import parse_qs, urlsplit

import pytest

from events_service.events.domain import calendar_links
from tests.events.test_ical import unsaved


def asked_by(link):
    return {name: value for name, [value] in parse_qs(urlsplit(link).query, keep_blank_values=True).items()}


def test_google_gets_the_times_in_utc_and_where_to_go():
    link = calendar_links.links_of(unsaved(title_en="Who counts & why?"), "en").google

    assert link.startswith("https://calendar.google.com/calendar/render?action=TEMPLATE&")
    assert asked_by(link)["text"] == "Who counts & why?"
    assert asked_by(link)["dates"] == "20371203T180000Z/20371203T193000Z"
    assert asked_by(link)["location"] == "https://events.example/events/who-counts/"
    assert "10:00 – 11:30 AM Pacific Time" in asked_by(link)["details"]


def test_outlook_gets_iso_times_in_utc_and_spaces_that_it_understands():
    links = calendar_links.links_of(unsaved(title_en="Who counts + why?"), "en")

    assert links.outlook.startswith("https://outlook.live.com/calendar/deeplink/compose?path=%2Fcalendar%2Faction%2Fcompose&rru=addevent&")
    assert links.outlook_at_work == links.outlook.replace("outlook.live.com", "outlook.office.com")
    assert "subject=Who%20counts%20%2B%20why%3F&" in links.outlook
    assert asked_by(links.outlook)["startdt"] == "2037-12-03T18:00:00Z"
    assert asked_by(links.outlook)["enddt"] == "2037-12-03T19:30:00Z"


@pytest.mark.parametrize(("language", "path"), [("en", "/events/who-counts/calendar.ics"), ("es", "/es/events/who-counts/calendar.ics")])
def test_the_file_is_in_the_readers_language(language, path):
    assert calendar_links.links_of(unsaved(), language).file == path


def test_one_persons_own_file_stands_for_the_public_one():
    assert calendar_links.links_of(unsaved(), "en", "/my/token/event.ics").file == "/my/token/event.ics"


def test_an_event_without_a_time_has_no_links():
    assert calendar_links.links_of(unsaved(starts_at=None, ends_at=None), "en") is None


def test_a_feed_is_followed_by_webcal_and_google_gets_the_webcal_address():
    links = calendar_links.subscription_of("/series/our-economy/calendar.ics")

    assert links.address == "https://events.example/series/our-economy/calendar.ics"
    assert links.webcal == "webcal://events.example/series/our-economy/calendar.ics"
    assert links.google == "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Fevents.example%2Fseries%2Four-economy%2Fcalendar.ics"
