"""Rows of what remains."""

from recordings.models.recap import Recap
from recordings.models.recording import Player, Recording
from recordings.models.search import Entry, EntryIndex, Line, LineIndex
from recordings.models.transcript import Correction, Cue, Mistake, Transcript

__all__ = ["Correction", "Cue", "Entry", "EntryIndex", "Line", "LineIndex", "Mistake", "Player", "Recap", "Recording", "Transcript"]
