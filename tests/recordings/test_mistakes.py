"""A reader reports a mistake in a transcript, without an account, and an organizer decides."""

from datetime import timedelta

import pytest

from recordings.domain import mistakes, transcribing
from recordings.domain.captions import Spoken
from recordings.domain.mistakes import NothingReported, TooMany
from recordings.models import Mistake
from tests import factories

pytestmark = pytest.mark.django_db

SAID = [Spoken(0, 3000, "Rosa", "Nobody cooks a loan."), Spoken(3000, 5000, "Rosa", "And that is that.")]


@pytest.fixture
def transcript(webinar, now):
    webinar.starts_at, webinar.ends_at = now - timedelta(days=2), now - timedelta(days=1)
    webinar.save()
    return transcribing.replace(factories.RecordingFactory(event=webinar), SAID, language="en", by=None, now=now)


@pytest.fixture
def cue(transcript):
    return transcript.cues.select_related("transcript__recording").first()


def test_accepted_it_corrects_the_line_and_stays_in_the_history(transcript, cue, organizer, now):
    mistakes.accept(mistakes.report(cue, said="Nobody cooks alone.", now=now), by=organizer, now=now)

    cue.refresh_from_db()
    assert cue.text == "Nobody cooks alone."
    assert transcript.corrections.first().who == organizer
    assert not mistakes.waiting_at(transcript.recording.event).exists()


def test_dismissed_it_changes_nothing_and_waits_no_more(transcript, cue, now):
    mistakes.dismiss(mistakes.report(cue, said="Everybody cooks.", now=now), now=now)

    cue.refresh_from_db()
    assert cue.text == "Nobody cooks a loan."
    assert not mistakes.waiting_at(transcript.recording.event).exists()


def test_a_line_that_was_changed_meanwhile_is_not_written_over_and_the_report_still_waits(transcript, cue, organizer, now):
    report = mistakes.report(cue, said="Nobody cooks alone.", now=now)
    transcribing.edit(cue, text="No one cooks alone.", speaker="Rosa", was=cue.text, by=None, now=now)

    with pytest.raises(transcribing.Changed):
        mistakes.accept(report, by=organizer, now=now)
    assert mistakes.waiting_at(transcript.recording.event).count() == 1


def test_after_a_new_import_the_same_words_are_still_found(transcript, cue, organizer, now):
    report = mistakes.report(cue, said="Nobody cooks alone.", now=now)
    later = [Spoken(9000, 9500, "Rosa", "Nobody cooks a loan.")]
    transcribing.replace(transcript.recording, later, language="en", by=None, now=now)

    mistakes.accept(report, by=organizer, now=now)

    assert transcript.cues.get().text == "Nobody cooks alone."


def test_the_same_report_twice_is_one(cue, now):
    mistakes.report(cue, said="Nobody cooks alone.", now=now)
    mistakes.report(cue, said="Nobody  cooks alone.", now=now)

    assert Mistake.objects.count() == 1


@pytest.mark.parametrize("said", ["", " ", "Nobody cooks a loan.", "<b></b>", "a" * 1001])
def test_what_says_nothing_is_refused(cue, said, now):
    with pytest.raises(NothingReported):
        mistakes.report(cue, said=said, now=now)


def test_thirty_an_hour_are_enough(cue, now):
    for number in range(30):
        mistakes.report(cue, said=f"Something else {number}", now=now)

    with pytest.raises(TooMany):
        mistakes.report(cue, said="One more", now=now)
    assert mistakes.report(cue, said="One more", now=now + timedelta(hours=2))


# The form


@pytest.fixture
def address(transcript):
    return f"/events/{transcript.recording.event.slug}/transcript-{transcript.pk}/mistake/?t=1"


@pytest.fixture
def send(client, address, time_machine, now):
    """Open the form, read for a while, and send it."""

    def sent(said, *, seconds=20, headers=None, **more):
        mark = client.get(address).context["form"].mark
        time_machine.move_to(now + timedelta(seconds=seconds))
        return client.post(address, {"said": said, "shown": mark, "website": "", **more}, headers=headers)

    return sent


def test_a_reader_reports_a_mistake(send):
    answer = send("Nobody cooks alone.")

    assert b"Thank you" in answer.content
    assert (Mistake.objects.get().words, Mistake.objects.get().said) == ("Nobody cooks a loan.", "Nobody cooks alone.")
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


@pytest.mark.parametrize(
    ("said", "more"),
    [
        ("Nobody cooks alone.", {"seconds": 1}),
        ("Nobody cooks alone.", {"seconds": 3 * 24 * 3600}),
        ("Nobody cooks alone.", {"shown": "made up"}),
        ("Nobody cooks alone.", {"website": "https://spam.example"}),
        ("", {}),
        ("Nobody cooks a loan.", {}),
    ],
)
def test_a_machine_or_nothing_is_refused_and_what_was_typed_stays(send, said, more):
    answer = send(said, **more)

    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert said in answer.content.decode()
    assert not Mistake.objects.exists()


def test_another_site_cannot_send_it(send):
    assert send("Nobody cooks alone.", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 404
    assert not Mistake.objects.exists()


@pytest.mark.parametrize("second", ["", "x", "-1", "0", "99999999999", "²", "4"])
def test_any_second_shows_a_line(client, address, second):
    assert client.get(address.partition("?")[0], {"t": second}).status_code == 200


def test_of_what_is_not_public_nothing_is_shown(client, transcript, address):
    transcript.recording.published_at = None
    transcript.recording.save()

    assert client.get(address).status_code == 404


def test_it_waits_at_the_desk(client, organizer, cue, now):
    mistakes.report(cue, said="Nobody cooks alone.", now=now)
    client.force_login(organizer)

    assert "A mistake in the transcript" in client.get("/desk/").content.decode()
    assert "A mistake in the transcript" in client.get(f"/desk/events/{cue.transcript.recording.event.slug}/").content.decode()
