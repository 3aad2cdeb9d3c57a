"""Who speaks at an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from events_service.accounts.models import Organization
from events_service.events.domain import changing, hosting
from events_service.events.models import Appearance, Event, Speaker
from events_service.lib.slots import plain


@dataclass(frozen=True)
class SpeakerLine:
    """A person and their part, as an organizer writes it on one line."""

    name: str
    about: str = ""
    role: str = Appearance.Role.SPEAKER


@transaction.atomic
def set_speakers(event: Event, lines: Sequence[SpeakerLine], *, now: datetime) -> None:
    """Let exactly these people appear, in this order; who stands there twice in one part appears once.

    A person known to the first host stays the same person. Of one who is new to this event and written by the name
    alone, what is known of them is kept.
    """
    changing.lock(event)
    organization, before = hosting.sender_of(event), _lines_of(event)
    here = {line.name for line in before}
    wanted = {(line.name, line.role): line for line in map(_clean, lines) if line.name}
    parts = [(_speaker(organization, line, is_new=line.name not in here), line.role) for line in wanted.values()]
    after = [SpeakerLine(speaker.name, speaker.about, role) for speaker, role in parts]
    if after == before:
        return
    event.appearances.all().delete()
    event.appearances.bulk_create(
        Appearance(event=event, speaker=speaker, role=role, position=position) for position, (speaker, role) in enumerate(parts)
    )
    changing.save(event, now=now)


def _lines_of(event: Event) -> list[SpeakerLine]:
    appearances = event.appearances.select_related("speaker")
    return [SpeakerLine(appearance.speaker.name, appearance.speaker.about, appearance.role) for appearance in appearances]


def _clean(line: SpeakerLine) -> SpeakerLine:
    name, about = (" ".join(plain(words).split()) for words in (line.name, line.about))
    return SpeakerLine(name[:120].rstrip(), about[:300].rstrip(), line.role)


def _speaker(organization: Organization, line: SpeakerLine, *, is_new: bool) -> Speaker:
    speaker, _is_made = Speaker.objects.get_or_create(organization=organization, name=line.name, defaults={"about": line.about})
    if speaker.about != line.about and (line.about or not is_new):
        speaker.about = line.about
        speaker.save(update_fields=["about"])
    return speaker
