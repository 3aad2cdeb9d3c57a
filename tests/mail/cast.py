"""Messages and copies for the tests of the post office, which knows no event."""

from datetime import UTC, datetime, timedelta

from events_service.mail.domain import outbox
from events_service.mail.domain.outbox import Recipient, Sender, Text

ROSA = "a" * 32
OMAR = "b" * 32


def a_message(
    key="a message", *, kind="confirmation", topic="event:1", scope="", expires_in=timedelta(days=1), subject="You are registered"
):
    return outbox.open_message(
        key=key,
        kind=kind,
        topic=topic,
        scope=scope,
        sender=Sender("Valley Institute", "events@valley.example", "hello@valley.example"),
        texts={
            "en": Text(subject, "Hello \ue000text:name\ue001, \ue000instant:starts_at\ue001\n", "<p>Hello \ue000text:name\ue001</p>"),
            "es": Text(
                "Tienes tu lugar", "Hola \ue000text:name\ue001, \ue000instant:starts_at\ue001\n", "<p>Hola \ue000text:name\ue001</p>"
            ),
        },
        expires_at=datetime(2037, 12, 1, tzinfo=UTC) + expires_in,
    )


def a_recipient(key=ROSA, *, address="rosa@valle.example", name="Rosa", language="en", zone="America/Mexico_City", **values):
    return Recipient(key, address, name, language, zone, {"link_version": 1, "starts_at": "2037-12-03T18:00:00+00:00", **values})
