"""The organizer's page on what remains of an event."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.models import Consent, Engagement, Event
from events_service.lib.errors import DomainError
from recordings.domain import publishing
from recordings.forms import AfterwardsForm
from recordings.models import Recap, Recording


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def afterwards(request: DeskRequest, slug: str) -> HttpResponse:
    """Write down recording and recap; save them, show them to everyone, or take them out of sight."""
    event = get_object_or_404(Event.objects.organized_by(request.user).select_related("series"), slug=slug)
    recording, recap = Recording.objects.filter(event=event).first(), Recap.objects.filter(event=event).first()
    if request.POST.get("act") == "unpublish":
        publishing.unpublish(event, now=timezone.now())
        messages.success(request, _("Out of sight now. You can publish it again at any time."))
        return redirect("afterwards", slug=slug)
    form = AfterwardsForm(request.POST or None, event=event, recording=recording, recap=recap)
    if form.is_valid() and _write(request, event, form):
        return redirect("recording_cut" if recording and _was_replaced(recording) else "afterwards", slug=slug)
    shown = (recording and recording.published_at) or (recap and recap.published_at)
    context = {"event": event, "form": form, "recording": recording, "recap": recap, "is_shown": bool(shown), **_consents(event)}
    return render(request, "recordings/afterwards.html", context, status=422 if form.errors else 200)


def _consents(event: Event) -> dict[str, object]:
    """Return who of those who were invited to speak refused to be recorded, and who has not answered."""
    invited = Engagement.objects.invited().filter(event=event).select_related("speaker")
    return {"refusing": invited.filter(consent=Consent.NO), "silent": invited.filter(consent="")}


def _was_replaced(recording: Recording) -> bool:
    """Tell whether another video stands in its place now, and something was written about the one before."""
    address = Recording.objects.filter(pk=recording.pk).values_list("url", flat=True).first()
    return address not in {None, recording.url} and (bool(recording.chapters) or recording.transcripts.exists())


def _write(request: DeskRequest, event: Event, form: AfterwardsForm) -> bool:
    """Save what was typed, or say beside the field why not."""
    is_shown = request.POST.get("act") == "publish"
    try:
        publishing.write(event, form.remains(), is_shown=is_shown, now=timezone.now())
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
        return False
    messages.success(request, _published(event) if is_shown else _("Saved."))
    return True


def _published(event: Event) -> str:
    if event.published_at:
        return _("Published. The event’s page shows it now.")
    return _("Ready. The event itself is a draft: publish it, and everyone can see it.")
