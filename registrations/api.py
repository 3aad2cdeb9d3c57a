"""Registering by program: the same act as on the event's page."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from events_service.events.domain import finding
from events_service.events.models import Event
from events_service.lib import timezones
from events_service.lib.rest import Kept, PerNetwork, problems
from events_service.lib.slots import plain
from registrations.domain import signup
from registrations.models import Seat

RECEIVED = {"status": "received", "detail": "Check your inbox: a mail with your personal link is on its way."}


class RegistrationSerializer(serializers.Serializer[Any]):
    """What a person says when registering."""

    name = serializers.CharField(max_length=120, help_text="What to call them.")
    email = serializers.EmailField(max_length=254, help_text="Where their personal link and reminders go.")
    language = serializers.ChoiceField(
        choices=[code for code, _name in settings.LANGUAGES], default=settings.LANGUAGE_CODE, help_text="Language of their messages."
    )
    zone = serializers.CharField(
        max_length=64, default="", allow_blank=True, help_text="IANA time zone where they are; the event's by default."
    )
    source = serializers.CharField(  # type: ignore[assignment]  # a field's own attribute is called so too; the class body is read by DRF
        max_length=40, default="", allow_blank=True, help_text="A label for where they came from."
    )

    access = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        max_length=50,
        default=list,
        help_text="Ids of access services of the event that they need. Only organizers see it.",
    )
    need = serializers.CharField(
        max_length=2_000, default="", allow_blank=True, help_text="What else they need to take part. Only organizers see it."
    )
    seat = serializers.ChoiceField(
        choices=Seat.choices,
        default="",
        allow_blank=True,
        help_text="Where, at an event with a room that is online too; the room by default.",
    )

    def validate_name(self, name: str) -> str:
        name = " ".join(plain(name).split())
        if not name:
            raise serializers.ValidationError("Enter the name we should call you.")
        return name

    def validate_zone(self, zone: str) -> str:
        if zone and not timezones.is_zone(zone):
            raise serializers.ValidationError("Enter an IANA time zone, like America/Mexico_City.")
        return zone

    def validate_source(self, source: str) -> str:
        return plain(source)

    def validate_need(self, need: str) -> str:
        return plain(need)

    def details(self) -> signup.Details:
        """Return what was said, once it is valid."""
        return signup.Details(**self.validated_data)


class RegisteringPerNetwork(PerNetwork):
    """So that a hundred people behind one address get through, and a program that tries addresses does not."""

    scope = "register"
    rate = "60/min"


class RegistrationViewSet(Kept, GenericViewSet[Event]):
    """Registering for an event."""

    serializer_class = RegistrationSerializer
    throttle_classes = [RegisteringPerNetwork]

    @extend_schema(
        operation_id="register",
        responses={
            202: OpenApiResponse(
                inline_serializer("Received", {"status": serializers.CharField(), "detail": serializers.CharField()}),
                "The same answer to a known and an unknown address. Everything else is said by mail.",
            )
        }
        | problems(400, 404, 409, 413, 415, 429),
    )
    def create(self, request: Request, slug: str) -> Response:
        """Register for one event. A refusal, not_open, full or not_offered, has status 409."""
        event = _event(slug)
        said = RegistrationSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        signup.register(event, details=said.details(), now=timezone.now())
        return Response(RECEIVED, status=status.HTTP_202_ACCEPTED)


def _event(slug: str) -> Event:
    """Return the published event that lives at this slug, or did once."""
    try:
        return finding.event_at(slug)
    except finding.Moved as moved:
        return finding.event_at(moved.slug)
    except Event.DoesNotExist:
        raise NotFound("There is nothing at this address.") from None
