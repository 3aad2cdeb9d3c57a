"""Bring the transcript of a recording in from a file."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from events_service.lib.errors import DomainError
from recordings.domain import captions, transcribing
from recordings.domain.caption_files import LARGEST
from recordings.domain.captions import Reading, Spoken
from recordings.models import Recording


class Command(BaseCommand):
    help = "Bring in a transcript from WebVTT, SRT, or plain text with times. It replaces the one there is in that language."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a .vtt, .srt or .txt file; - reads what is piped in")
        parser.add_argument("--recording", type=int, metavar="ID", help="whose transcript it is; not needed for a dry run")
        parser.add_argument("--language", default="", help="like en or es; else what the file says, else what is spoken in the recording")
        parser.add_argument("--dry-run", action="store_true", help="say what was read, and write nothing")
        parser.add_argument(
            "--json", action="store_true", dest="as_json", help="print one JSON object only; a speaker nobody named is null"
        )

    def handle(self, *args: Any, file: str, recording: int | None, language: str, dry_run: bool, as_json: bool, **options: Any) -> None:
        try:
            reading = self._read(file)
            if not dry_run:
                self._write(reading, recording, language)
        except DomainError as refusal:
            if as_json:
                self._print(Reading([], []), error=str(refusal.sentence))
                sys.exit(1)
            raise CommandError(str(refusal.sentence)) from refusal
        if as_json:
            self._print(reading)
        else:
            self._tell(reading, is_dry=dry_run)

    def _read(self, file: str) -> Reading:
        try:
            if file == "-":
                return captions.read(sys.stdin.buffer.read(LARGEST + 1))
            with Path(file).open("rb") as stream:
                return captions.read(stream.read(LARGEST + 1))
        except (OSError, ValueError) as error:
            raise captions.Unreadable(f"{file} cannot be opened: {getattr(error, 'strerror', None) or error}.") from error

    def _write(self, reading: Reading, pk: int | None, language: str) -> None:
        if pk is None:
            raise DomainError("Say whose transcript it is with --recording ID, or only look with --dry-run.")
        recording = Recording.objects.filter(pk=pk).first() if 0 < pk < 2**63 else None
        if recording is None:
            raise DomainError(f"There is no recording {pk}.")
        transcribing.replace(
            recording,
            reading.cues,
            language=transcribing.language_code(language or reading.language or recording.language),
            by=None,
            now=timezone.now(),
        )

    def _print(self, reading: Reading, *, error: str | None = None) -> None:
        cues = [_cue(cue) for cue in reading.cues]
        self.stdout.write(json.dumps({"ok": error is None, "cues": cues, "warnings": reading.warnings, "error": error}, ensure_ascii=False))

    def _tell(self, reading: Reading, *, is_dry: bool) -> None:
        for warning in reading.warnings:
            self.stdout.write(warning)
        speakers = sorted({cue.speaker for cue in reading.cues if cue.speaker})
        self.stdout.write(f"Lines: {len(reading.cues)}. Speakers: {', '.join(speakers) or 'nobody named'}.")
        if is_dry:
            self.stdout.write("This was a dry run: nothing was written.")


def _cue(cue: Spoken) -> dict[str, object]:
    return {"start_ms": cue.start_ms, "end_ms": cue.end_ms, "speaker": cue.speaker or None, "text": cue.text}
