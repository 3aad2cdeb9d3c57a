"""An event on the day: who is in, the room, one line on every waiting screen, a word to everybody, the emergency sheet."""

from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.domain import rooms
from events_service.events.forms import LineField, TextField
from events_service.events.models import Event, ScreenLine
from events_service.lib.errors import DomainError
from registrations.domain import announcing, live
from registrations.domain.live import WhoIsIn
from registrations.models import Announcement


class LineForm(forms.Form):
    """One line for every waiting screen."""

    words = LineField(
        label=gettext_lazy("One line on every waiting screen"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Like “We start at 10:05”. It is there within seconds; left empty, it goes away."),
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, label_suffix="", **kwargs)


class AnnouncementForm(forms.Form):
    """What to write to everybody who has a place. `key` makes it one, however often it is sent."""

    subject = LineField(label=gettext_lazy("Subject"), max_length=150, error_messages={"required": gettext_lazy("Enter a subject")})
    words = TextField(
        label=gettext_lazy("What to say"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Each mail holds the personal way in too."),
        error_messages={"required": gettext_lazy("Enter what to say")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="", initial={"key": uuid4()})


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_live(request: DeskRequest, slug: str) -> HttpResponse:
    """Show the event as it is at this moment; a POST says one line on every waiting screen."""
    event = _event(request, slug)
    line = ScreenLine.objects.filter(event=event).first()
    form = LineForm(request.POST or None, initial={"words": line.words if line else ""})
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        rooms.say_line(event, words, by=request.user, now=timezone.now())
        messages.success(request, _("It is on every waiting screen within seconds.") if words else _("The line is gone."))
        return redirect(request.path)
    return render(request, "registrations/organizer/live.html", _now(event) | {"form": form}, status=422 if form.errors else 200)


@desk_page
@conditional_page
@require_safe
def event_live_now(request: DeskRequest, slug: str) -> HttpResponse:
    """Give the numbers alone, for the page that shows them already; 304 to who has them as they are."""
    return JsonResponse({key: str(number) for key, _heading, number in _figures(live.who_is_in(_event(request, slug)))})


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_announce(request: DeskRequest, slug: str) -> HttpResponse:
    """Write to everybody who has a place, in two steps: the words, then to how many they go."""
    event = _event(request, slug)
    form = AnnouncementForm(request.POST or None)
    is_asked = request.method == "POST" and form.is_valid() and "back" not in request.POST
    if is_asked and "confirm" in request.POST and _is_announced(request, event, form):
        return redirect("event_live", slug=slug)
    context = {"event": event, "form": form, "is_asked": is_asked, "reach": announcing.reach(event)}
    return render(request, "registrations/organizer/announce.html", context, status=422 if form.errors else 200)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_sheet(request: DeskRequest, slug: str) -> HttpResponse:
    """Show what has to be at hand when something fails, ready to print; a POST mails it to those who act for the hosts."""
    event = _event(request, slug)
    if request.method == "POST":
        count = live.send_sheet(event, language=get_language() or settings.LANGUAGE_CODE, now=timezone.now())
        said = ngettext("The sheet goes to %(count)s person.", "The sheet goes to %(count)s people.", count)
        messages.success(request, said % {"count": count} if count else _("It left a moment ago, so nothing is sent."))
        return redirect(request.path)
    context = {"event": event, "sheet": live.sheet_of(event), "reach": len(live.organizers_of(event))}
    return render(request, "registrations/organizer/sheet.html", context)


def _event(request: DeskRequest, slug: str) -> Event:
    return get_object_or_404(Event.objects.organized_by(request.user).select_related("series"), slug=slug, starts_at__isnull=False)


def _now(event: Event) -> dict[str, object]:
    """Return what there is to be seen of the event at this moment."""
    room, counts = rooms.of(event), live.who_is_in(event)
    return {
        "event": event,
        "room": room,
        "figures": _figures(counts),
        "counts": counts,
        "is_full": room is not None and live.is_full(room, counts),
        "has_mailed_another_room": room is not None and live.has_mailed_another_room(event, room),
        "latest": live.latest(event),
        "announcements": Announcement.objects.filter(event=event)[:5],
        "may_announce": event.is_to_come(timezone.now()),
    }


def _figures(counts: WhoIsIn) -> list[tuple[str, str, int]]:
    return [
        ("came", _("Came in"), counts.came),
        ("missing", _("Not yet"), counts.registered - counts.came),
        ("overflow", _("In the overflow room"), counts.overflow),
        ("door", _("At the door"), counts.door),
    ]


def _is_announced(request: DeskRequest, event: Event, form: AnnouncementForm) -> bool:
    said = form.cleaned_data
    try:
        announcing.announce(event, key=said["key"], subject=said["subject"], words=said["words"], by=request.user, now=timezone.now())
    except DomainError as refusal:
        form.add_error(None, str(refusal.sentence))
        return False
    messages.success(request, _("It is on its way. What became of each mail stands under Mail."))
    return True
