"""The labels under which the post office keeps what is said about an event."""

from events_service.events.models import Event


def topic_of(event: Event) -> str:
    """Return the label of everything said about this event; it is also what one leaves by unsubscribing."""
    return f"event:{event.pk}"
