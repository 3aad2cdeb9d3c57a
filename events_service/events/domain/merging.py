"""One person who was written down twice becomes one: who stays takes over everything that refers to the other."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from events_service.accounts.domain import activity
from events_service.accounts.domain.activity import Subject
from events_service.accounts.models import Act, User
from events_service.events.domain import face, pictures
from events_service.events.models import Appearance, Engagement, Event, EventTemplate, OldSlug, Speaker
from events_service.lib.errors import DomainError

_SAID = ("about", "bio_en", "bio_es", "links", "photo")


class NotTwo(DomainError):
    """They are one person already, or belong to different organizations."""

    field = "other"


class BothInvited(DomainError):
    """Both were invited to one event, so each holds a link and an entry of their own."""


@dataclass(frozen=True)
class Plan:
    """What will happen: where the other appears, what is taken over of what is said of them, where both are invited."""

    keep: Speaker
    other: Speaker
    events: list[Event]
    engagements: int
    taken_over: list[str]
    both_invited: list[Event]

    @property
    def takes_photo(self) -> bool:
        return "photo" in self.taken_over

    @property
    def takes_words(self) -> bool:
        return any(name != "photo" for name in self.taken_over)


def plan(keep: Speaker, other: Speaker) -> Plan:
    """Say what `merge` would do."""
    invited = Engagement.objects.invited().filter(speaker=other).values("event")
    return Plan(
        keep,
        other,
        events=list(_events_of(other)),
        engagements=Engagement.objects.standing().filter(speaker=other).exclude(email="").count(),
        taken_over=[name for name in _SAID if getattr(other, name) and not getattr(keep, name)],
        both_invited=list(Event.objects.filter(pk__in=invited, engagements__in=Engagement.objects.invited().filter(speaker=keep))),
    )


@transaction.atomic
def merge(keep: Speaker, other: Speaker, *, by: User | None = None, now: datetime) -> Speaker:
    """Let `other` be `keep`: appearances, what is settled, the address of the page and all else that refers to them; return who stays.

    What is said of `keep` counts; where nothing is, what is said of the other. Personal links and entries stay good, since nobody is
    written to. Raises NotTwo, BothInvited; then nothing is changed.
    """
    events = list(_events_of(keep, other).order_by("pk").select_for_update())
    found = {person.pk: person for person in Speaker.objects.filter(pk__in=[keep.pk, other.pk]).order_by("pk").select_for_update()}
    if len(found) < 2 or found[keep.pk].organization_id != found[other.pk].organization_id:
        raise NotTwo(_("Choose two different people. Somebody may have made them one meanwhile."))
    keep, other = found[keep.pk], found[other.pk]
    asked = plan(keep, other)
    if asked.both_invited:
        raise BothInvited(
            _("Both were invited to “%(title)s”. Take one of them off that event first.") % {"title": asked.both_invited[0].title}
        )
    before = other.photo
    for name in asked.taken_over:
        setattr(keep, name, getattr(other, name))
    _appear_once(keep, other)
    _settle_once(keep, other)
    _refer(keep, other)
    OldSlug.objects.create(slug=other.slug, speaker=keep)
    name = other.name
    other.delete()
    keep.save()
    if before and not asked.takes_photo:
        pictures.let_go(before)
    face.touch([event.pk for event in events], now=now)
    subject = Subject(f"speaker:{keep.pk}", keep.name)
    activity.record(Act.PEOPLE_MERGED, subject, concerns=[keep.organization], by=by, now=now, more=name)
    return keep


def _events_of(*people: Speaker) -> QuerySet[Event]:
    appear, settled = (rows.filter(speaker__in=people).order_by().values("event") for rows in (Appearance.objects, Engagement.objects))
    return Event.objects.filter(Q(pk__in=appear) | Q(pk__in=settled))


def _appear_once(keep: Speaker, other: Speaker) -> None:
    there = set(keep.appearances.values_list("event", "role"))
    twice = [row.pk for row in other.appearances.all() if (row.event_id, row.role) in there]
    Appearance.objects.filter(pk__in=twice).delete()
    other.appearances.update(speaker=keep)


def _settle_once(keep: Speaker, other: Speaker) -> None:
    """Of two engagements for one event the one goes on that more is settled in: invited before addressed before empty or ended."""
    mine = {engagement.event_id: engagement for engagement in keep.engagements.all()}
    for theirs in other.engagements.all():
        here = mine.get(theirs.event_id)
        if here and _weight(theirs) > _weight(here):
            here.delete()
        elif here:
            theirs.delete()
    other.engagements.update(speaker=keep)


def _weight(engagement: Engagement) -> tuple[bool, bool, bool]:
    return engagement.ended_at is None, engagement.invited_at is not None, bool(engagement.email)


def _refer(keep: Speaker, other: Speaker) -> None:
    """Let every row that refers to the other refer to who stays, those of rooms above too, and the numbers in templates."""
    for relation in Speaker._meta.related_objects:
        name = relation.field.name
        relation.related_model._base_manager.filter(**{name: other}).update(**{name: keep})
    for template in EventTemplate.objects.filter(organization=keep.organization_id).select_for_update():
        parts = template.written["speakers"]
        if any(part["speaker"] == other.pk for part in parts):
            renamed = [part | {"speaker": keep.pk} if part["speaker"] == other.pk else part for part in parts]
            template.written["speakers"] = list({(part["speaker"], part["role"]): part for part in reversed(renamed)}.values())[::-1]
            template.save(update_fields=["written"])
