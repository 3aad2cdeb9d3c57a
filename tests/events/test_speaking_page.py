"""The page that a personal link opens for a person who speaks: it needs no account, and nobody else gets there."""

import icalendar
import pytest

from events_service.events.domain import engaging
from events_service.events.models import Engagement, GreenRoom, Picture, Room, Speaker
from events_service.lib.tokens import personal_token
from tests import factories
from tests.pictures import upload

pytestmark = pytest.mark.django_db

DETAILS = {
    "name": "Zoe Prado Luna",
    "about": "Economist, Madrid",
    "bio_en": "Works on **care**.",
    "bio_es": "Trabaja sobre los cuidados.",
    "links": " https://prado.example \n\nhttps://example.org/zoe",
    "zone": "Europe/Madrid",
    "language": "es",
}


@pytest.fixture
def zoe(webinar, institute, now):
    speaker = factories.SpeakerFactory(organization=institute)
    factories.AppearanceFactory(event=webinar, speaker=speaker)
    return factories.EngagementFactory(event=webinar, speaker=speaker, invited_at=now, told_starts_at=webinar.starts_at)


def page_of(engagement, more="", language=""):
    return f"{language}/speaking/{personal_token('speaking', engagement.key, engagement.link_version)}/{more}"


def words(response):
    return " ".join(response.content.decode().split())


def test_the_page_shows_the_time_where_the_person_is(client, zoe):
    page = words(client.get(page_of(zoe)))

    assert "Thursday, December 3, 2037, 7:00 – 8:30 PM Central European Time" in page
    assert "Where the event is at home: Thursday, December 3, 2037, 10:00 AM Pacific Time" in page


def test_the_page_is_neither_kept_nor_told_nor_indexed_sets_no_cookie_and_shows_no_address(client, zoe):
    response = client.get(page_of(zoe))

    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"
    assert response.cookies == {}
    assert "zoe@prado.example" not in response.content.decode()


@pytest.mark.parametrize("token", ["x", "a" * 46, "é"])
def test_a_link_that_was_never_made_opens_nothing(client, zoe, token):
    pages = ["", "consent/", "photo/", "event.ics"]

    assert {client.get(f"/speaking/{token}/{page}").status_code for page in pages} <= {404, 405}
    assert {client.post(f"/speaking/{token}/{page}").status_code for page in pages} <= {404, 405}


@pytest.mark.parametrize("purpose", ["my", "join", "stop"])
def test_a_link_for_another_purpose_opens_nothing(client, zoe, purpose):
    assert client.get(f"/speaking/{personal_token(purpose, zoe.key, zoe.link_version)}/").status_code == 404


@pytest.mark.parametrize("how", ["revoked", "taken off"])
def test_a_link_ends(client, zoe, now, how):
    before = page_of(zoe)

    if how == "revoked":
        engaging.revoke(zoe)
    else:
        engaging.end(zoe, now=now)

    assert client.get(before).status_code == 404


def test_opening_the_link_changes_nothing_since_programs_open_links_too(client, zoe):
    before = Engagement.objects.values().get()

    client.get(page_of(zoe))

    assert Engagement.objects.values().get() == before


def test_a_person_says_how_they_are_to_be_shown_and_written_to(client, zoe, now):
    answer = client.post(page_of(zoe), DETAILS)

    speaker, engagement = Speaker.objects.get(), Engagement.objects.get()
    assert answer.url == page_of(zoe) + "?done=saved#saved"
    assert (speaker.name, speaker.about, speaker.bio_es) == ("Zoe Prado Luna", "Economist, Madrid", "Trabaja sobre los cuidados.")
    assert speaker.links == "https://prado.example\nhttps://example.org/zoe"
    assert (engagement.language, engagement.zone, engagement.confirmed_at is not None) == ("es", "Europe/Madrid", True)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": " "}, "Enter your name"),
        ({"name": "Bo Lund"}, "Another person here is called “Bo Lund”"),
        ({"links": "javascript:alert(1)"}, "Enter a whole web address"),
        ({"links": "\n".join(f"https://example.org/{n}" for n in range(9))}, "Enter at most 8 links"),
        ({"zone": "Mars/Olympus"}, "Choose a time zone from the list"),
        ({"bio_en": "x" * 5001}, "at most 5000 characters"),
    ],
)
def test_what_cannot_be_shown_is_said_beside_the_field_and_nothing_is_saved(client, zoe, institute, changed, sentence):
    factories.SpeakerFactory(organization=institute, name="Bo Lund")

    answer = client.post(page_of(zoe), DETAILS | changed)

    assert (answer.status_code, answer["Cache-Control"]) == (422, "private, no-store")
    assert sentence in words(answer)
    assert "Economist, Madrid" in words(answer)
    assert (Speaker.objects.get(pk=zoe.speaker_id).about, Engagement.objects.get().confirmed_at) == ("", None)


def test_the_answer_about_recording_can_be_changed_until_the_recording_is_published(client, zoe, webinar, now):
    client.post(page_of(zoe, "consent/"), {"consent": "yes"})
    first = Engagement.objects.get().consent
    client.post(page_of(zoe, "consent/"), {"consent": "no"})
    second = Engagement.objects.get().consent
    webinar.watchable_at = now
    webinar.save()

    late = client.post(page_of(zoe, "consent/"), {"consent": "yes"})

    assert (first, second, Engagement.objects.get().consent) == ("yes", "no", "no")
    assert (late.status_code, "The recording is published. Write to the hosts" in words(late)) == (422, True)


@pytest.mark.parametrize("said", ["", "maybe"])
def test_recording_needs_a_yes_or_a_no(client, zoe, said):
    answer = client.post(page_of(zoe, "consent/"), {"consent": said})

    assert (answer.status_code, "Choose yes or no" in words(answer), Engagement.objects.get().consent) == (422, True, "")


def test_where_nothing_is_recorded_nothing_is_asked(client, zoe, webinar):
    webinar.will_be_recorded = False
    webinar.save()

    assert "May we record you?" not in words(client.get(page_of(zoe)))


def test_the_green_room_is_on_this_page_and_on_no_public_one(client, zoe, webinar):
    GreenRoom.objects.create(event=webinar, url="https://meet.example/green", passcode="4711", notes="Be there at *half past*.")

    page = words(client.get(page_of(zoe)))
    public = [
        client.get(address).content.decode() for address in (webinar.get_absolute_url(), f"/api/v1/events/{webinar.slug}/", "/calendar.ics")
    ]

    assert "https://meet.example/green" in page
    assert "4711" in page
    assert "<em>half past</em>" in page
    assert [said for said in public if "meet.example/green" in said or "4711" in said or "zoe@prado.example" in said] == []


def test_without_a_green_room_the_room_itself_is_there(client, zoe, webinar):
    Room.objects.create(event=webinar, url="https://meet.example/room")

    assert 'href="https://meet.example/room"' in words(client.get(page_of(zoe)))


def test_the_entry_can_be_taken_as_a_file(client, zoe):
    answer = client.get(page_of(zoe, "event.ics"))

    [event] = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert (event["uid"], "ATTENDEE" in event) == (f"speaking-{zoe.key}@events.example", False)
    assert str(event["location"]) == f"https://events.example{page_of(zoe)}"


@pytest.mark.django_db(transaction=True)
def test_a_photo_is_shown_and_taken_off(client, zoe):
    shown = client.post(page_of(zoe, "photo/"), {"photo": upload()})
    has_photo = Speaker.objects.get().photo is not None
    client.post(page_of(zoe, "photo/"), {"remove": "1"})

    assert (shown.status_code, has_photo, Speaker.objects.get().photo, Picture.objects.count()) == (302, True, None, 1)


def test_what_is_no_picture_is_refused(client, zoe):
    answer = client.post(page_of(zoe, "photo/"))

    assert (answer.status_code, "Choose a picture." in words(answer)) == (422, True)


def test_the_page_of_a_cancelled_event_says_so_and_of_a_past_one_leads_on(client, zoe, webinar, now, time_machine):
    webinar.cancelled_at, webinar.cancel_reason = now, "Our host is ill."
    webinar.save()
    off = words(client.get(page_of(zoe)))
    webinar.cancelled_at = None
    webinar.save()
    time_machine.move_to(webinar.ends_at)

    assert "This event will not take place. Our host is ill." in off
    assert "To the page of the event" in words(client.get(page_of(zoe)))


def test_of_a_draft_nothing_public_is_linked(client, zoe, webinar):
    webinar.published_at = None
    webinar.save()

    page = words(client.get(page_of(zoe)))

    assert "The page of the event is not public yet." in page
    assert f'href="{webinar.get_absolute_url()}"' not in page


def test_the_page_speaks_spanish(client, zoe):
    assert '<html lang="es">' in client.get(page_of(zoe, language="/es")).content.decode()
