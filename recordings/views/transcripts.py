"""The desk's page on the transcript of a recording, its chapters and the mistakes that readers report. A viewer looks only."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.models import Event, Speaker
from events_service.lib.errors import DomainError
from recordings.domain import chapters, mistakes, transcribing, voices
from recordings.domain.voices import Line
from recordings.forms import ChaptersForm, CueForm, TranscriptForm
from recordings.models import Cue, Mistake, Recording, Transcript

LINES_PER_PAGE = 60
HISTORY = 40


@dataclass(frozen=True)
class Desk:
    """What is on the table: a recording of the event, and its transcript in one language where there is one."""

    event: Event
    recordings: list[Recording]
    recording: Recording
    transcripts: list[Transcript]
    transcript: Transcript | None
    may_edit: bool

    @property
    def address(self) -> str:
        language = f"&language={self.transcript.language}" if self.transcript else ""
        return f"{reverse('transcript', args=[self.event.slug])}?recording={self.recording.pk}{language}"


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def transcript(request: DeskRequest, slug: str) -> HttpResponse:
    """Show the transcript and everything about it; a POST reads a new one, and with `use` keeps it."""
    desk = _desk(request, slug)
    if desk is None:
        may_edit = _may_edit(request, slug)
        context = {"event": _event(request, slug), "may_edit": may_edit, "looks_on": not may_edit}
        return render(request, "recordings/transcript_none.html", context)
    if request.method != "POST":
        return _page(request, desk)
    form = TranscriptForm(request.POST, request.FILES, recording=desk.recording)
    if not form.is_valid() or form.reading is None or request.POST.get("act") != "use":
        return _page(request, desk, form=form, status=422 if form.errors else 200)
    cues, language = form.reading.cues, form.cleaned_data["language"]
    transcribing.replace(desk.recording, cues, language=language, by=request.user, now=timezone.now())
    messages.success(request, ngettext("%(count)s line is kept.", "%(count)s lines are kept.", len(cues)) % {"count": len(cues)})
    return redirect(f"{reverse('transcript', args=[slug])}?recording={desk.recording.pk}&language={language}")


@desk_page
@require_POST
def line(request: DeskRequest, slug: str) -> HttpResponse:
    """Change a line, divide it, join it with the next one, or begin a chapter with it."""
    desk, cue = _line_of(request, slug)
    form = CueForm(request.POST, cue=cue)
    try:
        if request.POST.get("act") == "chapter":
            chapters.begin_at(cue)
        elif request.POST.get("act") == "join":
            transcribing.merge(cue, was=request.POST.get("was", ""), by=request.user, now=timezone.now())
        elif not form.is_valid():
            return _page(request, desk, line=form, status=422)
        else:
            _write(cue, form, request)
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
        return _page(request, desk, line=form, status=409)
    return redirect(f"{desk.address}&at={cue.pk}#line-{cue.pk}")


@desk_page
@require_POST
def speakers(request: DeskRequest, slug: str) -> HttpResponse:
    """Call somebody in the transcript by another name; one of the event's speakers by that name is who it is."""
    desk = _editable(request, slug)
    if desk.transcript is None:
        raise Http404
    old, new = request.POST.get("old", ""), request.POST.get("new", "")
    person = _people(desk.event).get(" ".join(new.split()).casefold())
    try:
        count = transcribing.name_speaker(desk.transcript, old=old, new=new, person=person, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        said = ngettext("%(name)s speaks in %(count)s line.", "%(name)s speaks in %(count)s lines.", count)
        messages.success(request, said % {"name": person.name if person else new, "count": count})
    return redirect(f"{desk.address}#speakers")


@desk_page
@require_POST
def parts(request: DeskRequest, slug: str) -> HttpResponse:
    """Write the chapters anew."""
    desk = _editable(request, slug)
    form = ChaptersForm(request.POST, recording=desk.recording)
    try:
        if form.is_valid():
            chapters.write(desk.recording, form.cleaned_data["chapters"])
            messages.success(request, _("The chapters are kept."))
            return redirect(f"{desk.address}#chapters")
    except DomainError as refusal:
        form.add_error("chapters", str(refusal.sentence))
    return _page(request, desk, parts=form, status=422)


@desk_page
@require_POST
def decide(request: DeskRequest, slug: str) -> HttpResponse:
    """Accept a reported mistake, which changes the line, or leave the line as it is."""
    event = get_object_or_404(Event.objects.organized_by(request.user), slug=slug)
    reported = Mistake.objects.filter(transcript__recording__event=event).select_related("transcript")
    mistake = get_object_or_404(reported, pk=_number(request.POST.get("mistake", "")))
    try:
        if request.POST.get("act") == "accept":
            mistakes.accept(mistake, by=request.user, now=timezone.now())
            messages.success(request, _("The line is corrected."))
        else:
            mistakes.dismiss(mistake, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal.sentence))
    address = f"{reverse('transcript', args=[slug])}?recording={mistake.transcript.recording_id}&language={mistake.transcript.language}"
    return redirect(f"{address}#mistakes")


@desk_page
@require_POST
def remove(request: DeskRequest, slug: str) -> HttpResponse:
    """Take a transcript away."""
    desk = _editable(request, slug)
    if desk.transcript is None:
        raise Http404
    transcribing.remove(desk.transcript)
    messages.success(request, _("The transcript is taken away."))
    return redirect(f"{reverse('transcript', args=[slug])}?recording={desk.recording.pk}")


def _write(cue: Cue, form: CueForm, request: DeskRequest) -> None:
    typed, now = form.cleaned_data, timezone.now()
    first, second = form.halves()
    if not second.strip():
        transcribing.edit(cue, text=first, speaker=typed["speaker"], was=typed["was"], by=request.user, now=now)
        return
    said = voices.named(Line("", voices.words_of(second)))
    speaker = said.speaker or typed["speaker"]
    transcribing.split(cue, first=first, second=said.text, second_speaker=speaker, was=typed["was"], by=request.user, now=now)


def _page(
    request: DeskRequest,
    desk: Desk,
    *,
    form: TranscriptForm | None = None,
    line: CueForm | None = None,
    parts: ChaptersForm | None = None,
    status: int = 200,
) -> HttpResponse:
    language = desk.transcript.language if desk.transcript else ""
    context = {
        "event": desk.event,
        "desk": desk,
        "looks_on": not desk.may_edit,
        "form": form or TranscriptForm(recording=desk.recording, language=language),
        "errors_of": next((one for one in (form, line, parts) if one and one.errors), None),
        "reading": form.reading if form else None,
        "parts": parts or ChaptersForm(recording=desk.recording),
        "mistakes": mistakes.waiting_at(desk.event),
        "people": Speaker.objects.filter(appearances__event=desk.event).distinct(),
    }
    return render(request, "recordings/transcript.html", context | _lines(request, desk, line), status=status)


def _lines(request: DeskRequest, desk: Desk, line: CueForm | None) -> dict[str, object]:
    """Return a page of lines: that of the line that is edited or was, else the one that is asked for."""
    if desk.transcript is None:
        return {}
    cues = desk.transcript.cues.order_by("start_ms", "position")
    edited = line.cue.pk if line else _number(request.GET.get("line", ""))
    looked_at = cues.filter(pk=edited or _number(request.GET.get("at", ""))).first()
    number: int | str | None = request.GET.get("page")
    if looked_at:
        number = cues.filter(start_ms__lt=looked_at.start_ms).count() // LINES_PER_PAGE + 1
    if line is None and edited and looked_at:
        line = CueForm(cue=looked_at)
    return {
        "line": line,
        "page": Paginator(cues, LINES_PER_PAGE).get_page(number),
        "speakers": transcribing.speakers_of(desk.transcript),
        "corrections": desk.transcript.corrections.select_related("who")[:HISTORY],
    }


def _event(request: DeskRequest, slug: str) -> Event:
    return get_object_or_404(Event.objects.seen_by(request.user).select_related("series"), slug=slug)


def _may_edit(request: DeskRequest, slug: str) -> bool:
    return Event.objects.organized_by(request.user).filter(slug=slug).exists()


def _desk(request: DeskRequest, slug: str) -> Desk | None:
    """Return what is on the table, None where the event has no recording; 404 to strangers, and to a viewer who wants to change it."""
    event, may_edit = _event(request, slug), _may_edit(request, slug)
    if request.method == "POST" and not may_edit:
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    recordings = list(Recording.objects.filter(event=event))
    if not recordings:
        return None
    recording = next((one for one in recordings if str(one.pk) == asked.get("recording")), recordings[0])
    transcripts = list(recording.transcripts.all())
    wanted = (asked.get("of") or asked.get("language"), recording.language)
    ranked = sorted(transcripts, key=lambda one: wanted.index(one.language) if one.language in wanted else len(wanted))
    return Desk(event, recordings, recording, transcripts, ranked[0] if ranked else None, may_edit)


def _editable(request: DeskRequest, slug: str) -> Desk:
    desk = _desk(request, slug)
    if desk is None:
        raise Http404
    return desk


def _line_of(request: DeskRequest, slug: str) -> tuple[Desk, Cue]:
    desk = _editable(request, slug)
    cues = Cue.objects.filter(transcript__recording__event=desk.event).select_related("transcript__recording")
    return desk, get_object_or_404(cues, pk=_number(request.POST.get("cue", "")))


def _people(event: Event) -> dict[str, Speaker]:
    return {speaker.name.casefold(): speaker for speaker in Speaker.objects.filter(appearances__event=event)}


def _number(asked: str) -> int:
    """Return the key that is asked for; zero, which nothing has, for what is none."""
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0
