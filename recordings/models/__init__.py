"""Rows of what remains."""

from recordings.models.recap import Recap
from recordings.models.recording import Player, Recording

__all__ = ["Player", "Recap", "Recording"]
