"""The organizer's page on recording and recap."""

import pytest
from django.urls import reverse

from recordings.models import Recap, Recording
from tests import factories

TYPED = {
    "url": "https://youtu.be/hK4I3UEKcEs",
    "language": "en",
    "duration_seconds": "1:02:00",
    "text_en": "It was good.\n\nVery good.",
    "text_es": "Estuvo bien.",
    "recap_url": "https://valley.example/recap",
}


@pytest.fixture
def past(institute, now):
    """An event of the institute that came in from elsewhere."""
    event = factories.EventFactory(host=institute, title_en="Solidarity Economics", published_at=now)
    type(event).objects.filter(pk=event.pk).update(precision="none", starts_at=None, ends_at=None, starts_on=None, starts_time=None)
    event.refresh_from_db()
    return event


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


def address(event):
    return reverse("afterwards", args=[event.slug])


def test_recording_and_recap_are_saved_and_not_shown(desk, past):
    response = desk.post(address(past), {**TYPED, "act": "save"})

    assert (response.status_code, response["Location"]) == (302, address(past))
    recording, recap = Recording.objects.get(), Recap.objects.get()
    assert (recording.video_id, recording.duration_seconds, recording.published_at) == ("hK4I3UEKcEs", 3_720, None)
    assert (recap.text_en, recap.text_es, recap.url) == ("It was good.\n\nVery good.", "Estuvo bien.", "https://valley.example/recap")


def test_recognized_host_is_said_and_what_was_typed_is_there_again(desk, past):
    desk.post(address(past), {**TYPED, "act": "save"})

    page = desk.get(address(past)).content.decode()

    assert "Recognized: YouTube." in page
    assert "1:02:00" in page


def test_page_elsewhere_is_said_to_be_a_link(desk, past):
    desk.post(address(past), {**TYPED, "url": "https://valley.example/watch", "act": "save"})

    assert "A page elsewhere" in desk.get(address(past)).content.decode()


def test_publishing_shows_them_and_taking_out_of_sight_hides_them(desk, past):
    desk.post(address(past), {**TYPED, "act": "publish"})
    past.refresh_from_db()
    assert past.watchable_at

    desk.post(address(past), {"act": "unpublish"})

    past.refresh_from_db()
    assert (past.watchable_at, Recording.objects.get().published_at, Recap.objects.get().published_at) == (None, None, None)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"url": "javascript:alert(1)"}, "This address has to start with https:// and be open to everyone."),
        ({"url": "http://10.0.0.1/talk.mp4"}, "This address has to start with https:// and be open to everyone."),
        ({"recap_url": "nowhere"}, "This address has to start with https:// and be open to everyone."),
        ({"duration_seconds": "an hour"}, "Enter the length like 58:21 or 1:02:15, or a number of minutes"),
        ({"duration_seconds": "1:75"}, "Enter the length like 58:21 or 1:02:15, or a number of minutes"),
        ({"language": "xx"}, "xx is not one of the available choices"),
    ],
)
def test_bad_input_gets_a_sentence_and_is_kept_as_typed(desk, past, wrong, sentence):
    response = desk.post(address(past), {**TYPED, **wrong, "act": "publish"})

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "Estuvo bien." in response.content.decode()
    assert not Recording.objects.exists()
    assert not Recap.objects.exists()


def test_publishing_nothing_gets_a_sentence(desk, past):
    response = desk.post(address(past), {"language": "en", "act": "publish"})

    assert "Add a recording or a recap first." in response.content.decode()


def test_recording_of_an_event_to_come_can_be_saved_and_not_published(desk, webinar, time_machine, now):
    time_machine.move_to(now)

    response = desk.post(address(webinar), {**TYPED, "act": "publish"})

    assert "This event has not begun yet." in response.content.decode()
    assert desk.post(address(webinar), {**TYPED, "act": "save"}).status_code == 302


@pytest.mark.parametrize(("typed", "seconds"), [("58:21", 3_501), ("1:02:15", 3_735), ("62", 3_720), ("", None)])
def test_length_is_read_as_players_show_it(desk, past, typed, seconds):
    desk.post(address(past), {**TYPED, "duration_seconds": typed, "act": "save"})

    assert Recording.objects.get().duration_seconds == seconds


def test_language_that_came_in_from_elsewhere_can_stay(desk, past):
    type(past).objects.filter(pk=past.pk).update(language="fr")

    assert desk.post(address(past), {**TYPED, "language": "fr", "act": "save"}).status_code == 302


@pytest.mark.parametrize("method", ["get", "post"])
def test_stranger_finds_nothing(client, stranger, past, method):
    client.force_login(stranger)

    assert getattr(client, method)(address(past), {**TYPED, "act": "publish"}).status_code == 404
    assert not Recording.objects.exists()


def test_viewer_finds_nothing(client, institute, past):
    viewer = factories.UserFactory()
    factories.MembershipFactory(user=viewer, organization=institute, role="viewer")
    client.force_login(viewer)

    assert client.get(address(past)).status_code == 404


def test_who_is_not_signed_in_is_led_to_sign_in(client, past):
    response = client.post(address(past), {**TYPED, "act": "publish"})

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("sign_in"))


def test_who_may_not_be_recorded_or_has_not_answered_is_named_where_the_recording_is_published(desk, past, institute, now):
    for name, consent in (("Zoe Prado", "no"), ("Bo Lund", ""), ("Ana Ruiz", "yes")):
        speaker = factories.SpeakerFactory(organization=institute, name=name)
        factories.EngagementFactory(
            event=past, speaker=speaker, invited_at=now, told_starts_at=now, consent=consent, consent_at=now if consent else None
        )

    page = " ".join(desk.get(address(past)).content.decode().split())

    assert "<strong>Not to be recorded:</strong> Zoe Prado." in page
    assert "Have not answered whether they may be recorded: Bo Lund." in page
    assert "Ana Ruiz" not in page
