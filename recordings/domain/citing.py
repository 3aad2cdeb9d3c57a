"""A moment of a recording, quoted: its key, which is for ever, and where the quoted words are today.

The key is made of what it means (event, recording, how often it had been cut, milliseconds, a fingerprint of the words) and of a check
that only who knows the event's UID can make. So nothing is written when somebody cites, and nobody guesses the way to an unlisted event.
"""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2s

from events_service.events.models import Event
from events_service.lib import stemming
from recordings.domain import cutting
from recordings.models import Cue, Recording

_WORDS, _CHECK = 3, 4  # bytes
_NO_WORDS = bytes(_WORDS)
_QUOTED = 8  # words that know a line again
_NEAR_MS = 2_000
_SILENCE_MS = 10_000  # after a line, of which it is no longer what is said
_LONGEST_KEY = 80
_NUMBERS = 4


class Unknown(Exception):
    """This is no key, or of nothing that is published."""


@dataclass(frozen=True)
class Quote:
    """What somebody says at a moment. Without a time it is the whole recording; without words there is no transcript there."""

    recording: Recording
    start_ms: int | None = None
    language: str = ""
    speaker: str = ""
    words: str = ""

    @property
    def event(self) -> Event:
        return self.recording.event

    @property
    def second(self) -> int:
        return (self.start_ms or 0) // 1000

    @property
    def key(self) -> str:
        """Return the short key of this quote: the same whenever it is asked for, until the words or the cut are others."""
        numbers = (self.recording.event_id, self.recording.pk, len(self.recording.cuts), self.start_ms or 0)
        said = b"".join(map(_varint, numbers)) + (_NO_WORDS if self.start_ms is None else _fingerprint(self.words))
        return base64.b32encode(said + _check(self.event, said)).decode().rstrip("=").lower()


def quote(recording: Recording, start_ms: int | None, *, language: str) -> Quote:
    """Return what is said at this moment in this language, or from where it begins: a quote begins with its line."""
    if start_ms is None:
        return Quote(recording)
    lines = Cue.objects.filter(transcript__recording=recording, transcript__language=language, start_ms__lte=start_ms + 999)
    cue = lines.order_by("-start_ms", "-position").first()
    if cue is None or cue.end_ms + _SILENCE_MS < start_ms:
        return Quote(recording, start_ms)
    return Quote(recording, cue.start_ms, language, cue.speaker, cue.text)


def find(key: str) -> Quote:
    """Return the quote that has this key, where it is today: at its words if they are still said, else at its time.

    Of a recording that is gone its event's first one is returned. Raises Unknown.
    """
    said, check = _read(key)
    event_id, recording_id, cut, start_ms = _numbers(said[:-_WORDS])
    event = Event.objects.published().filter(pk=event_id).first()
    if event is None or check != _check(event, said):
        raise Unknown
    recordings = list(Recording.objects.published().filter(event=event).select_related("event"))
    if not recordings:
        raise Unknown
    meant = next((one for one in recordings if one.pk == recording_id), None)
    words = said[-_WORDS:]
    if words == _NO_WORDS:
        return Quote(meant or recordings[0])
    near = cutting.now_at(meant, start_ms, cut=cut) if meant else start_ms
    cue = _said([meant] if meant else recordings, words, near)
    if cue:
        return Quote(cue.transcript.recording, cue.start_ms, cue.transcript.language, cue.speaker, cue.text)
    return Quote(meant, near) if meant else Quote(recordings[0])


def _said(recordings: Iterable[Recording], words: bytes, near: int) -> Cue | None:
    """Return the line with these words, nearest to a moment; looked for beside it first."""
    lines = Cue.objects.filter(transcript__recording__in=recordings)
    beside = lines.filter(start_ms__gte=max(near - _NEAR_MS, 0), start_ms__lte=near + _NEAR_MS)
    for candidates in (beside, lines):
        found = [cue for cue in candidates.only("pk", "start_ms", "text").iterator() if _fingerprint(cue.text) == words]
        if found:
            nearest = min(found, key=lambda cue: (abs(cue.start_ms - near), cue.pk))
            return Cue.objects.select_related("transcript__recording__event").get(pk=nearest.pk)
    return None


def _fingerprint(words: str) -> bytes:
    known = " ".join(stemming.spelled(words).split()[:_QUOTED])
    return blake2s(known.encode(), digest_size=_WORDS).digest() if known else b"\xff" * _WORDS


def _check(event: Event, said: bytes) -> bytes:
    return blake2s(said, key=blake2s(event.uid.encode()).digest(), digest_size=_CHECK).digest()


def _read(key: str) -> tuple[bytes, bytes]:
    try:
        packed = base64.b32decode(key.upper() + "=" * (-len(key) % 8))
    except (binascii.Error, ValueError) as error:
        raise Unknown from error
    if len(key) > _LONGEST_KEY or len(packed) <= _WORDS + _CHECK:
        raise Unknown
    return packed[:-_CHECK], packed[-_CHECK:]


def _varint(number: int) -> bytes:
    """Return a number in LEB128."""
    packed = bytearray()
    while number > 0x7F:
        packed.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*packed, number])


def _numbers(packed: bytes) -> list[int]:
    numbers, number, shift = [], 0, 0
    for byte in packed:
        number |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            numbers.append(number)
            number = shift = 0
    if len(numbers) != _NUMBERS or shift or max(numbers) >= 2**63:
        raise Unknown
    return numbers
