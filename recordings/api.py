"""What remains, to read by programs: published recordings, each with its event and the written account."""

import re
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.viewsets import GenericViewSet

from events_service.events.models import Event
from events_service.lib.fields import Address, DateAsKnown, InBothLanguages
from events_service.lib.rest import Kept, problems
from events_service.lib.slots import plain
from recordings.domain import queries, search
from recordings.domain.search import Filters, Heard, Sentence
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


class SentenceSerializer(serializers.Serializer[Sentence]):
    start_ms = serializers.IntegerField(source="cue.start_ms", help_text="From the beginning of the recording.")
    language = serializers.CharField()
    speaker = serializers.CharField(source="cue.speaker", help_text="Empty where nobody is named.")
    text = serializers.CharField(source="cue.text")
    page = serializers.SerializerMethodField(help_text="Opens at this second.")

    def get_page(self, sentence: Sentence) -> str:
        return f"{settings.SITE_URL}{sentence.address}"


class HeardSerializer(serializers.Serializer[Heard]):
    recording = serializers.SerializerMethodField(help_text="The recording in this API.")
    event = RecordedEventSerializer(source="recording.event")
    sentences = SentenceSerializer(many=True, help_text="The first four in which it is said.")
    more = serializers.BooleanField(help_text="Whether it is said in others of this recording too.")

    def get_recording(self, heard: Heard) -> str:
        return f"{settings.SITE_URL}{reverse('recording-detail', args=[heard.recording.pk])}"


class SaidSerializer(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True, help_text="Older recordings; null at the end.")
    results = HeardSerializer(many=True)


class SearchView(Kept):
    """What was said, ten recordings at a time, the newest first; of those that are published and listed."""

    @extend_schema(
        operation_id="search",
        parameters=[
            OpenApiParameter("q", str, required=True, description="Words, “phrases in quotes”, beginnings of words with a star."),
            OpenApiParameter("language", str, description="Of the transcript, as ISO 639: en."),
            OpenApiParameter("from", str, description="Where the page before ended: follow `next`."),
        ],
        responses={200: SaidSerializer} | problems(400),
    )
    def get(self, request: Request) -> Response:
        """Find what was said."""
        query = queries.read(request.query_params.get("q", ""))
        if not query:
            raise ValidationError({"q": _("Enter a word to look for.")})
        begin = request.query_params.get("from", "")
        if not re.fullmatch(r"|[0-9]{1,18}|[1-8][0-9]{18}", begin, re.ASCII):
            raise ValidationError({"from": _("Follow the link in next.")})
        found = search.newest(
            query, Filters(language=plain(request.query_params.get("language", ""))[:8]), below=int(begin) if begin else None
        )
        here = settings.SITE_URL + request.get_full_path()
        following = replace_query_param(here, "from", found.older) if found.older else None
        return Response({"next": following, "results": HeardSerializer(found.recordings, many=True).data})  # type: ignore[arg-type]  # many
