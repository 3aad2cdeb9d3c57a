"""What remains, to read by programs: published recordings, each with its event and the written account."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from events_service.events.models import Event
from events_service.lib.fields import Address, DateAsKnown, InBothLanguages
from events_service.lib.rest import Kept, problems
from recordings.models import Recap, Recording


class RecordedEventSerializer(serializers.ModelSerializer[Event]):
    url = Address("event-detail")
    page = Address("event", help_text="Where people watch it.")
    title = InBothLanguages()
    date = DateAsKnown("starts_on")

    class Meta:
        model = Event
        fields = read_only_fields = ("url", "page", "slug", "title", "date", "zone", "starts_at")


class RecapSerializer(serializers.ModelSerializer[Recap]):
    text = InBothLanguages(help_text="Markdown.")

    class Meta:
        model = Recap
        fields = read_only_fields = ("url", "text")
        extra_kwargs = {"url": {"help_text": "A recap elsewhere; empty where there is none."}}


class RecordingSerializer(serializers.ModelSerializer[Recording]):
    url = Address("recording-detail", key="pk")
    video = serializers.URLField(source="url", help_text="The video, or the page that plays it.")
    event = RecordedEventSerializer()
    recap = serializers.SerializerMethodField()

    class Meta:
        model = Recording
        fields = read_only_fields = ("url", "video", "player", "language", "duration_seconds", "published_at", "event", "recap")

    @extend_schema_field(RecapSerializer(allow_null=True))
    def get_recap(self, recording: Recording) -> Any:
        recap: Recap | None = getattr(recording.event, "recap", None)
        return RecapSerializer(recap).data if recap and recap.published_at else None


class RecordingViewSet(Kept, mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Recording]):
    """Published recordings of published events. Those of unlisted events are in no list."""

    serializer_class = RecordingSerializer
    queryset = Recording.objects.published().filter(event__published_at__isnull=False).select_related("event__recap")
    lookup_value_converter = "int"

    @extend_schema(responses={200: RecordingSerializer(many=True)} | problems(404))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List recordings, the latest published first."""
        return super().list(request, *args, **kwargs)

    @extend_schema(responses={200: RecordingSerializer} | problems(404))
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Show one recording."""
        return super().retrieve(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Recording]:
        if self.action == "list":
            return super().get_queryset().filter(event__unlisted=False).order_by("-published_at", "-id")
        return super().get_queryset()
