"""Finding events at the desk: by words, series and host, in three lists with pages of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Organization, User
from events_service.events.models import Event, Precision, Room, Series
from events_service.events.models.event import EventQuerySet
from events_service.pages import desk_needs
from recordings.domain import mistakes

PER_PAGE = 25
FEW = 5  # events that one finds without looking for them


class FinderForm(forms.Form):
    """What to look for among the events of one's desk; what makes no sense is looked over."""

    q = forms.CharField(label=_("Title"), required=False, max_length=100, widget=forms.SearchInput)
    series = forms.ChoiceField(label=_("Series"), required=False)
    host = forms.ChoiceField(label=_("Host"), required=False)

    def __init__(self, data: Mapping[str, Any], *, user: User) -> None:
        super().__init__(data, label_suffix="")
        seen = Event.objects.seen_by(user).order_by()
        series = Series.objects.filter(events__in=seen).order_by("-changed_at", "-pk").distinct()
        hosts = Organization.objects.filter(hostings__event__in=seen).order_by("name", "pk").distinct()
        self.fields["series"].choices = [("", _("All")), *((one.slug, one.title) for one in series)]  # type: ignore[attr-defined]  # a ChoiceField's
        self.fields["host"].choices = [("", _("All")), *((one.slug, one.name) for one in hosts)]  # type: ignore[attr-defined]  # a ChoiceField's
        self.full_clean()

    @property
    def is_filtered(self) -> bool:
        """Tell whether anything is asked for."""
        return any(self.cleaned_data.values())

    @property
    def choices(self) -> list[forms.BoundField]:
        """The lists to choose from that say more than "all" and one."""
        return [self[name] for name, least in (("series", 2), ("host", 3)) if len(self.fields[name].choices) >= least]  # type: ignore[attr-defined]

    def narrow(self, events: EventQuerySet) -> EventQuerySet:
        """Return those of the events that are asked for. Of several words each has to be in a title, with or without its accents."""
        said = self.cleaned_data
        for word in said.get("q", "").split():
            plain = slugify(word)  # an address is its title without accents
            events = events.filter(Q(title_en__icontains=word) | Q(title_es__icontains=word) | (Q(slug__contains=plain) if plain else Q()))
        if said.get("series"):
            events = events.filter(series__slug=said["series"])
        if said.get("host"):
            events = events.filter(hostings__organization__slug=said["host"])
        return events


@dataclass(frozen=True)
class Lists:
    """The three lists of a desk, each at one of its pages."""

    coming: "Page[Event]"
    drafts: "Page[Event]"
    past: "Page[Event]"

    @property
    def events(self) -> list[Event]:
        """All that are shown."""
        return [*self.coming, *self.drafts, *self.past]

    @property
    def first(self) -> list[Event]:
        """Those that are shown on a first page: the next, the latest."""
        return [event for page in (self.coming, self.drafts, self.past) if page.number == 1 for event in page]

    @property
    def count(self) -> int:
        """How many there are on all pages."""
        return sum(page.paginator.count for page in (self.coming, self.drafts, self.past))


def lists(form: FinderForm, turned: Mapping[str, str], *, user: User, now: datetime) -> Lists:
    """Return what the form finds among the events of this user's desk; `turned` is which page each list is turned to, by its name."""
    seen = form.narrow(Event.objects.seen_by(user)).select_related("series").prefetch_related("access_services")
    seen = seen.annotate(has_reports=mistakes.at_events())
    shown = seen.published().coming(now).annotate(has_room=Exists(Room.objects.filter(event=OuterRef("pk"))))
    found = {
        "coming": desk_needs.with_speakers(shown, now=now),
        "drafts": seen.filter(published_at=None).order_by(F("starts_at").asc(nulls_last=True), "-pk"),
        "past": _past(seen, now),
    }
    return Lists(**{name: Paginator(events, PER_PAGE).get_page(turned.get(name)) for name, events in found.items()})


def _past(seen: EventQuerySet, now: datetime) -> EventQuerySet:
    """Published and over, cancelled ones too: they stay on the desk. Newest first, undated last."""
    over = Q(ends_at__lte=now) | ~Q(precision=Precision.TIME)
    return seen.published().filter(over).order_by(F("starts_on").desc(nulls_last=True), "-pk")
