"""What takes place, to read by programs: events and series as they are published."""

from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import F, Model, Prefetch, Q, QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone, translation
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from events_service.accounts.models import Organization
from events_service.events.domain import finding, hosting, venues
from events_service.events.models import AccessService, Appearance, Article, Event, Phase, Presence, Series, Venue
from events_service.events.models.event import EventQuerySet
from events_service.lib.fields import Address, DateAsKnown, InBothLanguages, WallTime
from events_service.lib.rest import Kept, problems

Found = TypeVar("Found", bound=Model)


class HostSerializer(serializers.ModelSerializer[Organization]):
    calendar = Address("feed_organization")

    class Meta:
        model = Organization
        fields = read_only_fields = ("name", "slug", "calendar")


class SpeakerSerializer(serializers.ModelSerializer[Appearance]):
    name = serializers.CharField(source="speaker.name")
    about = serializers.CharField(source="speaker.about")

    class Meta:
        model = Appearance
        fields = read_only_fields = ("name", "about", "role")


class AccessServiceSerializer(serializers.ModelSerializer[AccessService]):
    name = serializers.SerializerMethodField(help_text="What is promised, in both languages.")
    detail = InBothLanguages()

    class Meta:
        model = AccessService
        fields = read_only_fields = ("id", "kind", "language", "name", "detail", "status", "ask_by_on")
        extra_kwargs = {
            "id": {"help_text": "To ask for it when registering."},
            "language": {"help_text": "ISO 639; empty where it has none."},
        }

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_name(self, service: AccessService) -> dict[str, str]:
        names = {}
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                names[code] = service.words
        return names


class VenueSerializer(serializers.ModelSerializer[Venue]):
    room = InBothLanguages()
    directions = InBothLanguages(help_text="Markdown.")
    step_free = InBothLanguages()
    food = InBothLanguages()
    children = InBothLanguages()

    class Meta:
        model = Venue
        fields = read_only_fields = ("room", "directions", "step_free", "food", "children")


class ArticleSerializer(serializers.ModelSerializer[Article]):
    published_on = DateAsKnown("published_on")

    class Meta:
        model = Article
        fields = read_only_fields = ("title", "url", "authors", "outlet", "published_on", "why")


class SeriesBriefSerializer(serializers.ModelSerializer[Series]):
    url = Address("series-detail")
    page = Address("series")
    title = InBothLanguages()

    class Meta:
        model = Series
        fields: tuple[str, ...] = ("url", "page", "slug", "title")
        read_only_fields: tuple[str, ...] = fields


class EventBriefSerializer(serializers.ModelSerializer[Event]):
    url = Address("event-detail")
    page = Address("event", help_text="Its page for people, the same for life.")
    title = InBothLanguages()
    date = DateAsKnown("starts_on", help_text="The day it begins where it takes place.")

    class Meta:
        model = Event
        fields: tuple[str, ...] = ("url", "page", "slug", "title", "date", "zone", "starts_at", "ends_at")
        read_only_fields: tuple[str, ...] = fields
        extra_kwargs = {
            "zone": {"help_text": "IANA time zone in which it takes place."},
            "starts_at": {"help_text": "The instant, in UTC; null where the time is not known."},
            "ends_at": {"help_text": "The instant, in UTC; null where the time is not known."},
        }


class EventSerializer(EventBriefSerializer):
    """Everything about an event that is public. Where its room is, is not."""

    starts_local = WallTime("starts")
    ends_local = WallTime("ends")
    summary = InBothLanguages()
    text = InBothLanguages(help_text="Markdown.")
    format = serializers.ChoiceField(source="presence", choices=Presence.choices)
    phase = serializers.SerializerMethodField()
    takes_registrations = serializers.SerializerMethodField(help_text="Whether one may register now; it may be full all the same.")
    series = serializers.SerializerMethodField()
    hosts = serializers.SerializerMethodField(help_text="As equals; the first one writes the mails.")
    speakers = SpeakerSerializer(source="appearances", many=True)
    access = AccessServiceSerializer(source="access_services", many=True)
    venue = serializers.SerializerMethodField(help_text="What one wants to know of the place; null where nothing is said, and online.")
    calendar = serializers.SerializerMethodField(help_text="Its calendar file, where its time is known.")

    class Meta(EventBriefSerializer.Meta):
        fields = (
            *EventBriefSerializer.Meta.fields,
            *("starts_local", "ends_local", "precision", "phase", "takes_registrations", "uid", "sequence", "summary", "text"),
            *("kind", "format", "place", "venue", "language", "will_be_recorded", "registration_opens_at", "registration_closes_at"),
            *("cancelled_at", "cancel_reason", "watchable_at", "changed_at", "series", "hosts", "speakers", "access", "calendar"),
        )
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=[phase for phase in Phase.choices if phase[0] != Phase.DRAFT]))
    def get_phase(self, event: Event) -> str:
        return event.phase(self.context["now"])

    def get_takes_registrations(self, event: Event) -> bool:
        return event.takes_registrations(self.context["now"])

    @extend_schema_field(SeriesBriefSerializer(allow_null=True))
    def get_series(self, event: Event) -> Any:
        is_shown = event.series and event.series.published_at
        return SeriesBriefSerializer(event.series).data if is_shown else None

    @extend_schema_field(HostSerializer(many=True))
    def get_hosts(self, event: Event) -> Any:
        return HostSerializer(hosting.hosts_of(event), many=True).data

    @extend_schema_field(VenueSerializer(allow_null=True))
    def get_venue(self, event: Event) -> Any:
        venue = venues.of(event)
        return VenueSerializer(venue).data if venue else None

    def get_calendar(self, event: Event) -> str | None:
        return settings.SITE_URL + reverse("feed_event", args=[event.slug]) if event.starts_at else None


class SeriesSerializer(SeriesBriefSerializer):
    text = InBothLanguages(help_text="Markdown.")
    calendar = Address("feed_series")

    class Meta(SeriesBriefSerializer.Meta):
        fields = read_only_fields = (*SeriesBriefSerializer.Meta.fields, "text", "calendar", "changed_at")


class SeriesWholeSerializer(SeriesSerializer):
    events = EventBriefSerializer(many=True)
    articles = ArticleSerializer(many=True)

    class Meta(SeriesSerializer.Meta):
        fields = (*SeriesSerializer.Meta.fields, "events", "articles")


class EventQuery(serializers.Serializer[Any]):
    """What a list of events may be narrowed to."""

    when = serializers.ChoiceField(
        choices=["coming", "past"], required=False, help_text="coming: not over yet, soonest first. past: held, newest first."
    )
    series = serializers.SlugField(required=False, help_text="Slug of a series.")
    language = serializers.CharField(max_length=8, required=False, help_text="Spoken language, like en.")


class AtItsSlug(Kept, GenericViewSet[Found]):
    """One of them answers to its slug, and a slug that it had before leads on to where it lives now."""

    lookup_field = "slug"
    lookup_value_converter = "slug"

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, finding.Moved):
            there = settings.SITE_URL + reverse(f"{self.basename}-detail", args=[exc.slug])
            return Response(status=status.HTTP_301_MOVED_PERMANENTLY, headers={"Location": there})
        return super().handle_exception(NotFound() if isinstance(exc, ObjectDoesNotExist) else exc)


class EventViewSet(mixins.ListModelMixin, AtItsSlug[Event]):
    """Published events. Unlisted ones are in no list and answer to their slug."""

    serializer_class = EventSerializer
    queryset = Event.objects.listed()

    @extend_schema(parameters=[EventQuery], responses={200: EventSerializer(many=True)} | problems(400, 404))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List events, newest first: all, or those to come, of the past, of one series, in one language."""
        return super().list(request, *args, **kwargs)

    @extend_schema(responses={200: EventSerializer, 301: None} | problems(404))
    def retrieve(self, request: Request, slug: str) -> Response:
        """Show one event."""
        return Response(self.get_serializer(finding.event_at(slug, along_with=["venue"])).data)

    def get_queryset(self) -> QuerySet[Event]:
        return self._asked_for().select_related("series", "venue").prefetch_related("appearances__speaker", "access_services")

    def paginate_queryset(self, queryset: Any) -> Any:
        page = super().paginate_queryset(queryset)
        hosting.with_hosts(page or [])
        return page

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "now": timezone.now()}

    def _asked_for(self) -> EventQuerySet:
        query = EventQuery(data=self.request.query_params)
        query.is_valid(raise_exception=True)
        asked, events = query.validated_data, Event.objects.listed()
        if "series" in asked:
            events = events.filter(series__slug=asked["series"], series__published_at__isnull=False)
        if "language" in asked:
            events = events.filter(language=asked["language"])
        if "when" not in asked:
            return events.order_by(F("starts_on").desc(nulls_last=True), "-id")
        now = timezone.now()
        return events.coming(now) if asked["when"] == "coming" else events.over(now)


class SeriesViewSet(mixins.ListModelMixin, AtItsSlug[Series]):
    """Published series."""

    serializer_class = SeriesSerializer
    queryset = Series.objects.published().order_by("-published_at", "-id")

    @extend_schema(responses={200: SeriesSerializer(many=True)} | problems(404))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List series, newest first."""
        return super().list(request, *args, **kwargs)

    @extend_schema(responses={200: SeriesWholeSerializer, 301: None} | problems(404))
    def retrieve(self, request: Request, slug: str) -> Response:
        """Show one series with its events, the first one first, and what there is to read."""
        series = finding.series_at(slug)
        events = Event.objects.listed().order_by(F("starts_on").asc(nulls_first=True), "starts_at", "id")
        articles = Article.objects.filter(Q(event=None) | Q(event__published_at__isnull=False, event__unlisted=False))
        prefetch_related_objects([series], Prefetch("events", events), Prefetch("articles", articles))
        return Response(SeriesWholeSerializer(series).data)
