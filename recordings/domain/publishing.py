"""What remains of an event and who may see it: the recording and the recap."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from events_service.events.domain import publishing as events_publishing
from events_service.events.models import Event
from events_service.lib.errors import DomainError
from recordings.domain import players
from recordings.models import Recap, Recording


class NothingToPublish(DomainError):
    """There is neither a recording nor a recap."""


class Known(DomainError):
    """There is such a recording already."""

    field = "url"


class Written(DomainError):
    """What is to be taken away has a transcript."""

    field = "url"


class TooEarly(DomainError):
    """The event has not begun, or will not be held."""


@dataclass(frozen=True)
class Remains:
    """What the organizer writes after an event. An empty address takes the recording away."""

    url: str
    language: str
    duration_seconds: int | None
    recap_url: str
    text_en: str
    text_es: str


@transaction.atomic
def write(event: Event, remains: Remains, *, is_shown: bool, now: datetime) -> None:
    """Write recording and recap together, or nothing of it; `is_shown` publishes them too. Raises what the functions below raise."""
    if remains.url.strip():
        set_recording(event, url=remains.url, language=remains.language, duration_seconds=remains.duration_seconds, now=now)
    else:
        remove_first(event, now=now)
    set_recap(event, url=remains.recap_url, text_en=remains.text_en, text_es=remains.text_es)
    if is_shown:
        publish(event, now=now)


@transaction.atomic
def set_recording(event: Event, *, url: str, language: str, duration_seconds: int | None, now: datetime) -> Recording:
    """Set where to watch the event. Another address replaces the one before; a published recording stays published.

    Raises players.NoAddress for what is no public http(s) address.
    """
    recognized = players.recognize(url)
    Event.objects.lock(event.pk)
    recording = Recording.objects.filter(event=event, url=recognized.url).first() or Recording.objects.filter(event=event).first()
    recording = recording or Recording(event=event)
    recording.url, recording.player, recording.video_id = recognized.url, recognized.player, recognized.video_id
    recording.language, recording.duration_seconds = language, duration_seconds
    recording.save()
    if recording.published_at:
        events_publishing.mark_watchable(event, since=recording.published_at, now=now)
    return recording


@transaction.atomic
def add_recording(event: Event, *, url: str, title: str, language: str, duration_seconds: int | None, now: datetime) -> Recording:
    """Add another recording behind those there are: a part, or a language. It is seen at once where the others are.

    Raises players.NoAddress, and Known where this one is there already.
    """
    recognized = players.recognize(url)
    Event.objects.lock(event.pk)
    others = Recording.objects.filter(event=event)
    if others.filter(url=recognized.url).exists():
        raise Known(_("This recording is here already."))
    shown = others.filter(published_at__isnull=False).order_by("published_at").first()
    return Recording.objects.create(
        event=event,
        url=recognized.url,
        player=recognized.player,
        video_id=recognized.video_id,
        title=title,
        language=language,
        duration_seconds=duration_seconds,
        position=(others.aggregate(last=Max("position"))["last"] or 0) + 1,
        published_at=now if shown else None,
    )


@transaction.atomic
def describe(recording: Recording, *, title: str, language: str, duration_seconds: int | None) -> None:
    """Write what this recording is called, what is spoken in it, and how long it is."""
    Event.objects.lock(recording.event_id)
    Recording.objects.filter(pk=recording.pk).update(title=title, language=language, duration_seconds=duration_seconds)


@transaction.atomic
def put_first(recording: Recording) -> None:
    """Show this recording before the others."""
    Event.objects.lock(recording.event_id)
    others = Recording.objects.filter(event=recording.event_id).exclude(pk=recording.pk)
    for position, pk in enumerate([recording.pk, *others.values_list("pk", flat=True)]):
        Recording.objects.filter(pk=pk).update(position=position)


def remove_first(event: Event, *, now: datetime) -> None:
    """Take away the recording that stands first, where there is one."""
    first = Recording.objects.filter(event=event).first()
    if first:
        remove(first, now=now)


@transaction.atomic
def remove(recording: Recording, *, now: datetime) -> None:
    """Take a recording away; with the last one its page says so by showing none. Raises Written while there is a transcript."""
    event = Event.objects.lock(recording.event_id)
    if recording.transcripts.exists():
        raise Written(_("This recording has a transcript, which would be lost. Take the transcript away first."))
    Recording.objects.filter(pk=recording.pk).delete()
    first = Recording.objects.filter(event=event, published_at__isnull=False).order_by("published_at").first()
    events_publishing.mark_watchable(event, since=first.published_at if first else None, now=now)


@transaction.atomic
def set_recap(event: Event, *, url: str, text_en: str, text_es: str) -> Recap | None:
    """Set the written account: our own text, a link to one elsewhere, or both. With none of them there is no recap.

    Raises players.NoAddress for a link that is no public http(s) address.
    """
    url = players.checked(url, field="recap_url") if url.strip() else ""
    Event.objects.lock(event.pk)
    if not (url or text_en.strip() or text_es.strip()):
        Recap.objects.filter(event=event).delete()
        return None
    texts = {"url": url, "text_en": text_en.strip(), "text_es": text_es.strip()}
    return Recap.objects.update_or_create(event=event, defaults=texts)[0]


@transaction.atomic
def publish(event: Event, *, now: datetime) -> None:
    """Show everyone the recording and the recap, whichever there is. What was published before keeps its time.

    Raises TooEarly before the event begins, NothingToPublish where there is neither.
    """
    locked = Event.objects.lock(event.pk)
    if locked.cancelled_at:
        raise TooEarly(_("This event was cancelled, so there is nothing to watch."))
    if locked.starts_at and locked.starts_at > now:
        raise TooEarly(_("This event has not begun yet. Its recording can be published afterwards."))
    recordings, recaps = Recording.objects.filter(event=event), Recap.objects.filter(event=event)
    if not (recordings.exists() or recaps.exists()):
        raise NothingToPublish(_("Add a recording or a recap first."))
    recordings.filter(published_at=None).update(published_at=now)
    recaps.filter(published_at=None).update(published_at=now)
    first = recordings.order_by("published_at").first()
    events_publishing.mark_watchable(event, since=first.published_at if first else None, now=now)


@transaction.atomic
def unpublish(event: Event, *, now: datetime) -> None:
    """Take recording and recap out of sight, and keep them."""
    Event.objects.lock(event.pk)
    Recording.objects.filter(event=event).update(published_at=None)
    Recap.objects.filter(event=event).update(published_at=None)
    events_publishing.mark_watchable(event, since=None, now=now)
