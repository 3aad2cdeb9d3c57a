from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events_service.accounts.models import Organization, OrganizationQuerySet, User
from events_service.events.models.series import Series
from events_service.lib.bilingual import Bilingual

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from events_service.events.models.access import AccessService
    from events_service.events.models.engagement import Engagement
    from events_service.events.models.hosting import Hosting
    from events_service.events.models.programme import ProgrammeItem
    from events_service.events.models.speaker import Appearance

DOORS_OPEN = timedelta(minutes=15)  # before the start


class Kind(models.TextChoices):
    WEBINAR = "webinar", _("Webinar")
    WORKSHOP = "workshop", _("Workshop")
    CONVERSATION = "conversation", _("Conversation")
    TRAINING = "training", _("Training")


class Presence(models.TextChoices):
    """Where one takes part: the product calls it the format."""

    ONLINE = "online", _("Online")
    IN_PERSON = "in_person", _("In person")
    HYBRID = "hybrid", _("Online and in person")


class Precision(models.TextChoices):
    """How exactly the date is known. Only `TIME` can be registered for; the others come from elsewhere."""

    TIME = "time", _("day and time")
    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")
    NONE = "none", _("date not recorded")


class Phase(models.TextChoices):
    """What the clock and the organizer say of an event; whether places are left is not its to know."""

    DRAFT = "draft", _("Draft")
    OPENS_LATER = "opens_later", _("Registration opens later")
    OPEN = "open", _("Registration open")
    CLOSED = "closed", _("Registration closed")
    LIVE = "live", _("Live now")
    PAST = "past", _("Past")
    CANCELLED = "cancelled", _("Cancelled")


class EventQuerySet(models.QuerySet["Event"]):
    def published(self) -> "EventQuerySet":
        return self.filter(published_at__isnull=False)

    def listed(self) -> "EventQuerySet":
        return self.published().filter(unlisted=False)

    def coming(self, now: datetime) -> "EventQuerySet":
        """Not over yet, soonest first."""
        return self.filter(ends_at__gt=now).order_by("starts_at", "id")

    def over(self, now: datetime) -> "EventQuerySet":
        """Held, by its end or because it came in from elsewhere; cancelled ones were not. Newest first, undated last."""
        held = Q(ends_at__lte=now) | ~Q(precision=Precision.TIME)
        return self.filter(held, cancelled_at=None).order_by(models.F("starts_on").desc(nulls_last=True), "-id")

    def hosted_by(self, organization: Organization) -> "EventQuerySet":
        return self.filter(hostings__organization=organization)

    def organized_by(self, user: User) -> "EventQuerySet":
        """What this user may change: hosted by an organization where they are owner or organizer."""
        return self._hosted_by_one_of(Organization.objects.edited_by(user))

    def seen_by(self, user: User) -> "EventQuerySet":
        """What stands on this user's desk: hosted by an organization they belong to, as a viewer too."""
        return self._hosted_by_one_of(Organization.objects.of(user))

    def _hosted_by_one_of(self, organizations: OrganizationQuerySet) -> "EventQuerySet":
        """Each once, however many of them host it, and without DISTINCT, which would compare whole texts."""
        return self.filter(pk__in=Event.objects.filter(hostings__organization__in=organizations).values("pk"))

    def lock(self, pk: int) -> "Event":
        """Lock the event's row until the transaction ends and return it as it is now. Event first, then registration: everywhere."""
        return self.select_for_update().get(pk=pk)


class Event(models.Model):
    """One start, one end, one zone, one address for life.

    The wall time and zone are what the organizer meant; `starts_at` and `ends_at` are derived from them, in UTC.
    """

    uid = models.CharField(max_length=120, unique=True, editable=False, help_text="For calendars; never changes.")
    sequence = models.PositiveIntegerField(default=0, help_text="Raised when start, end, place or cancelled changes (RFC 5545, 3.8.7.4).")
    sequence_raised_at = models.DateTimeField(null=True, blank=True)
    slug = models.SlugField(max_length=80, unique=True)
    series = models.ForeignKey(Series, on_delete=models.SET_NULL, null=True, blank=True, related_name="events", verbose_name=_("series"))

    title_en = models.CharField(_("title in English"), max_length=300, blank=True)
    title_es = models.CharField(_("title in Spanish"), max_length=300, blank=True)
    summary_en = models.CharField(_("summary in English"), max_length=500, blank=True)
    summary_es = models.CharField(_("summary in Spanish"), max_length=500, blank=True)
    text_en = models.TextField(_("page text in English"), blank=True)
    text_es = models.TextField(_("page text in Spanish"), blank=True)
    language = models.CharField(_("spoken language"), max_length=8, default="en")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.WEBINAR)
    presence = models.CharField(_("format"), max_length=12, choices=Presence.choices, default=Presence.ONLINE)
    place = models.CharField(_("place"), max_length=300, blank=True)
    will_be_recorded = models.BooleanField(_("will be recorded"), default=True)

    precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.TIME)
    zone = models.CharField(_("time zone"), max_length=64)
    starts_on = models.DateField(null=True, blank=True)
    starts_time = models.TimeField(null=True, blank=True)
    starts_fold = models.PositiveSmallIntegerField(default=0, help_text="1: the second of a repeated hour (PEP 495).")
    ends_on = models.DateField(null=True, blank=True)
    ends_time = models.TimeField(null=True, blank=True)
    ends_fold = models.PositiveSmallIntegerField(default=0)
    starts_at = models.DateTimeField(null=True, blank=True, db_index=True)
    ends_at = models.DateTimeField(null=True, blank=True, db_index=True)

    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True, help_text="In the room, where there is one; null: for all.")
    online_capacity = models.PositiveIntegerField(_("places online"), null=True, blank=True, help_text="Of a hybrid event; null: for all.")
    kept_places = models.PositiveIntegerField(_("places kept for guests"), default=0, help_text="Given by organizers alone.")
    grace_minutes = models.PositiveSmallIntegerField(default=10, help_text="How long a place given back waits for its owner.")
    offer_minutes = models.PositiveIntegerField(null=True, blank=True, help_text="How long a place is offered; null: it is given at once.")
    needs_proof = models.BooleanField(default=False, help_text="Who registers confirms the address by mail first.")
    needs_approval = models.BooleanField(default=False, help_text="An organizer approves each registration.")
    has_waitlist = models.BooleanField(_("waiting list when full"), default=True)
    registration_opens_at = models.DateTimeField(null=True, blank=True)
    registration_closes_at = models.DateTimeField(null=True, blank=True)

    published_at = models.DateTimeField(null=True, blank=True)
    goes_public_at = models.DateTimeField(null=True, blank=True, help_text="When a draft publishes itself.")
    unlisted = models.BooleanField(_("unlisted"), default=False)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(_("reason"), max_length=500, blank=True)
    watchable_at = models.DateTimeField(null=True, blank=True, help_text="Since when a recording is published.")

    seed = models.CharField(max_length=32, help_text="What its cover is woven from.")
    source_key = models.CharField(max_length=64, null=True, blank=True, unique=True)
    written_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", help_text="Who changed its page last."
    )
    changed_at = models.DateTimeField(help_text="When its face last changed: LAST-MODIFIED of its calendar entry.")
    created_at = models.DateTimeField(auto_now_add=True)

    hostings: "RelatedManager[Hosting]"
    appearances: "RelatedManager[Appearance]"
    access_services: "RelatedManager[AccessService]"
    programme: "RelatedManager[ProgrammeItem]"
    engagements: "RelatedManager[Engagement]"
    objects = EventQuerySet.as_manager()
    title = Bilingual()
    summary = Bilingual()
    text = Bilingual()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(title_en="", title_es=""), name="events_event_has_a_title"),
            models.CheckConstraint(
                condition=Q(precision="time", starts_at__isnull=False, ends_at__isnull=False)
                | (~Q(precision="time") & Q(starts_at=None, ends_at=None)),
                name="events_instants_when_the_time_is_known",
            ),
            models.CheckConstraint(condition=Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at")), name="events_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(precision="none", starts_on=None) | (~Q(precision="none") & Q(starts_on__isnull=False)),
                name="events_date_when_recorded",
            ),
            models.CheckConstraint(condition=Q(goes_public_at=None) | Q(published_at=None), name="events_goes_public_once"),
            models.CheckConstraint(condition=Q(capacity=None) | Q(capacity__gt=0), name="events_capacity_is_positive"),
            models.CheckConstraint(condition=Q(online_capacity=None) | Q(online_capacity__gt=0), name="events_online_is_positive"),
            models.CheckConstraint(condition=Q(offer_minutes=None) | Q(offer_minutes__gt=0), name="events_offers_last"),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("event", args=[self.slug])

    @property
    def is_online(self) -> bool:
        return self.presence != Presence.IN_PERSON

    @property
    def doors_open_at(self) -> datetime | None:
        """From when the join page leads into the room."""
        return self.starts_at - DOORS_OPEN if self.starts_at else None

    def phase(self, now: datetime) -> Phase:
        """Return what the event is at this moment, whether or not places are left."""
        if self.published_at is None:
            return Phase.DRAFT
        if self.cancelled_at:
            return Phase.CANCELLED
        if self.starts_at is None or self.ends_at is None or self.ends_at <= now:
            return Phase.PAST
        if self.starts_at - DOORS_OPEN <= now:
            return Phase.LIVE
        return self._registration_phase(now)

    def is_to_come(self, now: datetime) -> bool:
        """Tell whether it takes place and is not over."""
        return self.published_at is not None and self.cancelled_at is None and self.ends_at is not None and self.ends_at > now

    def takes_registrations(self, now: datetime) -> bool:
        """Tell whether one may register now: open, or live and not closed."""
        phase = self.phase(now)
        return phase == Phase.OPEN or (phase == Phase.LIVE and self._registration_phase(now) == Phase.OPEN)

    def _registration_phase(self, now: datetime) -> Phase:
        if self.registration_opens_at and now < self.registration_opens_at:
            return Phase.OPENS_LATER
        if self.registration_closes_at and now >= self.registration_closes_at:
            return Phase.CLOSED
        return Phase.OPEN
