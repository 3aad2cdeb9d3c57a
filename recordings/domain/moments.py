"""The address of a moment: the page of the event, at the second something is said."""

from urllib.parse import urlencode

from django.utils.translation import get_language

from recordings.models import Recording


def address_of(recording: Recording, start_ms: int, *, language: str, is_first: bool) -> str:
    """Return the path of this moment, in the language that is active: `/events/mutual-aid/?t=754`.

    The page shows the event's first recording and the transcript in the reader's language; it is told where it should be another.
    """
    asked: dict[str, object] = {} if is_first else {"recording": recording.pk}
    if language and language != get_language():
        asked["transcript"] = language
    if recording.cuts:
        asked["cut"] = len(recording.cuts)  # a time without it is one of the first cut
    return f"{recording.event.get_absolute_url()}?{urlencode(asked | {'t': start_ms // 1000})}"
