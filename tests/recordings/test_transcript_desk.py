"""The desk's page on a transcript: brought in, mended, divided into chapters; a viewer looks only."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape

from events_service.events.domain import speaking
from recordings.domain import chapters, mistakes, transcribing
from recordings.domain.captions import Spoken
from recordings.models import Mistake, Transcript
from tests import factories

pytestmark = pytest.mark.django_db

FILE = "WEBVTT\n\n00:01.000 --> 00:02.000\nRosa: Hello <b>there</b>.\n\naa --> bb\nlost\n\n00:03.000 --> 00:04.000\nBye.\n"


@pytest.fixture
def recording(webinar):
    return factories.RecordingFactory(event=webinar)


@pytest.fixture
def transcript(recording, now):
    spoken = [Spoken(n * 1000, n * 1000 + 900, f"Speaker {n % 2}", f"Line {n}.") for n in range(150)]
    return transcribing.replace(recording, spoken, language="en", by=None, now=now)


@pytest.fixture
def address(webinar):
    return f"/desk/events/{webinar.slug}/transcript/"


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


def upload(text=FILE, name="session.vtt"):
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def test_without_a_recording_it_says_what_comes_first(desk, webinar, address):
    assert "Add the recording" in desk.get(address).content.decode()


def test_a_file_is_looked_at_before_it_is_kept(desk, recording, address):
    looked = desk.post(address, {"file": upload(), "language": "en", "recording": recording.pk, "act": "look"})

    page = looked.content.decode()
    assert "2 lines were found. Speakers: Rosa." in " ".join(page.split())
    assert "Line 6: its times cannot be read" in page
    assert not Transcript.objects.exists()

    kept = desk.post(address, {"text": looked.context["form"].source, "language": "es", "recording": recording.pk, "act": "use"})
    assert kept.status_code == 302
    transcript = Transcript.objects.get()
    assert (transcript.language, [cue.text for cue in transcript.cues.all()]) == ("es", ["Hello there.", "Bye."])
    assert desk.get(kept.url).status_code == 200


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Choose a file, or paste the transcript."),
        ({"text": "Dear Rosa"}, "No captions were found"),
        ({"text": FILE, "language": "xx"}, "Select a valid choice"),
        ({"text": "a\x00b"}, "Null characters are not allowed"),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_field(desk, recording, address, typed, sentence):
    answer = desk.post(address, {"language": "en", "recording": recording.pk, "act": "use"} | typed)

    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert escape(typed.get("text", "").replace("\x00", ""))[:5] in answer.content.decode()
    assert not Transcript.objects.exists()


@pytest.mark.parametrize(("data", "word"), [(b"%PDF-1", "PDF"), (b"", "empty"), (b"\x00" * 20, "empty")])
def test_another_kind_of_file_is_recognized(desk, recording, address, data, word):
    answer = desk.post(address, {"file": upload(data), "language": "en", "recording": recording.pk, "act": "use"})

    assert (answer.status_code, word in answer.content.decode()) == (422, True)


def send(desk, address, cue, **more):
    return desk.post(f"{address}line/", {"cue": cue.pk, "was": cue.text, "speaker": cue.speaker, "text": cue.text, "of": "en"} | more)


def test_a_line_is_changed(desk, transcript, address):
    answer = send(desk, address, transcript.cues.first(), text="Line nought.", speaker="Rosa")

    assert answer.url.endswith(f"#line-{transcript.cues.first().pk}")
    assert (transcript.cues.first().speaker, transcript.cues.first().text) == ("Rosa", "Line nought.")


def test_a_blank_line_divides_it(desk, transcript, address):
    send(desk, address, transcript.cues.first(), text="Line\r\n \r\nAna: nought.")

    assert [(cue.speaker, cue.text) for cue in transcript.cues.order_by("position")[:2]] == [("Speaker 0", "Line"), ("Ana", "nought.")]


def test_two_lines_are_joined(desk, transcript, address):
    send(desk, address, transcript.cues.first(), act="join")

    assert transcript.cues.order_by("position").first().text == "Line 0. Line 1."


def test_a_line_that_somebody_changed_meanwhile_is_shown_as_it_is_now_with_what_was_typed(desk, transcript, address, now):
    cue = transcript.cues.first()
    transcribing.edit(cue, text="Theirs.", speaker="", was="Line 0.", by=None, now=now)

    answer = send(desk, address, cue, text="Mine.")

    assert answer.status_code == 409
    assert "Somebody changed this line meanwhile" in answer.content.decode()
    assert ">\nMine.</textarea>" in answer.content.decode()
    assert transcript.cues.order_by("position").first().text == "Theirs."


@pytest.mark.parametrize("typed", [{"text": ""}, {"text": "a" * 3000}, {"speaker": "a" * 100}, {"act": "join", "cue": "last"}])
def test_a_line_that_cannot_be_so_is_said(desk, transcript, address, typed):
    cue = transcript.cues.last() if typed.pop("cue", "") else transcript.cues.first()

    assert send(desk, address, cue, **typed).status_code in {409, 422}


def test_a_line_begins_a_chapter(desk, recording, transcript, address):
    send(desk, address, transcript.cues.order_by("position")[5], act="chapter")

    recording.refresh_from_db()
    assert chapters.typed(chapters.of(recording)) == "0:05 Line 5.\n"


def test_chapters_are_written_as_a_list(desk, recording, address):
    assert desk.post(f"{address}chapters/", {"chapters": "0:00 Welcome\n4:32 Questions"}).status_code == 302

    recording.refresh_from_db()
    assert [chapter.title for chapter in chapters.of(recording)] == ["Welcome", "Questions"]


def test_a_list_with_a_mistake_is_kept_as_typed_and_its_line_named(desk, recording, address):
    answer = desk.post(f"{address}chapters/", {"chapters": "0:00 Welcome\nQuestions"})

    assert answer.status_code == 422
    assert "Line 2: begin with a time" in answer.content.decode()
    assert ">\n0:00 Welcome\nQuestions</textarea>" in answer.content.decode()


def test_a_speaker_of_the_event_is_recognized_by_the_name(desk, webinar, transcript, address, now):
    speaking.set_speakers(webinar, [speaking.SpeakerLine("Rosa Valle")], now=now)

    desk.post(f"{address}speakers/", {"old": "Speaker 0", "new": "rosa valle"})
    desk.post(f"{address}speakers/", {"old": "Speaker 1", "new": "Ana"})

    first, second = transcript.cues.order_by("position")[:2]
    assert (first.speaker, first.person, second.speaker, second.person) == ("Rosa Valle", webinar.appearances.get().speaker, "Ana", None)
    assert "Speaker of the event" in desk.get(address).content.decode()


def test_a_name_that_is_none_is_said(desk, transcript, address):
    answer = desk.post(f"{address}speakers/", {"old": "Speaker 0", "new": " "}, follow=True)

    assert "Enter a name." in answer.content.decode()


@pytest.mark.parametrize("act", ["accept", "dismiss"])
def test_a_reported_mistake_is_decided(desk, transcript, address, now, act):
    mistake = mistakes.report(transcript.cues.select_related("transcript__recording").first(), said="Line nought.", now=now)
    assert "Line nought." in desk.get(address).content.decode()

    desk.post(f"{address}mistakes/", {"mistake": mistake.pk, "act": act})

    assert transcript.cues.order_by("position").first().text == ("Line nought." if act == "accept" else "Line 0.")
    assert Mistake.objects.get().is_accepted == (act == "accept")


def test_it_is_taken_away(desk, transcript, address):
    desk.post(f"{address}remove/", {"of": "en"})

    assert not Transcript.objects.exists()


@pytest.mark.parametrize("asked", ["?page=2", "?page=x", "?line=x", "?line=7", "?recording=x&language=zz", "?at=99999999999999999999"])
def test_whatever_is_asked_a_page_of_lines_comes(desk, transcript, address, asked):
    assert desk.get(address + asked).status_code == 200


def test_the_page_with_the_line_that_is_edited_is_shown(desk, transcript, address):
    cue = transcript.cues.order_by("position")[100]

    page = desk.get(f"{address}?line={cue.pk}").content.decode()

    assert ">\nLine 100.</textarea>" in page


def test_ten_times_the_lines_take_no_more_queries(desk, recording, address, now, django_assert_max_num_queries):
    transcribing.replace(recording, [Spoken(n, n, f"S{n % 9}", f"Line {n}.") for n in range(3000)], language="en", by=None, now=now)

    with django_assert_max_num_queries(18):
        desk.get(address)


@pytest.fixture
def viewer(institute):
    return factories.MembershipFactory(organization=institute, role="viewer").user


def test_a_viewer_sees_it_and_nothing_to_change_it_with(client, viewer, transcript, address, now):
    mistakes.report(transcript.cues.select_related("transcript__recording").first(), said="Line nought.", now=now)
    client.force_login(viewer)

    page = client.get(address).content.decode()

    assert "Line 0." in page
    assert "Edit" not in page
    assert page.count("<form") == page.count('action="/sign-out/"') == 1


@pytest.mark.parametrize("path", ["", "line/", "speakers/", "chapters/", "mistakes/", "remove/"])
def test_a_viewer_changes_nothing(client, viewer, transcript, address, path):
    client.force_login(viewer)
    typed = {
        "cue": transcript.cues.first().pk,
        "old": "Speaker 0",
        "new": "X",
        "chapters": "0:00 X",
        "act": "use",
        "text": FILE,
        "language": "en",
    }

    assert client.post(address + path, typed).status_code == 404
    assert transcript.cues.count() == 150


def test_a_line_of_another_event_is_not_found(desk, address, transcript, now):
    other = factories.RecordingFactory(event=factories.EventFactory(host=factories.OrganizationFactory(slug="elsewhere", name="Elsewhere")))
    cue = transcribing.replace(other, [Spoken(0, 1, "", "Theirs.")], language="en", by=None, now=now).cues.get()

    assert send(desk, address, cue, text="Mine.").status_code == 404
