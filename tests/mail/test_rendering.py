from datetime import UTC, datetime

import pytest
from django.core import mail

from events_service.lib.slots import slot
from events_service.mail.domain import outbox, rendering, sending
from events_service.mail.domain.outbox import CalendarPart, Sender, Text
from tests.mail.cast import a_recipient

pytestmark = pytest.mark.django_db


def sent(text: Text, **recipient):
    message = outbox.open_message(
        key="m",
        kind="confirmation",
        topic="t",
        sender=Sender("V", "v@valley.example"),
        texts={"en": text},
        expires_at=datetime(2040, 1, 1, tzinfo=UTC),
    )
    outbox.add(message, [a_recipient(**recipient)])
    sending.drain()
    return mail.outbox[0]


def test_a_name_is_escaped_as_each_part_needs():
    text = Text(
        "For " + slot("text", "name"),
        slot("text", "name"),
        f"<p>{slot('text', 'name')}</p>",
        CalendarPart("REQUEST", f"SUMMARY:{slot('text', 'name')}"),
    )

    copy = sent(text, name="<b>Rosa</b>, & co; \\")

    [html, ics] = copy.alternatives
    assert copy.subject == "For <b>Rosa</b>, & co; \\"
    assert html.content == "<p>&lt;b&gt;Rosa&lt;/b&gt;, &amp; co; \\</p>"
    assert ics.content == "SUMMARY:<b>Rosa</b>\\, & co\\; \\\\\r\n"


def test_a_value_that_looks_like_a_slot_stays_what_was_typed():
    text = Text("s", f"Hello {slot('text', 'name')}", "h")

    copy = sent(text, name="\ue000link:my\ue001")

    assert copy.body == "Hello link:my"


def test_a_calendar_line_is_folded_after_it_was_filled():
    text = Text("s", "t", "h", CalendarPart("REQUEST", f"SUMMARY:{slot('text', 'name')}"))

    copy = sent(text, name="ñ" * 60)

    lines = copy.alternatives[1].content.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "".join(lines).replace(" ", "") == "SUMMARY:" + "ñ" * 60


def test_a_title_cannot_become_a_slot(webinar):
    texts = rendering.freeze("withdrawn", {"event": _titled(webinar, "\ue000link:join\ue001 {% slot %}"), "hosts": [], "event_time": ""})

    assert "\ue000link:join\ue001" not in texts["en"].subject
    assert "{% slot %}" in texts["en"].subject


def test_an_invitation_is_the_last_alternative_and_an_attachment_with_the_same_bytes():
    text = Text("s", "t", "h", CalendarPart("REQUEST", "METHOD:REQUEST"))

    copy = sent(text)

    assert copy.alternatives[-1] == ("METHOD:REQUEST\r\n", "text/calendar; method=REQUEST")
    assert copy.attachments == [("invite.ics", b"METHOD:REQUEST\r\n", "application/ics")]
    assert copy.message()["Content-Type"].startswith("multipart/mixed")


def _titled(event, title):
    event.title_en = event.title_es = title
    return event
