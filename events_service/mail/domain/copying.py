"""Writing copies in thousands: one statement for each chunk, since the ORM needs half a millisecond for a row."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from events_service.mail.models import Delivery, Fate, Message

FEW = 50  # up to here the ORM is as quick

_INSERT = """
    INSERT INTO mail_delivery (
        id, message_id, lane, expires_at, recipient, address, address_hash, name, language, zone, "values", turn, state, reason,
        due_at, created_at, attempts, claimed_by, provider_id
    )
    SELECT
        gen_random_uuid(), %s, %s, %s, recipient, address, address_hash, name, language, zone, "values", turn, state, reason,
        statement_timestamp(), statement_timestamp(), 0, '', ''
    FROM jsonb_to_recordset(%s::jsonb) AS copy (
        recipient text, address text, address_hash text, name text, language text, zone text, "values" jsonb, turn int, state text,
        reason text
    )
    ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class Copy:
    """What differs from copy to copy of one message when it is posted; the fields are those of Delivery."""

    recipient: str
    address: str
    address_hash: str
    name: str
    language: str
    zone: str
    values: Mapping[str, Any]
    turn: int
    state: Fate
    reason: str


def insert(message: Message, copies: list[Copy]) -> None:
    """Write the copies of one message; whoever has one already keeps it as it is."""
    if connection.vendor != "postgresql" or len(copies) <= FEW:
        common = {"message": message, "lane": message.lane, "expires_at": message.expires_at}
        Delivery.objects.bulk_create([Delivery(**common, **vars(copy)) for copy in copies], ignore_conflicts=True)
        return
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [message.pk, message.lane, message.expires_at, json.dumps([vars(copy) for copy in copies])])
