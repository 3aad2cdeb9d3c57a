"""From templates to frozen texts with slots, and from those to the very bytes of one copy."""

import html
import re
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import formataddr
from typing import Any

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Template
from django.template.loader import get_template
from django.utils import translation
from icalendar.parser import Contentline

from events_service.lib import slots, timezones
from events_service.lib.tokens import Purpose, personal_address
from events_service.mail.domain.outbox import CalendarPart, Text
from events_service.mail.models import Delivery

_inliner = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)


def freeze(
    kind: str, context: Mapping[str, Any], *, calendar: Callable[[str], CalendarPart | None] = lambda language: None
) -> dict[str, Text]:
    """Render a kind's templates once for each language: subject, text and HTML with slots; `calendar` adds its part by language."""
    texts = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            texts[language] = Text(
                subject=" ".join(_render(f"mail/{kind}/subject.txt", context, language).split()),
                text=re.sub(r"\n{3,}", "\n\n", _render(f"mail/{kind}/body.txt", context, language)).strip() + "\n",
                html=_inliner.inline(_render(f"mail/{kind}/body.html", context, language)),
                calendar=calendar(language),
            )
    return texts


def email(delivery: Delivery, *, mail_domain: str) -> EmailMultiAlternatives:
    """Return one copy as it goes on the wire: the same bytes for the same delivery, however often it is asked for."""
    message = delivery.message
    text = message.texts.get(delivery.language) or message.texts[settings.LANGUAGE_CODE]
    mail = EmailMultiAlternatives(
        subject=_filled(text["subject"], delivery, escape=_one_line),
        body=_filled(text["text"], delivery, escape=slots.plain),
        from_email=formataddr((message.sender_name, message.sender_address)),
        to=[formataddr((_one_line(delivery.name), delivery.address))],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers=_headers(delivery, mail_domain),
    )
    mail.attach_alternative(_filled(text["html"], delivery, escape=html.escape), "text/html")
    if text.get("calendar"):
        _attach_calendar(mail, CalendarPart(**text["calendar"]), delivery)
    return mail


def _render(name: str, context: Mapping[str, Any], language: str) -> str:
    """Render with slots by nonce: marks that came in with somebody's words are taken out before ours are put in."""
    nonce = secrets.token_hex(8)
    template: Template = get_template(name).template  # type: ignore[attr-defined]
    values = {**context, "slot_nonce": nonce, "language": language, "site_url": settings.SITE_URL}
    rendered = slots.plain(template.render(Context(values, autoescape=name.endswith(".html"))))
    return re.sub(f"{nonce}([a-z]+):([a-z_]+){nonce}", lambda found: slots.slot(found[1], found[2]), rendered)  # type: ignore[arg-type]


def _filled(skeleton: str, delivery: Delivery, *, escape: Callable[[str], str]) -> str:
    return slots.fill(skeleton, lambda kind, name: escape(_value(delivery, kind, name)))


def _value(delivery: Delivery, kind: str, name: str) -> str:
    if kind == "link":
        purpose: Purpose = name  # type: ignore[assignment]
        return personal_address(purpose, delivery.recipient, delivery.values.get("link_version", 1), delivery.language)
    value = _own(delivery).get(name) or str(delivery.values.get(name, ""))
    if kind == "text" or not value:
        return value
    instant = datetime.fromisoformat(value)
    if kind == "stamp":
        return f"{instant:%Y%m%dT%H%M%SZ}"
    return timezones.moment_words(instant, delivery.zone, delivery.language)


def _own(delivery: Delivery) -> dict[str, str]:
    in_a_parameter = re.sub(r'[",;:\\]', " ", delivery.name)  # which knows no escape for these (RFC 5545, 3.2)
    return {"name": delivery.name, "cn": in_a_parameter, "address": delivery.address}


def _attach_calendar(mail: EmailMultiAlternatives, part: CalendarPart, delivery: Delivery) -> None:
    """Put the object where every client looks for it (calendar.md): last alternative for invitations, attachment for all."""
    body = _filled(part.body, delivery, escape=_calendar_text)
    ics = b"".join(Contentline(line).to_ical() + b"\r\n" for line in body.split("\n") if line)
    if part.method == "PUBLISH":
        mail.attach("event.ics", ics, "text/calendar; method=PUBLISH")
        return
    mail.attach_alternative(ics.decode(), f"text/calendar; method={part.method}")
    mail.attach("invite.ics", ics, "application/ics")


def _headers(delivery: Delivery, mail_domain: str) -> dict[str, str]:
    headers = {
        "Message-ID": f"<{delivery.pk}@{mail_domain}>",
        "X-Delivery-ID": str(delivery.pk),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": delivery.language,
    }
    message = delivery.message
    if message.scope:
        leave = personal_address("stop", delivery.recipient, delivery.values.get("link_version", 1), delivery.language)
        headers["List-Unsubscribe"] = f"<{leave}>, <mailto:{message.reply_to or message.sender_address}?subject=unsubscribe>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
        headers["List-Id"] = f"<{message.scope.replace(':', '-')}.{mail_domain}>"
    return headers


def _one_line(words: str) -> str:
    """No header can be injected through a name or a title."""
    return " ".join(slots.plain(words).split())


def _calendar_text(words: str) -> str:
    """Escape for a calendar's TEXT value (RFC 5545, 3.3.11)."""
    flat = slots.plain(words).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return flat.replace("\r\n", "\\n").replace("\n", "\\n")
