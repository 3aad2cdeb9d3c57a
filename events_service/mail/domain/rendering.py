"""From templates to frozen texts with slots, and from those to one copy by its parts; `skeletons` writes the copy as a whole."""

import html
import re
import secrets
from collections.abc import Callable, Mapping
from email import message_from_bytes
from email.message import EmailMessage as StandardMessage
from email.policy import SMTP
from email.utils import formataddr
from typing import Any

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import MIMEMixin
from django.template import Context, Template
from django.template.loader import get_template
from django.utils import translation
from django.utils.encoding import punycode

from events_service.lib import slots
from events_service.lib.slots import plain
from events_service.mail.domain import headers, skeletons
from events_service.mail.domain.encodings import one_line, wire_address
from events_service.mail.domain.filling import Filling, calendar_bytes, calendar_lines, text_of
from events_service.mail.domain.outbox import CalendarPart, Text
from events_service.mail.models import Delivery

_inliner = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)
_AS_WRITTEN = SMTP.clone(refold_source="none")


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


class Written(MIMEMixin, StandardMessage):  # type: ignore[misc]  # as Django's own classes do
    """A message that was read from its bytes, and is written to the same bytes by Django's backends."""


class Copy(EmailMultiAlternatives):
    """One copy by its parts, for the mail services that ask for parts; written as a whole it is what `skeletons.wire` writes.

    A part that is changed afterwards does not change the whole.
    """

    def __init__(self, delivery: Delivery, mail_domain: str, **parts: Any) -> None:
        super().__init__(**parts)
        self.delivery, self.mail_domain = delivery, mail_domain

    def message(self) -> StandardMessage:  # type: ignore[override]  # the stubs know the `policy` of Django 6
        """Return the whole, read from its bytes."""
        return message_from_bytes(skeletons.wire(self.delivery, mail_domain=self.mail_domain), _class=Written, policy=_AS_WRITTEN)


def email(delivery: Delivery, *, mail_domain: str) -> Copy:
    """Return one copy by its parts, always the same. `skeletons.wire` is quicker where its bytes are all that is needed."""
    message, text, filling = delivery.message, text_of(delivery), Filling(delivery)
    copy = Copy(
        delivery,
        mail_domain,
        subject=one_line(filling.fill(text["subject"], escape=str)),
        body=filling.fill(text["text"], escape=str),
        from_email=formataddr((one_line(message.sender_name), wire_address(message.sender_address))),
        to=[formataddr((one_line(delivery.name), wire_address(delivery.address)))],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers=_headers(filling, punycode(mail_domain)),
    )
    copy.attach_alternative(filling.fill(text["html"], escape=html.escape), "text/html")
    if text.get("calendar"):
        _attach_calendar(copy, CalendarPart(**text["calendar"]), filling)
    return copy


def _render(name: str, context: Mapping[str, Any], language: str) -> str:
    """Render with slots by nonce: marks that came in with somebody's words are taken out before ours are put in."""
    nonce = secrets.token_hex(8)
    template: Template = get_template(name).template  # type: ignore[attr-defined]
    values = {**context, "slot_nonce": nonce, "language": language, "site_url": settings.SITE_URL}
    rendered = plain(template.render(Context(values, autoescape=name.endswith(".html"))))
    return re.sub(f"{nonce}([a-z]+):([a-z_]+){nonce}", lambda found: slots.slot(found[1], found[2]), rendered)  # type: ignore[arg-type]


def _attach_calendar(copy: Copy, part: CalendarPart, filling: Filling) -> None:
    """Put the object where every client looks for it (calendar.md): last alternative for invitations, attachment for all."""
    ics = calendar_bytes(calendar_lines(part.body), filling)
    if part.method == "PUBLISH":
        copy.attach("event.ics", ics, "text/calendar; method=PUBLISH")
        return
    copy.attach_alternative(ics.decode(), f"text/calendar; method={part.method}")
    copy.attach("invite.ics", ics, "application/ics")


def _headers(filling: Filling, mail_domain: str) -> dict[str, str]:
    message = filling.delivery.message
    unsubscribe = wire_address(message.reply_to or message.sender_address) if message.scope else ""
    return {
        **headers.own(filling, mail_domain=mail_domain, unsubscribe=unsubscribe),
        **headers.shared(language=filling.delivery.language, scope=message.scope, mail_domain=mail_domain),
    }
