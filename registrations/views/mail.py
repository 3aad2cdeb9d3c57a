"""What became of what was sent about an event, and what can be done where it did not arrive."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.domain.topics import topic_of
from events_service.events.models import Event
from events_service.mail.domain import fates
from events_service.mail.domain.fates import Copies
from registrations.domain import telling
from registrations.domain.telling import Trouble

# In the order in which people get them. What is not named here is not about coming to an event.
KINDS: dict[str, str | Promise] = {
    "confirmation": gettext_lazy("Confirmation"),
    "proof": gettext_lazy("Confirm your address"),
    "new-address": gettext_lazy("Another address: to be confirmed"),
    "address-changed": gettext_lazy("Another address: the old one is told"),
    "pending": gettext_lazy("Request received"),
    "declined": gettext_lazy("Request declined"),
    "waitlisted": gettext_lazy("On the waiting list"),
    "offered": gettext_lazy("Place offered"),
    "lapsed": gettext_lazy("Offer passed"),
    "promoted": gettext_lazy("Moved up"),
    "withdrawn": gettext_lazy("Place given back"),
    "changed": gettext_lazy("New time"),
    "cancelled": gettext_lazy("Cancellation"),
    "reminder-week": gettext_lazy("Reminder a week before"),
    "reminder-day": gettext_lazy("Reminder a day before"),
    "reminder-hour": gettext_lazy("Reminder an hour before"),
    "reminder-now": gettext_lazy("Starting now"),
    "speaker-invitation": gettext_lazy("Speakers: invitation"),
    "speaker-changed": gettext_lazy("Speakers: new time"),
    "speaker-cancelled": gettext_lazy("Speakers: cancellation"),
    "speaker-removed": gettext_lazy("Speakers: taken off the event"),
}


@dataclass(frozen=True)
class Sent:
    """One kind of mail and what became of its copies."""

    words: str | Promise
    copies: Copies


@desk_page
@require_safe
def event_mail(request: DeskRequest, slug: str) -> HttpResponse:
    """Show the fate of every mail about an event; who has not been told of its last change; and what did not arrive."""
    event = _event(request, slug)
    context = {
        "event": event,
        "sent": _sent(event),
        "news": telling.news(event),
        "holders": _in_words(telling.holders(event)),
        "troubles": _in_words(telling.troubles(event)),
    }
    return render(request, "registrations/organizer/mail.html", context)


@desk_page
@require_POST
def event_mail_rest(request: DeskRequest, slug: str) -> HttpResponse:
    """Tell the rest of the event's last change once more."""
    count = telling.reach_the_rest(_event(request, slug))
    said = ngettext("It goes to %(count)d person again.", "It goes to %(count)d people again.", count) % {"count": count}
    messages.success(request, said if count else _("There is nobody left whom a mail could reach."))
    return redirect("event_mail", slug=slug)


@desk_page
@require_POST
def event_mail_copy(request: DeskRequest, slug: str, delivery: UUID) -> HttpResponse:
    """Send one copy again, or leave it as it is."""
    trouble = telling.trouble(_event(request, slug), delivery)
    if trouble is None:
        raise Http404
    if "again" not in request.POST:
        fates.leave(trouble.delivery)
        messages.success(request, _("Left as it is."))
    elif trouble.may_be_said_again:
        fates.say_again(trouble.delivery)
        messages.success(request, _("It is sent again."))
    else:
        messages.error(request, _("Sending it again would not help: its time is over, or the address takes no mail."))
    return redirect("event_mail", slug=slug)


def _event(request: DeskRequest, slug: str) -> Event:
    return get_object_or_404(Event.objects.organized_by(request.user).select_related("series"), slug=slug)


def _in_words(troubles: list[Trouble]) -> list[tuple[str | Promise, Trouble]]:
    return [(KINDS.get(trouble.delivery.message.kind, ""), trouble) for trouble in troubles]


def _sent(event: Event) -> list[Sent]:
    known = fates.of(topic=topic_of(event))
    return [Sent(words, fates.summed(known[kind])) for kind, words in KINDS.items() if kind in known]
