"""Reading a transcript from what captioning tools write: WebVTT, SubRip, SBV, and plain text with times.

    bytes → text (caption_files) → blocks (timed_blocks, timed_lines) → what is said once (sentences) → by whom (voices) → cues

Each step is one pass: the time grows with the length of the file, whatever stands in it.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recordings.domain import sentences, timed_blocks, timed_lines, voices
from recordings.domain.caption_files import Unreadable, text_of
from recordings.domain.sentences import Caption, Spoken
from recordings.domain.timed_blocks import Block, Warnings

MOST_CUES = 50_000
LONGEST_TEXT = 2_000

__all__ = ["Reading", "Spoken", "Unreadable", "read", "read_text"]


@dataclass(frozen=True)
class Reading:
    """What was read: cues in the order of their beginnings, a sentence for everything left out, and the language the file claims."""

    cues: list[Spoken]
    warnings: list[str]
    language: str = ""

    @property
    def voices(self) -> list[str]:
        """Return who speaks, in the order of their first words."""
        return list(dict.fromkeys(cue.speaker for cue in self.cues if cue.speaker))


def read(data: bytes) -> Reading:
    """Return the cues of a file. Broken captions are named in `warnings` by their line, and the good ones kept.

    Raises Unreadable, with a sentence that says what it is instead, where there is no cue in it.
    """
    return read_text(text_of(data))


def read_text(text: str) -> Reading:
    """Return the cues of a text that `text_of` has cleaned; what is pasted goes through `read` like a file."""
    lines = text.split("\n")
    blocks = timed_blocks.read(lines) if timed_blocks.is_in_blocks(lines) else timed_lines.read(lines)
    if len(blocks.found) > MOST_CUES:
        raise Unreadable(gettext_lazy("There are more than 50,000 captions in this file. Cut it into the parts of the recording."))
    captions = _captions(_in_order(blocks.found, blocks.warnings))
    spoken = [cue for caption in sentences.once(captions) for cue in sentences.spoken_of(caption)]
    cues = sorted(sentences.bounded(sentences.joined(spoken), LONGEST_TEXT), key=lambda cue: cue.start_ms)  # two may talk at once
    if not cues:
        raise Unreadable(_no_cues(blocks.warnings.sentences()))
    return Reading(cues, blocks.warnings.sentences(), blocks.language)


def _in_order(blocks: list[Block], warnings: Warnings) -> list[Block]:
    """Return the blocks by their beginnings, saying of each that stood behind a later one."""
    latest = -1
    for block in blocks:
        if block.start_ms < latest:
            warnings.add(block.number, gettext_lazy("this caption begins before the one above it, so it was put in its place"))
        latest = max(latest, block.start_ms)
    return sorted(blocks, key=lambda block: block.start_ms)


def _captions(blocks: list[Block]) -> list[Caption]:
    captions = (Caption(block.start_ms, block.end_ms, tuple(voices.lines_of(block.lines))) for block in blocks)
    return [caption for caption in captions if caption.lines]


def _no_cues(warnings: list[str]) -> str:
    sentence = _("No captions were found: a transcript needs times, like 00:01:15 --> 00:01:19 or [1:15].")
    return f"{sentence} {warnings[0]}" if warnings else sentence
