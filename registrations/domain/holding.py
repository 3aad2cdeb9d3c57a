"""Everything that is held about one person at one event, in words that they understand."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from events_service.events.domain import hosting
from events_service.events.domain.topics import topic_of
from events_service.mail.domain import suppressing
from events_service.mail.models import Delivery
from registrations.domain import retention
from registrations.models import AccessRequest, AddressChange, CalendarObject, Presence, Registration


def of(registration: Registration) -> dict[str, Any]:
    """Return it as what JSON can say, moments in ISO 8601 with their offset from UTC. Words are in the language that is active."""
    event = registration.event
    return {
        "about": _("This is everything we hold about you for this event. Only the organizers of its hosts can see it."),
        "event": {
            "title": event.title,
            "starts_at": _moment(event.starts_at),
            "ends_at": _moment(event.ends_at),
            "hosts": [host.name for host in hosting.hosts_of(event)],
        },
        "you": {
            "name": registration.name,
            "email": registration.email,
            "email_as_compared": registration.address,
            "language_of_messages": registration.language,
            "time_zone": registration.zone,
            "came_by_the_link": registration.source,
        },
        "another_address_you_named": AddressChange.objects.filter(registration=registration).values_list("email", flat=True).first(),
        "registration": _place(registration),
        "what_you_need_to_take_part": _request(registration),
        "minutes_in_reports_of_the_webinar_tool": [
            _presence(one) for one in registration.presences.select_related("report").order_by("pk")
        ],
        "calendar_entries_sent": [
            {"what": one.method, "starts_at": _moment(one.starts_at), "sent_at": _moment(one.dtstamp)}
            for one in CalendarObject.objects.filter(registration=registration).order_by("pk")
        ],
        "mails": _mails(registration),
        "reminders": not suppressing.has_left(registration.email, scope=topic_of(event)),
        "erased": {"days_after_the_event": retention.days_of(event)},
    }


def _place(registration: Registration) -> dict[str, Any]:
    return {
        "status": str(registration.get_status_display()),
        "kind_of_place": str(registration.get_seat_display()),
        "given_by_an_organizer": registration.by_hand,
        "turn_on_the_waiting_list": registration.turn is not None,
        "held_until": _moment(registration.held_until),
        "registered_at": _moment(registration.registered_at),
        "address_proven_at": _moment(registration.proven_at),
        "place_given_at": _moment(registration.confirmed_at),
        "place_given_back_at": _moment(registration.withdrawn_at),
        "came_at": _moment(registration.attended_at),
        "came_by": str(registration.get_came_by_display()),
        "last_came_in_at": _moment(registration.last_in_at),
        "how_many_were_with_you": registration.with_them,
        "start_you_were_last_told": _moment(registration.told_starts_at),
    }


def _presence(presence: Presence) -> dict[str, Any]:
    return {
        "tool": presence.report.kind,
        "role": presence.role,
        "minutes": presence.minutes,
        "joins": presence.joins,
        "from": _moment(presence.first_at),
        "until": _moment(presence.last_at),
    }


def _request(registration: Registration) -> dict[str, Any] | None:
    asked = AccessRequest.objects.filter(registration=registration).first()
    if asked is None:
        return None
    services = [service.words for service in asked.services.all()]
    return {"services": services, "words": asked.words, "asked_at": _moment(asked.asked_at), "answer": str(asked.get_answer_display())}


def _mails(registration: Registration) -> list[dict[str, Any]]:
    copies = Delivery.objects.filter(recipient=registration.key).select_related("message").order_by("created_at", "pk")
    return [
        {
            "subject": copy.message.texts.get(copy.language, {}).get("subject", ""),
            "to": copy.address,
            "name": copy.name,
            "written_at": _moment(copy.created_at),
            "sent_at": _moment(copy.sent_at),
            "became_of_it": str(copy.get_state_display()),
            "reason": copy.reason,
        }
        for copy in copies
    ]


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
