import copy
import re
import subprocess
import sys
import uuid
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from django.core.mail import EmailMultiAlternatives
from hypothesis import given
from hypothesis import strategies as st

from events_service.lib.slots import plain, slot
from events_service.mail.domain import rendering, skeletons
from events_service.mail.domain.encodings import one_line
from events_service.mail.domain.filling import NoText
from events_service.mail.models import Delivery, Message

NAME, LINK, WHEN = slot("text", "name"), slot("link", "my"), slot("instant", "starts_at")
CALENDAR = "\n".join(
    [
        "BEGIN:VCALENDAR",
        f"DTSTAMP:{slot('stamp', 'starts_at')}",
        f'ATTENDEE;CN="{slot("text", "cn")}":mailto:{slot("text", "address")}',
        f"LOCATION:{slot('link', 'join')}",
        f"DESCRIPTION:Für {slot('text', 'note')}\\, {'lang ' * 20}",
        "END:VCALENDAR",
    ]
)
DOMAIN = "events.example"

words = st.text(st.characters(codec="utf-8"), max_size=120).filter(lambda text: "=?" not in text)
names = words | st.sampled_from(
    [
        "Rosa",
        "José Martínez",
        'The "Rose"',
        "=20=\r\n=",
        "مريم العلي",
        "👩🏽‍🏫 " * 30,
        "x" * 500,
        "Rosa\r\nBcc: all@valle.example",
        "\x00\x1b\x7f\x85",
        ". . ",
        "--",
    ]
)


def a_copy(
    *,
    text=f"Hello {NAME},\n\n{WHEN}: {LINK}\n",
    subject="Tomorrow",
    method=None,
    scope="event:1",
    pk=1,
    sender="Valley",
    kind="reminder-day",
    **own,
):
    """A copy as it stands in the table, without a table."""
    html = f'<p title="{NAME}">{slot("text", "note")} <a href="{LINK}">{WHEN}</a></p>'
    calendar = {"method": method, "body": CALENDAR} if method else None
    message = Message(
        pk=pk,
        key="m",
        kind=kind,
        scope=scope,
        sender_name=sender,
        sender_address="events@valley.example",
        reply_to="hello@valley.example",
        texts={"en": {"subject": subject, "text": text, "html": html, "calendar": calendar}},
    )
    values = {"link_version": 1, "starts_at": "2037-12-03T18:00:00+00:00", "note": own.pop("note", "bring paper")}
    rosa = {"name": "Rosa", "address": "rosa@valle.example", "language": "en", "zone": "America/Mexico_City", "recipient": "a" * 32}
    return Delivery(
        pk=uuid.UUID(int=7), message=message, values=values, created_at=datetime(2037, 11, 23, 9, 30, 0, 123, tzinfo=UTC), **(rosa | own)
    )


def written(delivery):
    return skeletons.wire(delivery, mail_domain=DOMAIN)


def read(data):
    return message_from_bytes(data, policy=policy.default)


def headers(message):
    ours = {name: str(value).strip() for name, value in message.items() if not name.startswith("Content-T")}
    return {name: value for name, value in ours.items() if name not in {"Date", "MIME-Version"}}


def who(header):
    """The display name as RFC 2047 reads it; Python's own parser of addresses keeps the blanks between encoded words (6.2)."""
    return str(make_header(decode_header(parseaddr(header)[0])))


def parts(message):
    """What a reader finds, whatever the encoding on the way and the names of the boundaries."""
    found = []
    for part in message.walk():
        kind = (part.get_content_type(), part["Content-Type"].params.get("method"), part.get_filename(), part.get_content_disposition())
        content = "" if part.is_multipart() else part.get_content()
        found.append((*kind, content.encode() if isinstance(content, str) else content))
    return [(*kind, re.sub(b"\r\n|\r|\n", b"\r\n", content)) for *kind, content in found]


def as_django_writes(delivery):
    """The same parts, put together by Django: another way to the same mail."""
    by_parts = rendering.email(delivery, mail_domain=DOMAIN)
    return read(EmailMultiAlternatives.message(by_parts).as_bytes(linesep="\r\n"))


@pytest.mark.parametrize("method", [None, "REQUEST", "CANCEL", "PUBLISH"])
@pytest.mark.parametrize("scope", ["event:1", ""])
def test_a_copy_says_what_django_would_have_written(method, scope):
    delivery = a_copy(method=method, scope=scope)

    mail = read(written(delivery))

    assert headers(mail) == headers(as_django_writes(delivery))
    assert parts(mail) == parts(as_django_writes(delivery))


@given(name=names, note=names, title=words, sender=names, method=st.sampled_from([None, "REQUEST", "PUBLISH"]))
def test_whatever_is_in_the_slots_arrives_as_it_was(name, note, title, sender, method):
    delivery = a_copy(name=name, note=note, subject=f"{plain(title)} {NAME}", text=f"{plain(title)}\n{NAME}", sender=sender, method=method)

    mail = read(written(delivery))

    assert parts(mail) == parts(as_django_writes(delivery))
    assert mail["Subject"] == one_line(f"{title} {plain(name)}")
    assert who(dict(mail.raw_items())["To"]) == one_line(name)
    assert who(dict(mail.raw_items())["From"]) == one_line(sender)


@given(name=names, note=names, title=words, method=st.sampled_from([None, "REQUEST"]))
def test_every_line_is_short_ascii_and_ends_as_lines_do(name, note, title, method):
    data = written(a_copy(name=name, note=note, subject=title, text=f"{title}{NAME}{title}", method=method))

    lines = data.split(b"\r\n")
    assert data.isascii()
    assert not re.search(rb"[\r\n\0]", b"".join(lines))
    assert [line for line in lines if len(line) > 78 and not line.startswith(b"List-Unsubscribe: <https://")] == []


@pytest.mark.parametrize("length", range(70, 80))
@pytest.mark.parametrize("end", ["x", " ", "\t", "ñ", "="])
def test_a_line_of_any_length_has_room_for_what_stands_after_it(length, end):
    text = f"{'x' * (length - 1)}{end}{NAME}{'x' * (length - 1)}{end}\n"

    data = written(a_copy(text=text, name=f"{'y' * (length - 1)}{end}"))

    body = data.partition(b"\r\n\r\n")[2]
    assert max(len(line) for line in body.split(b"\r\n")) <= 76
    assert read(data).get_body(("plain",)).get_content() == text.replace(NAME, f"{'y' * (length - 1)}{end}").replace("\n", "\r\n")


@given(name=names, title=names)
def test_no_name_and_no_title_adds_a_header(name, title):
    mail = read(written(a_copy(name=name, subject=title, sender=name)))

    assert sorted(mail.keys()) == sorted([*headers(read(written(a_copy()))), "Content-Type", "Date", "MIME-Version"])


def test_a_name_that_looks_like_an_encoded_word_stays_what_was_typed():
    mail = read(written(a_copy(name="=?utf-8?q?Ines?=", subject="=?utf-8?q?Paid?=")))

    assert mail["To"].addresses[0].display_name == "=?utf-8?q?Ines?="
    assert mail["Subject"] == "=?utf-8?q?Paid?="


def test_a_value_that_looks_like_a_slot_stays_text():
    mail = read(written(a_copy(text=NAME, subject=NAME, name="\ue000link:my\ue001")))

    assert mail["Subject"] == "link:my"
    assert mail.get_body(("plain",)).get_content().strip() == "link:my"
    assert 'title="link:my"' in mail.get_body(("html",)).get_content()


@pytest.mark.parametrize("method", [None, "REQUEST"])
def test_a_copy_is_the_same_bytes_however_often(method):
    first, again = (written(a_copy(method=method)) for _ in range(2))

    assert first == again


def test_a_copy_is_the_same_bytes_in_another_process():
    script = (
        "import sys, django; django.setup()\n"
        "from tests.mail.test_skeletons import a_copy, written\n"
        "sys.stdout.buffer.write(written(a_copy(method='REQUEST', name='José')))"
    )

    elsewhere = subprocess.run([sys.executable, "-W", "ignore", "-c", script], capture_output=True, check=True)

    assert elsewhere.stdout == written(a_copy(method="REQUEST", name="José"))


def test_the_date_is_when_the_copy_was_posted_and_the_id_is_the_copys():
    mail = read(written(a_copy()))

    assert mail["Date"] == "Mon, 23 Nov 2037 09:30:00 +0000"
    assert mail["Message-ID"] == "<00000000-0000-0000-0000-000000000007@events.example>"


def test_an_erased_text_is_not_served_from_what_is_kept():
    delivery = a_copy()
    written(delivery)
    delivery.message.texts = {}

    with pytest.raises(NoText):
        written(delivery)


def test_what_was_asked_for_is_a_secret_and_is_not_kept():
    skeletons._kept.cache_clear()

    written(a_copy(kind="sign-in"))

    assert skeletons._kept.cache_info().currsize == 0


def test_a_kept_skeleton_does_not_stand_for_another_text_of_the_same_number():
    written(a_copy(pk=3, subject="Tomorrow"))

    mail = read(written(a_copy(pk=3, subject="In an hour")))

    assert mail["Subject"] == "In an hour"


def test_a_copy_in_a_language_without_text_speaks_the_sites():
    mail = read(written(a_copy(language="es")))

    assert mail.get_body(("plain",)).get_content().startswith("Hello Rosa")


@pytest.mark.parametrize(
    ("typed", "on_the_wire"),
    [
        ("rosa@valle.example", "rosa@valle.example"),
        ("rosa@josé.example", "rosa@xn--jos-dma.example"),
        ('"rosa,luz"@valle.example', '"rosa,luz"@valle.example'),
        ("rosa@[192.0.2.1]", "rosa@[192.0.2.1]"),
        (f"{'r' * 285}@valle.example", f"{'r' * 285}@valle.example"),
    ],
)
def test_an_address_is_written_in_ascii(typed, on_the_wire):
    mail = read(written(a_copy(address=typed)))

    assert mail["To"] == f"Rosa <{on_the_wire}>"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "rosa",
        "josé@valle.example",
        "rosa@",
        "@valle.example",
        "rosa@valle.example>, <eve@elsewhere.example",
        "rosa@valle.example\r\nBcc: eve@elsewhere.example",
        f"rosa@{'v' * 64}.éxample",
        f"{'r' * 320}@valle.example",
    ],
)
def test_an_address_that_nobody_can_write_to_is_refused_without_repeating_it(address):
    with pytest.raises(ValueError, match=r"^This address cannot be written\.$"):
        written(a_copy(address=address))


@pytest.mark.parametrize("method", [None, "REQUEST", "PUBLISH"])
def test_a_copy_by_its_parts_is_written_to_the_same_bytes(method):
    delivery = a_copy(method=method, name="José " * 30, subject="Mañana " * 20)
    by_parts = copy.deepcopy(rendering.email(delivery, mail_domain=DOMAIN))  # as Django's outbox for tests does

    message = by_parts.message()

    assert message.as_bytes(linesep="\r\n") == written(delivery)
    assert message.as_bytes() == written(delivery).replace(b"\r\n", b"\n")
