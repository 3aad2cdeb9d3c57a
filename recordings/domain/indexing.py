"""What is said and written, kept as it is sought: written in the transaction that changes the text.

`Line` for every spoken line, `Entry` for everything else. Whether something is shown is asked when it is sought, so publishing and
withdrawing change nothing here.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db import transaction
from django.db.models import F, Model

from events_service.events.models import Article, Event, Series, Speaker
from events_service.lib import stemming
from events_service.lib.markdown import to_text
from recordings.models import Cue, Entry, Line, Recap, Recording, Transcript

Indexed = Event | Series | Speaker | Article | Recap

BOTH = ("en", "es")
_LONGEST = 100_000  # characters of one text
_BATCH = 1_000
_OF_A_DAY, _OF_A_RECORDING = 41, 27  # bits


def first_key(on: date | None) -> int:
    """Return the lowest key a line of an event on this day can have; the undated come before all days."""
    return (on.toordinal() if on else 0) << _OF_A_DAY


def first_key_of(line_key: int) -> int:
    """Return the lowest key of the same recording."""
    return line_key >> _OF_A_RECORDING << _OF_A_RECORDING


@transaction.atomic
def index_cues(recording: Recording, cues: Iterable[Cue], *, language: str) -> None:
    """Index these lines of a transcript anew; lines that are gone took their own along."""
    cues = list(cues)
    Line.objects.filter(cue__in=cues if len(cues) < _BATCH else Cue.objects.filter(transcript=cues[0].transcript_id)).delete()
    on = recording.event.starts_on
    Line.objects.bulk_create((_line(recording, cue, language, on) for cue in cues), batch_size=_BATCH)


def move(event: Event) -> None:
    """Give the lines of an event that is on another day now the keys of that day."""
    one = Line.objects.filter(event=event).order_by().values_list("pk", flat=True).first()
    if one is None:
        return
    shift = first_key(event.starts_on) - (one >> _OF_A_DAY << _OF_A_DAY)
    if shift:
        Line.objects.filter(event=event).update(id=F("id") + shift)


def index(thing: Indexed) -> None:
    """Index what is written of a thing, where it is not what was written before."""
    name = type(thing).__name__.lower()
    kept = Entry.objects.filter(**{name: thing.pk})
    texts = list(_texts_of(thing))
    if texts != list(kept.order_by("pk").values("language", "words", "spelled")):
        with transaction.atomic():
            kept.delete()
            Entry.objects.bulk_create(Entry(**{f"{name}_id": thing.pk}, **text) for text in texts)


def long_texts_of(thing: Model, language: str) -> list[str]:
    """Return what is written of a thing below its title, without markup; of an event its recap is another thing."""
    if isinstance(thing, Event):
        return [getattr(thing, f"summary_{language}"), to_text(getattr(thing, f"text_{language}"))]
    if isinstance(thing, Speaker):
        return [thing.about, to_text(getattr(thing, f"bio_{language}"))]
    if isinstance(thing, Article):
        return [thing.outlet, thing.why]
    return [to_text(getattr(thing, f"text_{language}"))]


def rebuild() -> Iterator[tuple[str, int, int]]:
    """Index everything anew; yield what is being done, how much of it is done, and how much there is."""
    Entry.objects.all().delete()
    for model in (Event, Series, Speaker, Article, Recap):
        total = model._default_manager.count()
        for done, thing in enumerate(model._default_manager.order_by("pk").iterator(_BATCH), 1):
            index(thing)
            yield str(model._meta.verbose_name_plural), done, total
    Line.objects.all().delete()
    transcripts = Transcript.objects.select_related("recording__event").order_by("pk")
    total = transcripts.count()
    for done, transcript in enumerate(transcripts, 1):
        index_cues(transcript.recording, transcript.cues.all(), language=transcript.language)
        yield "transcripts", done, total


def _line(recording: Recording, cue: Cue, language: str, on: date | None) -> Line:
    """Return a line whose key falls from day to day, from recording to recording, and within one from its first line to its last."""
    within = (1 << _OF_A_RECORDING) - 1
    place = (recording.pk & ((1 << (_OF_A_DAY - _OF_A_RECORDING)) - 1)) << _OF_A_RECORDING | (within - (cue.pk & within))
    return Line(
        id=first_key(on) | place,
        cue=cue,
        recording=recording,
        event_id=recording.event_id,
        language=language,
        words=stemming.stems(cue.text, language),
    )


def _texts_of(thing: Indexed) -> Iterator[dict[str, str]]:
    if isinstance(thing, Speaker):
        yield from _title(thing.name, "")
    for language in BOTH:
        if isinstance(thing, Event | Series):
            yield from _title(getattr(thing, f"title_{language}"), language)
        elif isinstance(thing, Article):
            yield from _title(f"{thing.title}\n{thing.authors}", language)  # nobody says in which language it is
        yield from _text("\n".join(long_texts_of(thing, language)), language)


def _title(text: str, language: str) -> Iterator[dict[str, str]]:
    if words := stemming.stems(text, language):
        yield {"language": language, "words": words, "spelled": stemming.spelled(text)}


def _text(text: str, language: str) -> Iterator[dict[str, str]]:
    if words := stemming.stems(text[:_LONGEST], language):
        yield {"language": language, "words": words, "spelled": ""}
