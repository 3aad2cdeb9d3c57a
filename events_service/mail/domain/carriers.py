"""The mail services that Anymail speaks to: what of a copy each carries, how it knows a copy that it has had, how it proves its news.

By Anymail's name in settings and addresses (`anymail.backends.<name>`). What is not said here is carried as it is.

- *Invitations* as a part among the alternatives (calendar design) are carried by Amazon SES and SendGrid alone; elsewhere the
  attachment is all there is, and `CALENDAR_MODE` says so to the desk.
- *Our number* goes along as metadata, but for MailerSend and Postal, which have none: their news are found by the service's number.
- *Headers:* Mailjet refuses a Message-ID and a List-Id of ours, Postmark keeps a Message-ID when asked to, Unisender Go leaves out
  what does not begin with X- (and writes a List-Unsubscribe of its own), MailerSend takes headers from its Professional plan on.
- *News:* Scaleway sends none that Anymail understands.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from email.utils import quote
from typing import Any

from anymail.backends.base import AnymailBaseBackend
from anymail.utils import get_anymail_setting
from django.conf import settings

from events_service.mail.domain.encodings import one_line, wire_address
from events_service.mail.domain.rendering import Copy


@dataclass(frozen=True)
class Carrier:
    """One mail service. The names of `key_…` say where it looks for the number by which it knows a copy again."""

    carries_invitations: bool = False
    carries_metadata: bool = True
    takes_no_headers: tuple[str, ...] = ()
    asks_for_headers: Mapping[str, str] = field(default_factory=dict)
    key_in_request: str = ""  # an HTTP header
    key_in_headers: str = ""  # beside the mail's own headers, and not sent on
    key_in_body: str = ""
    signs_with: tuple[str, ...] = ()  # Anymail's settings, one of which proves its news


CARRIERS: Mapping[str, Carrier] = {
    "amazon_ses": Carrier(carries_invitations=True),
    "brevo": Carrier(key_in_headers="idempotencyKey"),  # half an hour; then it says duplicate_parameter
    "mailersend": Carrier(carries_metadata=False, signs_with=("signing_secret",)),
    "mailgun": Carrier(signs_with=("webhook_signing_key", "api_key")),
    "mailjet": Carrier(takes_no_headers=("Message-ID", "List-Id")),
    "mailtrap": Carrier(signs_with=("tracking_secret",)),
    "mandrill": Carrier(signs_with=("webhook_key",)),
    "postal": Carrier(carries_metadata=False, signs_with=("webhook_key",)),
    "postmark": Carrier(asks_for_headers={"X-PM-KeepID": "true"}),
    "resend": Carrier(key_in_request="Idempotency-Key", signs_with=("signing_secret",)),  # a day; it answers as it did first
    "sendgrid": Carrier(carries_invitations=True, signs_with=("tracking_webhook_verification_key",)),
    "unisender_go": Carrier(key_in_body="idempotence_key", signs_with=("api_key",)),
}


def of(backend: AnymailBaseBackend) -> Carrier:
    """Return what is known of the mail service behind this backend."""
    return CARRIERS.get(backend.esp_name.lower().replace(" ", "_"), Carrier())


def in_use() -> str:
    """Return the name of the mail service that the settings say, or nothing where it is not one of Anymail's."""
    package, _, name = settings.EMAIL_BACKEND.removesuffix(".EmailBackend").rpartition(".")
    return name if package == "anymail.backends" else ""


def proves_its_news(name: str) -> bool:
    """Tell whether a secret or a signature is set up for what this service tells us: without one, a stranger could."""
    if get_anymail_setting("webhook_secret", default=None):
        return True
    keys = CARRIERS.get(name, Carrier()).signs_with
    return any(get_anymail_setting(key, esp_name=name, default=None, allow_bare=True) for key in keys)


def fit(mail: Copy, backend: AnymailBaseBackend) -> None:
    """Make of a copy what this mail service carries, with our number in it, by which it may know the copy again."""
    carrier, number = of(backend), str(mail.delivery.pk)
    mail.extra_headers = {name: value for name, value in mail.extra_headers.items() if name not in carrier.takes_no_headers}
    mail.extra_headers |= carrier.asks_for_headers
    mail.from_email = _in_plain_words(mail.delivery.message.sender_name, mail.delivery.message.sender_address)
    mail.to = [_in_plain_words(mail.delivery.name, mail.delivery.address)]
    if carrier.key_in_headers:
        mail.extra_headers[carrier.key_in_headers] = number
    if carrier.key_in_body:
        mail.esp_extra = {carrier.key_in_body: number}  # type: ignore[attr-defined]  # Anymail's
    if carrier.carries_metadata:
        mail.metadata = {"delivery": number}  # type: ignore[attr-defined]  # Anymail's: it comes back with the news
    if not carrier.carries_invitations:
        _leave_the_attachment(mail)


def mark(backend: AnymailBaseBackend, mail: Copy) -> None:
    """Let the next request of this backend carry the number of this copy, where the mail service looks for it there."""
    header = of(backend).key_in_request
    if header and backend.session is not None:
        backend.session.headers[header] = str(mail.delivery.pk)


def once(backend: AnymailBaseBackend) -> None:
    """Keep a backend from trying again by itself, as Amazon's does after a time-out: what is in doubt is ours to settle."""
    config: Any = getattr(backend, "client_params", {}).get("config")
    if config is not None:
        backend.client_params["config"] = config.merge(type(config)(retries={"total_max_attempts": 1}))


def _in_plain_words(name: str, address: str) -> str:
    """Return name and address unencoded: the services encode the name themselves, and would do it twice."""
    words = one_line(name)
    return f'"{quote(words)}" <{wire_address(address)}>' if words else wire_address(address)


def _leave_the_attachment(mail: Copy) -> None:
    """Take an invitation from among the alternatives; the attached calendar object is then called what it is, method and all."""
    invitation = next((kind for _part, kind in mail.alternatives if kind.startswith("text/calendar")), "")
    mail.alternatives = [(part, kind) for part, kind in mail.alternatives if kind != invitation]
    attached: list[Any] = mail.attachments
    mail.attachments = [_calendar(name, content, invitation or kind) for name, content, kind in attached]


def _calendar(name: str, content: bytes | str, kind: str) -> MIMEBase:
    """Return the attachment by parts, or Anymail takes "text/calendar; method=…" for a type that does not go with .ics."""
    bare, _, method = kind.partition("; method=")
    part = MIMEBase(*bare.split("/"))
    part.set_param("charset", "utf-8")
    part.set_param("method", method)
    part.set_payload(content.encode() if isinstance(content, str) else content)  # Django decodes what is text
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=name)
    return part
