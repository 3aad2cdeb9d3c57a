"""The mail service's news as Anymail hands them over, translated into ours on the doorstep."""

from collections.abc import Mapping
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.dispatch import receiver

from events_service.lib.addresses import fingerprint
from events_service.mail.domain import bounces
from events_service.mail.domain import tracking as domain
from events_service.mail.domain.bounces import Why
from events_service.mail.domain.tracking import News, What

# Who opened what and who clicked where is not asked: what is not named here is not kept.
_WHAT = {
    EventType.QUEUED: What.TAKEN,
    EventType.SENT: What.SENT,
    EventType.DEFERRED: What.DEFERRED,
    EventType.DELIVERED: What.DELIVERED,
    EventType.REJECTED: What.REFUSED,
    EventType.FAILED: What.REFUSED,
    EventType.BOUNCED: What.BOUNCED,
    EventType.COMPLAINED: What.COMPLAINED,
    EventType.UNSUBSCRIBED: What.LEFT,
}
_SENDGRID_AND_MANDRILL = {"bounce": RejectReason.BOUNCED, "blocked": RejectReason.BLOCKED, "hard_bounce": RejectReason.BOUNCED}
_SPARKPOST_SOFT = {"20", "21", "22", "23", "24", "40", "70"}  # its bounce classes


@receiver(tracking, dispatch_uid="mail.news")
def hear(event: AnymailTrackingEvent, esp_name: str, **_kwargs: Any) -> None:
    """Pass on what became of a copy. Where the database is away this fails, so that the mail service says it again."""
    what = _what(event)
    if what is not None:
        domain.take(_news(event, what, service=esp_name))


def _what(event: AnymailTrackingEvent) -> What | None:
    """Return what happened. Postal calls it a failure where a server said no: that is a bounce."""
    if event.event_type == EventType.FAILED and bounces.code(f"{event.mta_response or ''}"):
        return What.BOUNCED
    return _WHAT.get(event.event_type)


def _news(event: AnymailTrackingEvent, what: What, *, service: str) -> News:
    said = f"{event.mta_response or ''}"
    return News(
        service=service,
        what=what,
        number=str((event.metadata or {}).get("delivery", "")),
        provider_id=str(event.message_id or ""),
        event_id=str(event.event_id or ""),
        recipient=fingerprint(event.recipient) if event.recipient else "",
        happened_at=event.timestamp,
        why=_why(event, what, said),
        code=bounces.code(said) if what in (What.BOUNCED, What.REFUSED) else "",
    )


def _why(event: AnymailTrackingEvent, what: What, said: str) -> Why | None:
    if what == What.COMPLAINED:
        return Why.COMPLAINT
    if what == What.LEFT:
        return Why.LEFT
    if what not in (What.BOUNCED, What.REFUSED):
        return None
    raw = _raw(event)
    reason = event.reject_reason or _SENDGRID_AND_MANDRILL.get(str(raw.get("type") or raw.get("event")), "")
    if what == What.REFUSED and reason == RejectReason.SPAM:
        return Why.COMPLAINT  # an earlier one, that the mail service remembers
    return bounces.why(reason=reason, said=said, service_says=_own_words(event, raw))


def _own_words(event: AnymailTrackingEvent, raw: Mapping[str, Any]) -> str:
    """Return what the service calls it, where Anymail's vocabulary has one word for what passes and what does not."""
    own = [
        event.description,
        raw.get("event"),
        raw.get("Type"),
        raw.get("type"),
        _dig(raw, "data", "type"),
        _dig(raw, "data", "bounce", "type"),
    ]
    if raw.get("hard_bounce") is False or _dig(raw, "msys", "message_event", "bounce_class") in _SPARKPOST_SOFT:
        own.append("soft")
    return " ".join(str(word) for word in own if word)


def _raw(event: AnymailTrackingEvent) -> Mapping[str, Any]:
    return event.esp_event if isinstance(event.esp_event, Mapping) else {}


def _dig(raw: Any, *path: str) -> Any:
    for step in path:
        raw = raw.get(step) if isinstance(raw, Mapping) else None
    return raw
