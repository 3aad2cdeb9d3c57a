"""Rows of what remains."""

from recordings.models.recap import Recap
from recordings.models.recording import Player, Recording
from recordings.models.transcript import Correction, Cue, Mistake, Transcript

__all__ = ["Correction", "Cue", "Mistake", "Player", "Recap", "Recording", "Transcript"]
