"""Who speaks, moderates and interprets at an event. How they are written to is settled in `engaging`."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Organization
from events_service.events.domain import changing, engaging, hosting, slugs
from events_service.events.models import Appearance, Engagement, Event, Speaker
from events_service.lib.errors import DomainError
from events_service.lib.slots import plain

_ATTEMPTS = 3


class WasInvited(DomainError):
    """Somebody who was invited would be gone without a word."""

    field = "speakers"


class AppearsAlready(DomainError):
    """This person stands there."""

    field = "name"


class NameTaken(DomainError):
    """Another person that the organization knows has this name."""

    field = "name"


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
    alone, what is known of them is kept. Raises WasInvited where somebody would be left out who is to be told so.
    """
    changing.lock(event)
    before = _lines_of(event)
    wanted = {(line.name, line.role): line for line in map(_clean, lines) if line.name}
    _require_all_invited(event, {line.name for line in wanted.values()})
    here = people_of(event)
    parts = [(_written(hosting.sender_of(event), line, here), line.role) for line in wanted.values()]
    if [SpeakerLine(speaker.name, speaker.about, role) for speaker, role in parts] == before:
        return
    _seat(event, parts)
    _end_of_who_is_gone(event, now=now)
    changing.save(event, now=now)


@transaction.atomic
def add(event: Event, line: SpeakerLine, *, organization: Organization, now: datetime) -> Speaker:
    """Let one more person appear, after the others: one whom this organization knows by the name, or a new one. Raises AppearsAlready."""
    changing.lock(event)
    line, here = _clean(line), people_of(event)
    speaker = _written(organization, line, here)
    if event.appearances.filter(speaker=speaker, role=line.role).exists():
        raise AppearsAlready(_("%(name)s stands there already.") % {"name": line.name})
    last = event.appearances.aggregate(last=Max("position"))["last"]
    event.appearances.create(speaker=speaker, role=line.role, position=0 if last is None else last + 1)
    changing.save(event, now=now)
    return speaker


@transaction.atomic
def set_part(event: Event, speaker: Speaker, *, name: str, about: str, roles: Collection[str], now: datetime) -> None:
    """Write anew who somebody is, at every event of theirs, and in which parts they appear at this one. Raises NameTaken."""
    changing.lock(event)
    line = _clean(SpeakerLine(name, about))
    rename(speaker, line.name)
    speaker.about = line.about
    speaker.save(update_fields=["about"])
    mine = list(event.appearances.filter(speaker=speaker))
    event.appearances.filter(speaker=speaker).exclude(role__in=roles).delete()
    there = {appearance.role for appearance in mine}
    event.appearances.bulk_create(
        Appearance(event=event, speaker=speaker, role=role, position=mine[0].position)
        for role in Appearance.Role
        if role in {*roles} - there
    )
    changing.save(event, now=now)


def rename(speaker: Speaker, name: str) -> None:
    """Call a person by another name, everywhere; the address of their page stays. Raises NameTaken."""
    if name == speaker.name:
        return
    before, speaker.name = speaker.name, name
    try:
        with transaction.atomic():
            speaker.save(update_fields=["name"])
    except IntegrityError as error:
        speaker.name = before
        raise NameTaken(_("Another person here is called “%(name)s”. Add what tells the two apart.") % {"name": name}) from error


@transaction.atomic
def move_up(event: Event, speaker: Speaker, *, now: datetime) -> None:
    """Let this person change places with the one before. The first stays where they are."""
    changing.lock(event)
    people = list(people_of(event).values())
    place = people.index(speaker) if speaker in people else 0
    if place > 0:
        people[place - 1 : place + 1] = people[place], people[place - 1]
        roles = {person: list(event.appearances.filter(speaker=person).values_list("role", flat=True)) for person in people}
        _seat(event, [(person, role) for person in people for role in roles[person]])
        changing.save(event, now=now)


@transaction.atomic
def remove(event: Event, speaker: Speaker, *, now: datetime) -> None:
    """Take a person off the event; whoever was invited is told so, and their entry goes. Twice is once."""
    changing.lock(event)
    if event.appearances.filter(speaker=speaker).delete()[0]:
        _end_of_who_is_gone(event, now=now)
        changing.save(event, now=now)


def people_of(event: Event) -> dict[str, Speaker]:
    """Return who appears by name, in order, each once."""
    return {appearance.speaker.name: appearance.speaker for appearance in event.appearances.select_related("speaker")}


def _lines_of(event: Event) -> list[SpeakerLine]:
    appearances = event.appearances.select_related("speaker")
    return [SpeakerLine(appearance.speaker.name, appearance.speaker.about, appearance.role) for appearance in appearances]


def _clean(line: SpeakerLine) -> SpeakerLine:
    name, about = (" ".join(plain(words).split()) for words in (line.name, line.about))
    return SpeakerLine(name[:120].rstrip(), about[:300].rstrip(), line.role)


def _require_all_invited(event: Event, names: Collection[str]) -> None:
    left_out = Engagement.objects.invited().filter(event=event).exclude(speaker__name__in=names).select_related("speaker").first()
    if left_out:
        raise WasInvited(
            _("%(name)s was invited. Under Speakers you can correct the name, or take them off with a mail that says so.")
            % {"name": left_out.speaker.name}
        )


def _seat(event: Event, parts: Sequence[tuple[Speaker, str]]) -> None:
    """Let exactly these appear in this order; who stays keeps their row."""
    rows = {(row.speaker_id, row.role): row for row in event.appearances.all()}
    kept = {(speaker.pk, role) for speaker, role in parts}
    event.appearances.filter(pk__in=[row.pk for part, row in rows.items() if part not in kept]).delete()
    for position, (speaker, role) in enumerate(parts):
        row = rows.get((speaker.pk, role)) or Appearance(event=event, speaker=speaker, role=role)
        row.position = position
        row.save()


def _end_of_who_is_gone(event: Event, *, now: datetime) -> None:
    gone: Iterable[Engagement] = Engagement.objects.standing().filter(event=event).exclude(speaker__in=event.appearances.values("speaker"))
    for engagement in gone:
        engaging.end(engagement, now=now)


def _written(organization: Organization, line: SpeakerLine, here: dict[str, Speaker]) -> Speaker:
    """Return the person of this line: one who is here, one whom the organization knows, or a new one."""
    is_new = line.name not in here
    speaker = here.get(line.name) or Speaker.objects.filter(organization=organization, name=line.name).first()
    if speaker is None:
        return _new(organization, line)
    if speaker.about != line.about and (line.about or not is_new):
        speaker.about = line.about
        speaker.save(update_fields=["about"])
    return speaker


def _new(organization: Organization, line: SpeakerLine) -> Speaker:
    """Make a person, once more where somebody took the very address of the page in between."""
    for _attempt in range(_ATTEMPTS - 1):
        try:
            with transaction.atomic():
                return _make(organization, line)
        except IntegrityError:
            continue
    return _make(organization, line)


def _make(organization: Organization, line: SpeakerLine) -> Speaker:
    known = {"about": line.about, "slug": slugs.free_slug(line.name, of=Speaker)}
    return Speaker.objects.get_or_create(organization=organization, name=line.name, defaults=known)[0]
