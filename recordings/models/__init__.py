"""Rows of what remains."""

from recordings.models.recap import Recap
from recordings.models.recording import Player, Recording
from recordings.models.transcript import Correction, Cue, Transcript

__all__ = ["Correction", "Cue", "Player", "Recap", "Recording", "Transcript"]
