"""Rows for tests, with defaults one can read."""

from datetime import UTC, date, datetime, time, timedelta

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from events_service.accounts.models import Invitation, Membership, Organization, Site, User
from events_service.events.models import Appearance, Engagement, Event, Hosting, Room, Series, Speaker
from events_service.lib.addresses import normalized
from recordings.models import Recording
from registrations.models import Registration

SECRETS_OF_A_ROOM = ("secret-", "open sesame", "swordfish", "555 0100", "5555 0100", "555 0199")
CREATED = datetime(2037, 11, 1, 12, 0, tzinfo=UTC)


class SiteFactory(DjangoModelFactory):
    class Meta:
        model = Site
        django_get_or_create = ("id",)

    id = 1
    name = "Valley Institute"
    zone = "America/Los_Angeles"
    contact = "events@valley.example"


class OrganizationFactory(DjangoModelFactory):
    class Meta:
        model = Organization
        django_get_or_create = ("slug",)

    name = "Valley Institute"
    slug = "valley-institute"
    zone = "America/Los_Angeles"
    sender_address = "events@valley.example"
    reply_to = "hello@valley.example"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@valley.example")
    name = "A Person"
    password = factory.LazyFunction(lambda: make_password(None))


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organization = factory.SubFactory(OrganizationFactory)
    role = "organizer"


class InvitationFactory(DjangoModelFactory):
    """An organizer to be, invited on Tuesday 24 November 2037 at noon."""

    class Meta:
        model = Invitation

    organization = factory.SubFactory(OrganizationFactory)
    email = factory.Sequence(lambda n: f"ana{n}@valle.example")
    address = factory.LazyAttribute(lambda i: normalized(i.email))
    role = "organizer"
    sent_at = datetime(2037, 11, 24, 12, 0, tzinfo=UTC)
    expires_at = factory.LazyAttribute(lambda i: i.sent_at + timedelta(days=7))


class SeriesFactory(DjangoModelFactory):
    class Meta:
        model = Series
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"our-economy-{n}")
    title_en = "Our Economy, Thought Out Loud"
    seed = factory.Sequence(lambda n: f"series-{n}")
    published_at = changed_at = CREATED

    @factory.post_generation
    def host(series, create, organization, **kwargs):
        if create:
            Hosting.objects.create(series=series, organization=organization or OrganizationFactory())


class EventFactory(DjangoModelFactory):
    """Thursday 3 December 2037, 10:00 to 11:30 in Los Angeles (18:00 to 19:30 UTC), published, unlimited places."""

    class Meta:
        model = Event
        skip_postgeneration_save = True

    uid = factory.Sequence(lambda n: f"event-{n:032x}@events.example")
    slug = factory.Sequence(lambda n: f"who-counts-{n}")
    title_en = "Who counts as “the economy”?"
    zone = "America/Los_Angeles"
    starts_on = ends_on = date(2037, 12, 3)
    starts_time, ends_time = time(10), time(11, 30)
    starts_at, ends_at = datetime(2037, 12, 3, 18, 0, tzinfo=UTC), datetime(2037, 12, 3, 19, 30, tzinfo=UTC)
    seed = factory.Sequence(lambda n: f"event-{n}")
    published_at = changed_at = CREATED

    @factory.post_generation
    def host(event, create, organization, **kwargs):
        if create:
            Hosting.objects.create(event=event, organization=organization or OrganizationFactory())


class RoomFactory(DjangoModelFactory):
    """A room with everything it has: none of it may stand where everybody reads."""

    class Meta:
        model = Room

    event = factory.SubFactory(EventFactory)
    url = "https://meet.example/secret-room"
    passcode = "open sesame"
    phone = "United States: +1 555 0100, meeting 9917#\nMéxico: +52 55 5555 0100"
    captions_url = "https://captions.example/secret-captions"
    interpretation = "Español: https://listen.example/secret-channel"
    size = 2
    overflow_url = "https://meet.example/secret-overflow"
    overflow_passcode = "swordfish"
    who_to_call = "Nora, +1 555 0199"


class SpeakerFactory(DjangoModelFactory):
    """Zoe, an economist."""

    class Meta:
        model = Speaker

    organization = factory.SubFactory(OrganizationFactory)
    name = "Zoe Prado"
    slug = factory.Sequence(lambda n: f"zoe-prado-{n}")


class AppearanceFactory(DjangoModelFactory):
    class Meta:
        model = Appearance

    event = factory.SubFactory(EventFactory)
    speaker = factory.SubFactory(SpeakerFactory)


class EngagementFactory(DjangoModelFactory):
    """Zoe can be written to in English and is in Madrid; she is not invited yet."""

    class Meta:
        model = Engagement

    event = factory.SubFactory(EventFactory)
    speaker = factory.SubFactory(SpeakerFactory)
    email = "zoe@prado.example"
    language = "en"
    zone = "Europe/Madrid"


class RegistrationFactory(DjangoModelFactory):
    """Rosa, confirmed, in Mexico City, English."""

    class Meta:
        model = Registration

    event = factory.SubFactory(EventFactory)
    name = "Rosa Valle"
    email = factory.Sequence(lambda n: f"rosa{n}@valle.example")
    address = factory.LazyAttribute(lambda r: normalized(r.email))
    status = "confirmed"
    language = "en"
    zone = "America/Mexico_City"
    turn = None
    told_sequence = factory.LazyAttribute(lambda r: r.event.sequence)
    told_starts_at = factory.LazyAttribute(lambda r: r.event.starts_at)
    registered_at = CREATED
    confirmed_at = factory.LazyAttribute(lambda r: CREATED if r.status == "confirmed" else None)


class RecordingFactory(DjangoModelFactory):
    """On YouTube, in English, published."""

    class Meta:
        model = Recording

    event = factory.SubFactory(EventFactory)
    url = factory.Sequence(lambda n: f"https://www.youtube.com/watch?v=hK{n:07d}aa")
    player = "youtube"
    video_id = factory.Sequence(lambda n: f"hK{n:07d}aa")
    language = "en"
    published_at = CREATED
