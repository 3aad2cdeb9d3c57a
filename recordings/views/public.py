"""What a visitor takes away of a recording, and the mistakes they report."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from events_service.events.domain import finding
from events_service.events.models import Event
from events_service.lib import origins
from events_service.lib.errors import DomainError
from recordings.domain import chapters, mistakes, reading
from recordings.forms import MistakeForm
from recordings.models import Cue, Recording, Transcript

P = ParamSpec("P")
_TYPES = {"vtt": "text/vtt", "srt": "application/x-subrip", "txt": "text/plain"}


def of_published_event(view: Callable[Concatenate[HttpRequest, Event, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Find the published event; who comes by an old address is led on."""

    @wraps(view)
    def found(request: HttpRequest, /, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            event = finding.event_at(slug)
        except finding.Moved as moved:
            return redirect(request.get_full_path().replace(f"/{slug}/", f"/{moved.slug}/", 1), permanent=True)
        except Event.DoesNotExist:
            raise Http404 from None
        return view(request, event, *args, **kwargs)

    return found


@require_safe
@of_published_event
def transcript_file(request: HttpRequest, event: Event, pk: int, kind: str) -> HttpResponse:
    """Give a transcript as WebVTT, SubRip or text to read."""
    transcript = _transcript(event, pk)
    cues = transcript.cues.order_by("start_ms", "position")
    texts = {
        "vtt": lambda: reading.as_vtt(transcript, cues),
        "srt": lambda: reading.as_srt(cues),
        "txt": lambda: reading.as_text(event.title, cues),
    }
    return _file(request, texts[kind](), kind, f"{event.slug}.{transcript.language}.{kind}")


@require_safe
@of_published_event
def chapters_file(request: HttpRequest, event: Event, pk: int, kind: str) -> HttpResponse:
    """Give the chapters as a WebVTT track, or as the list that one pastes below a video."""
    recording = get_object_or_404(Recording.objects.published().filter(event=event), pk=pk)
    found = chapters.of(recording)
    if not found:
        raise Http404
    text = chapters.as_vtt(found, end_ms=_end_of(recording)) if kind == "vtt" else chapters.as_list(found)
    return _file(request, text, kind, f"{event.slug}.chapters.{kind}")


@csrf_exempt  # who reports has no authority that a foreign page could borrow, and the page sets no cookie
@require_http_methods(["GET", "HEAD", "POST"])
@of_published_event
def mistake(request: HttpRequest, event: Event, pk: int) -> HttpResponse:
    """Show the line at the moment that is asked for, to be written as it was said; a POST reports it."""
    transcript = _transcript(event, pk)
    cue, before, after = _around(transcript, request.GET.get("t", ""))
    if request.method == "POST" and origins.is_from_elsewhere(request.headers, request.get_host()):
        raise Http404
    form = MistakeForm(request.POST or None, cue=cue)
    is_told = form.is_valid() and _reported(form)
    context = {"event": event, "transcript": transcript, "cue": cue, "before": before, "after": after, "form": form, "is_told": is_told}
    response = render(request, "recordings/mistake.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


def _end_of(recording: Recording) -> int:
    """Return where a recording ends, in milliseconds: as somebody wrote, else where its last line does."""
    latest = Cue.objects.filter(transcript__recording=recording).aggregate(end=Max("end_ms"))["end"]
    return (recording.duration_seconds or 0) * 1000 or latest or 0


def _reported(form: MistakeForm) -> bool:
    try:
        mistakes.report(form.cue, said=form.cleaned_data["said"], now=timezone.now())
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
        return False
    return True


def _transcript(event: Event, pk: int) -> Transcript:
    shown = Transcript.objects.filter(recording__event=event, recording__published_at__isnull=False)
    return get_object_or_404(shown.select_related("recording"), pk=pk)


def _around(transcript: Transcript, asked: str) -> tuple[Cue, Cue | None, Cue | None]:
    """Return the line at this second, and the ones before and after it."""
    second = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 0
    cues = transcript.cues.order_by("start_ms", "position")
    cue = cues.filter(start_ms__lte=second * 1000 + 999).last() or cues.first()
    if cue is None:
        raise Http404(_("This transcript has no lines."))
    return cue, cues.filter(start_ms__lt=cue.start_ms).last(), cues.filter(start_ms__gt=cue.start_ms).first()


def _file(request: HttpRequest, text: str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=f"{_TYPES[kind]}; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "public, no-cache"
    response["X-Robots-Tag"] = "noindex"
    response["ETag"] = etag = quote_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
    answer = get_conditional_response(request, etag=etag, response=response)
    return answer if isinstance(answer, HttpResponse) else response
