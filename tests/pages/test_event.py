"""The event page in every state that an event goes through, by the words that a visitor reads."""

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.html import escape

from events_service.events.models import Appearance, Article, OldSlug
from recordings.models import Recap, Recording
from registrations.models import Registration
from tests import factories

ROSA = {"name": "Rosa Valle", "email": "rosa@valle.example", "language": "en", "zone": "America/Mexico_City"}
HELD = {
    "starts_on": date(2037, 11, 3),
    "ends_on": date(2037, 11, 3),
    "starts_at": datetime(2037, 11, 3, 18, tzinfo=UTC),
    "ends_at": datetime(2037, 11, 3, 19, 30, tzinfo=UTC),
}


@pytest.fixture
def live(webinar, now):
    webinar.starts_at, webinar.ends_at = now - timedelta(minutes=20), now + timedelta(hours=1)
    webinar.save()
    return webinar


@pytest.fixture
def held(institute):
    return factories.EventFactory(host=institute, **HELD)


def words(answer):
    """What a person reads, without scripts and markup."""
    text = re.sub(r"<script.*?</script>|<svg.*?</svg>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", text.replace("&#x27;", "'").replace("&amp;", "&"))


def watch(event, url="https://www.youtube.com/watch?v=hK4I3UEKcEs", player="youtube", video_id="hK4I3UEKcEs", **more):
    event.watchable_at = event.changed_at
    event.save()
    return Recording.objects.create(
        event=event, url=url, player=player, video_id=video_id, language="en", published_at=event.changed_at, **more
    )


def test_an_open_event_says_when_and_where_and_takes_registrations(client, webinar):
    page = words(client.get(webinar.get_absolute_url()))

    assert "Thursday, December 3, 2037 10:00 – 11:30 AM Pacific Time, online" in page
    assert "Registration open" in page
    assert "Hosted by Valley Institute" in page
    assert "Register for free" in page


def test_times_elsewhere_are_there_without_scripts(client, webinar):
    page = words(client.get(webinar.get_absolute_url()))

    assert "Mexico City 12:00 – 1:30 PM" in page
    assert "Madrid 7:00 – 8:30 PM" in page


def test_places_left_are_counted(client, institute):
    event = factories.EventFactory(host=institute, capacity=3)
    factories.RegistrationFactory(event=event)

    assert "2 of 3 places left" in words(client.get(event.get_absolute_url()))


def test_a_full_event_offers_the_waiting_list(client, institute):
    event = factories.EventFactory(host=institute, capacity=1)
    factories.RegistrationFactory(event=event)
    factories.RegistrationFactory(event=event, status="waitlisted", turn=1)

    page = words(client.get(event.get_absolute_url()))

    assert "All places are taken" in page
    assert "1 person is waiting." in page
    assert "Join the waiting list" in page


def test_a_full_event_without_a_waiting_list_has_no_form(client, institute):
    event = factories.EventFactory(host=institute, capacity=1, has_waitlist=False)
    factories.RegistrationFactory(event=event)

    answer = client.get(event.get_absolute_url())

    assert "All places are taken" in words(answer)
    assert b"<form" not in answer.content


def test_registration_that_opens_later_says_when(client, institute):
    event = factories.EventFactory(host=institute, registration_opens_at=datetime(2037, 11, 28, 17, tzinfo=UTC))

    answer = client.get(event.get_absolute_url())

    assert "You can register from Saturday, November 28, 2037, 9:00 AM Pacific Time." in words(answer)
    assert b"<form" not in answer.content


def test_closed_registration_says_so_and_names_the_way_in(client, institute):
    event = factories.EventFactory(host=institute, registration_closes_at=datetime(2037, 11, 20, tzinfo=UTC))

    answer = client.get(event.get_absolute_url())

    assert "Registration is closed" in words(answer)
    assert "Your way in is the link in the mail we sent you." in words(answer)
    assert b"<form" not in answer.content


def test_a_live_event_sends_the_link_to_known_and_unknown_people(client, live):
    page = words(client.get(live.get_absolute_url()))

    assert "Live now" in page
    assert "Mail me the link" in page


def test_a_cancelled_event_gives_the_reason_and_takes_nobody(client, institute, now):
    event = factories.EventFactory(host=institute, cancelled_at=now, cancel_reason="The speaker is ill.")

    answer = client.get(event.get_absolute_url())

    assert "This event is cancelled The speaker is ill." in words(answer)
    assert b"<form" not in answer.content


def test_a_past_event_without_a_recording_says_so(client, held):
    answer = client.get(held.get_absolute_url())

    assert "This event is over No recording of it is published." in words(answer)
    assert b"<form" not in answer.content


def test_the_recording_takes_the_place_of_the_form(client, held):
    watch(held, duration_seconds=3_720)

    answer = client.get(held.get_absolute_url())

    assert "Play from YouTube" in words(answer)
    assert "62 minutes" in words(answer)
    assert b"<form" not in answer.content


def test_nothing_of_a_third_party_is_loaded_before_play(client, held):
    watch(held)

    page = client.get(held.get_absolute_url()).content.decode()

    assert re.findall(r'<(?:iframe|video|audio|img|script|link)[^>]+(?:src|href)="https?://(?!events\.example)[^"]*', page) == []


def test_a_time_in_the_address_starts_the_player_there_without_scripts_too(client, held):
    watch(held)

    answer = client.get(held.get_absolute_url(), {"t": "754"})

    assert "Play from 12:34" in words(answer)
    assert "https://www.youtube.com/watch?v=hK4I3UEKcEs&amp;t=754" in answer.content.decode()
    assert 'start=" data-unit="" data-start="754"' in answer.content.decode()


@pytest.mark.parametrize("asked", ["-1", "x", "1e9", "99999999999999999999", "²", "\x00"])
def test_a_time_that_is_none_starts_at_the_beginning(client, held, asked):
    watch(held)

    assert "Play from YouTube" in words(client.get(held.get_absolute_url(), {"t": asked}))


@pytest.mark.parametrize(
    ("player", "url", "video_id", "kind", "source"),
    [
        (
            "vimeo",
            "https://vimeo.com/7654321/abcdef",
            "7654321/abcdef",
            "frame",
            "https://player.vimeo.com/video/7654321?h=abcdef&amp;autoplay=1",
        ),
        ("file", "https://files.example/talk.mp4", "", "video", "https://files.example/talk.mp4"),
        ("file", "https://files.example/talk.mp3", "", "audio", "https://files.example/talk.mp3"),
        ("elsewhere", "https://talks.example/economy", "", "link", ""),
    ],
)
def test_every_player_has_its_cover(client, held, player, url, video_id, kind, source):
    watch(held, url=url, player=player, video_id=video_id)

    page = client.get(held.get_absolute_url()).content.decode()

    assert f'data-player="{kind}" data-host="{player}" data-source="{source}' in page
    assert f'href="{url}"' in page


def test_a_recap_stands_on_the_page_with_its_link(client, held, now):
    Recap.objects.create(event=held, text_en="We **agreed** on care.", url="https://valley.example/recap", published_at=now)

    page = client.get(held.get_absolute_url()).content.decode()

    assert "We <strong>agreed</strong> on care." in page
    assert 'href="https://valley.example/recap"' in page


def test_what_is_not_published_is_not_shown(client, held):
    Recording.objects.create(event=held, url="https://vimeo.com/1", player="vimeo", video_id="1", language="en")
    Recap.objects.create(event=held, text_en="A first draft.")

    page = words(client.get(held.get_absolute_url()))

    assert "No recording of it is published." in page
    assert "A first draft." not in page


def test_the_recording_page_says_how_to_cite_it(client, held):
    watch(held)

    page = words(client.get(held.get_absolute_url()))

    assert f"Valley Institute (2037). {held.title} . Webinar, November 3, 2037. https://events.example/events/{held.slug}/" in page


@pytest.mark.parametrize(
    ("precision", "on", "said"),
    [
        ("day", date(2020, 6, 22), "June 22, 2020"),
        ("month", date(2020, 6, 1), "June 2020"),
        ("year", date(2020, 1, 1), "2020"),
        ("none", None, "Date not recorded"),
    ],
)
def test_a_past_event_says_its_date_as_exactly_as_it_is_known(client, institute, precision, on, said):
    rough = {
        "precision": precision,
        "starts_on": on,
        "ends_on": on,
        "starts_at": None,
        "ends_at": None,
        "starts_time": None,
        "ends_time": None,
    }
    event = factories.EventFactory(host=institute, **rough)

    page = words(client.get(event.get_absolute_url()))

    assert f"{said} This event is over" in page


def test_speakers_series_and_reading_stand_on_the_page(client, institute):
    series = factories.SeriesFactory(host=institute)
    first = factories.EventFactory(host=institute, series=series, title_en="The first", **HELD)
    second = factories.EventFactory(host=institute, series=series)
    speaker = factories.SpeakerFactory(organization=institute, name="Dr. Amalia Reyes", about="Home care worker")
    Appearance.objects.create(event=second, speaker=speaker, role="moderator")
    of_series = {"organization": institute, "series": series, "outlet": "The Post", "published_on": date(2020, 6, 1), "precision": "month"}
    Article.objects.create(title="On care", url="https://post.example/care", **of_series)

    answer = client.get(second.get_absolute_url())

    assert "Dr. Amalia Reyes Moderator · Home care worker" in words(answer)
    assert "2 of 2" in words(answer)
    assert "On care The Post · June 2020" in words(answer)
    assert f'href="{first.get_absolute_url()}"' in answer.content.decode()


def test_a_cancelled_event_leads_on_to_the_next_of_its_series(client, institute, now):
    series = factories.SeriesFactory(host=institute)
    event = factories.EventFactory(host=institute, series=series, cancelled_at=now)
    factories.EventFactory(host=institute, series=series, title_en="Another event")

    page = words(client.get(event.get_absolute_url()))

    assert "Next in this series, Thu, Dec 3 Another event To this event" in page


def test_a_series_in_draft_is_not_named(client, institute, now):
    series = factories.SeriesFactory(host=institute, published_at=None, title_en="A secret plan")
    event = factories.EventFactory(host=institute, series=series, cancelled_at=now)
    factories.EventFactory(host=institute, series=series, title_en="Another event")
    Article.objects.create(title="A secret text", url="https://post.example/x", organization=institute, series=series)

    page = words(client.get(event.get_absolute_url()))

    assert "A secret plan" not in page
    assert "A secret text" not in page
    assert "Another event" not in page


def test_whether_it_is_recorded_is_said_on_page_and_form(client, webinar):
    page = words(client.get(webinar.get_absolute_url()))

    assert "Will be recorded" in page
    assert "This event will be recorded, and the recording published on this page." in page


def test_the_room_is_on_no_public_page(client, live):
    factories.RoomFactory(event=live)

    pages = [client.get(path).content.decode() for path in (live.get_absolute_url(), f"{live.get_absolute_url()}calendar.ics", "/", "/es/")]

    assert [secret for secret in factories.SECRETS_OF_A_ROOM for page in pages if secret in page] == []


def test_a_draft_is_not_found(client, institute):
    event = factories.EventFactory(host=institute, published_at=None)

    assert client.get(event.get_absolute_url()).status_code == 404


def test_a_changed_address_redirects_for_ever_with_what_was_asked(client, webinar):
    OldSlug.objects.create(slug="the-old-name", event=webinar)

    answer = client.get("/es/events/the-old-name/?from=valley&t=1")

    assert (answer.status_code, answer.url) == (301, f"/es/events/{webinar.slug}/?from=valley&t=1")


def test_an_unlisted_event_is_reachable_and_not_indexed(client, institute):
    event = factories.EventFactory(host=institute, unlisted=True)

    assert '<meta name="robots" content="noindex">' in client.get(event.get_absolute_url()).content.decode()


# registering


def test_two_fields_register_and_lead_to_the_inbox_page(client, webinar):
    answer = client.post(webinar.get_absolute_url(), ROSA)

    registration = Registration.objects.get()
    assert answer.status_code == 303
    assert answer.url.startswith("/inbox/")
    assert (registration.name, registration.email, registration.zone) == ("Rosa Valle", "rosa@valle.example", "America/Mexico_City")


def test_the_answer_is_the_same_for_known_and_unknown_people(client, webinar):
    first, again = (client.post(webinar.get_absolute_url(), ROSA) for _ in range(2))

    assert (first.status_code, first.url) == (again.status_code, again.url)
    assert Registration.objects.count() == 1


def test_the_label_of_the_link_comes_along(client, webinar):
    page = client.get(webinar.get_absolute_url(), {"from": "valley-news"}).content.decode()
    client.post(webinar.get_absolute_url(), ROSA | {"source": "valley-news"})

    assert 'name="source" value="valley-news"' in page
    assert Registration.objects.get().source == "valley-news"


def test_an_error_redraws_the_page_and_keeps_what_was_typed(client, webinar):
    answer = client.post(
        webinar.get_absolute_url(), {"name": "Rosa <Valle>", "email": "rosa.valle.org", "language": "es", "source": "news"}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: " in page
    assert '<a href="#id_email">Enter an email address with an @, like rosa@valle.org</a>' in page
    assert 'value="Rosa &lt;Valle&gt;"' in page
    assert 'value="rosa.valle.org"' in page
    assert 'value="es" id="id_language_1" checked' in page
    assert 'value="news"' in page
    assert 'aria-describedby="id_email_helptext id_email_error"' in page


def test_a_full_house_is_said_on_the_page(client, institute):
    event = factories.EventFactory(host=institute, capacity=1, has_waitlist=False)
    factories.RegistrationFactory(event=event)

    answer = client.post(event.get_absolute_url(), ROSA)

    assert answer.status_code == 409
    assert "There is a problem All places are taken." in words(answer)


def test_nobody_registers_after_the_end(client, held):
    answer = client.post(held.get_absolute_url(), ROSA)

    assert answer.status_code == 409
    assert "Registration for this event is not open." in words(answer)


def test_a_machine_that_fills_in_everything_is_asked_again(client, webinar):
    answer = client.post(webinar.get_absolute_url(), ROSA | {"website": "https://spam.example"})

    assert answer.status_code == 422
    assert "Please send it once more." in words(answer)
    assert "spam.example" not in answer.content.decode()
    assert not Registration.objects.exists()


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}])
def test_a_form_on_another_site_is_refused_with_a_sentence(client, webinar, headers):
    answer = client.post(webinar.get_absolute_url(), ROSA, headers=headers)

    assert answer.status_code == 403
    assert "This form was sent from another website." in words(answer)
    assert not Registration.objects.exists()


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}, {}])
def test_the_pages_own_form_is_taken(client, webinar, headers):
    assert client.post(webinar.get_absolute_url(), ROSA, headers=headers).status_code == 303


@pytest.mark.parametrize("field", ["name", "email", "language", "zone", "source", "website"])
@pytest.mark.parametrize("value", ["\x00", "x" * 5_000, "<script>", "\ue000text:name\ue001", "’—ñ💥"])
def test_no_input_breaks_the_page(client, webinar, field, value):
    assert client.post(webinar.get_absolute_url(), ROSA | {field: value}).status_code in {303, 422}


# what every public page keeps to


def test_what_organizers_type_cannot_run(client, institute):
    bad = "</script><script>alert(1)</script>"
    event = factories.EventFactory(host=institute, title_en=bad, summary_en=bad, text_en=f"{bad}\n\n[x](javascript:alert(1))")

    page = client.get(event.get_absolute_url()).content.decode()

    assert "<script>alert" not in page
    assert "javascript:" not in page.replace("[x](javascript:alert(1))", "")
    assert escape(bad) in page
    assert page.count("<script") == page.count("</script>")


def test_search_engines_read_the_event(client, webinar):
    page = client.get(webinar.get_absolute_url()).content.decode()

    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    data = json.loads(block)
    assert (data["name"], data["startDate"], data["isAccessibleForFree"]) == (webinar.title, "2037-12-03T10:00:00-08:00", True)
    assert data["location"] == [{"@type": "VirtualLocation", "url": f"https://events.example/events/{webinar.slug}/"}]


def test_a_text_in_the_other_language_is_marked_as_such(client, institute):
    event = factories.EventFactory(host=institute, title_en="", title_es="¿Quién cuenta?")

    assert '<h1 lang="es">¿Quién cuenta?</h1>' in client.get(event.get_absolute_url()).content.decode()


def test_an_event_page_takes_at_most_eight_queries(client, institute, django_assert_max_num_queries):
    series = factories.SeriesFactory(host=institute)
    events = factories.EventFactory.create_batch(4, host=institute, series=series, capacity=5)
    held = factories.EventFactory(host=institute, series=series, **HELD)
    watch(held)
    for event in [*events, held]:
        Appearance.objects.create(event=event, speaker=factories.SpeakerFactory(organization=institute, name=event.slug))

    for event in (events[0], held):
        with django_assert_max_num_queries(8):
            client.get(event.get_absolute_url())
