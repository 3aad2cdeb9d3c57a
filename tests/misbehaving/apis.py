"""What the HTTP APIs of two providers look like from outside: Resend and Postmark, as far as Anymail speaks to them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import getaddresses
from typing import Any

from tests.misbehaving.ledger import ApiMail

ERROR_NAMES = {403: "forbidden", 409: "invalid_idempotent_request", 422: "validation_error", 429: "rate_limit_exceeded"}


@dataclass(frozen=True)
class Api:
    """How one provider is asked and how it answers."""

    read: Callable[[bytes], ApiMail]
    taken: Callable[[ApiMail], dict[str, Any]]
    refused: Callable[[int, ApiMail], dict[str, Any]]
    has_idempotency_keys: bool = False


def read_resend(body: bytes) -> ApiMail:
    """Read https://resend.com/docs/api-reference/emails/send-email."""
    asked = json.loads(body)
    headers = {name.lower(): value for name, value in asked.get("headers", {}).items()}
    return ApiMail("resend", _addresses([*asked.get("to", []), *asked.get("cc", []), *asked.get("bcc", [])]), body, headers)


def resend_taken(mail: ApiMail) -> dict[str, Any]:
    return {"id": mail.provider_id}


def resend_refused(status: int, _mail: ApiMail) -> dict[str, Any]:
    return {"statusCode": status, "name": ERROR_NAMES.get(status, "application_error"), "message": "As planned."}


def read_postmark(body: bytes) -> ApiMail:
    """Read https://postmarkapp.com/developer/api/email-api."""
    asked = json.loads(body)
    headers = {header["Name"].lower(): header["Value"] for header in asked.get("Headers", [])}
    return ApiMail("postmark", _addresses([asked[field] for field in ("To", "Cc", "Bcc") if field in asked]), body, headers)


def postmark_taken(mail: ApiMail) -> dict[str, Any]:
    to, now = ", ".join(mail.recipients), datetime.now(UTC).isoformat()
    return {"To": to, "SubmittedAt": now, "MessageID": mail.provider_id, "ErrorCode": 0, "Message": "OK"}


def postmark_refused(status: int, mail: ApiMail) -> dict[str, Any]:
    if status != 422:
        return {"ErrorCode": 100, "Message": "As planned."}
    inactive = ", ".join(mail.recipients)
    return {"ErrorCode": 406, "Message": f"Found inactive addresses: {inactive}. Inactive recipients are ones that have bounced."}


def _addresses(fields: list[str]) -> list[str]:
    found = [address for _name, address in getaddresses(fields) if address]
    if not found:
        raise ValueError("a mail without recipients")
    return found


APIS = {
    "/emails": Api(read_resend, resend_taken, resend_refused, has_idempotency_keys=True),
    "/email": Api(read_postmark, postmark_taken, postmark_refused),
}
