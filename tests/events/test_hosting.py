"""Who hosts, in which order, and what follows from it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from events_service.accounts.domain import activity
from events_service.events.domain import feeds, hosting, publishing
from events_service.events.domain.scheduling import Times
from events_service.events.models import Event, Face
from events_service.mail.models import Message
from registrations.domain import signup
from tests.factories import EventFactory, OrganizationFactory, SeriesFactory

pytestmark = pytest.mark.django_db


def test_the_first_host_sends_the_mail(institute, webinar):
    partner = OrganizationFactory(slug="partner", name="Another")
    alone = hosting.hosts_of(webinar)

    hosting.add_host(webinar, partner)

    assert alone == [institute]
    assert hosting.hosts_of(webinar) == [institute, partner]
    assert hosting.sender_of(webinar) == institute


def test_adding_a_host_twice_adds_it_once(institute, webinar):
    before = hosting.hosts_of(webinar)

    hosting.add_host(webinar, institute)

    assert hosting.hosts_of(webinar) == before == [institute]


def test_hosts_that_were_asked_for_once_are_known(webinar, django_assert_num_queries):
    with django_assert_num_queries(1):
        hosting.sender_of(webinar)
        hosting.hosts_of(webinar)


@pytest.mark.parametrize("count", [1, 3])
def test_the_hosts_of_many_events_are_one_question(institute, django_assert_num_queries, count):
    events = [EventFactory(host=institute) for _ in range(count)]

    with django_assert_num_queries(1):
        hosting.with_hosts(events)
        assert [hosting.sender_of(event) for event in events] == [institute] * count


@pytest.fixture
def partner(site):
    """Another organization of this installation."""
    return OrganizationFactory(slug="partner", name="Partner Institute", sender_address="events@partner.example")


@pytest.fixture
def together(webinar, partner, now):
    """The webinar, hosted by both."""
    hosting.join(webinar, partner, now=now)
    return webinar


def hosted_by(organization):
    return set(Event.objects.hosted_by(organization))


def test_who_leaves_leaves_it_with_the_others(institute, partner, together, now):
    hosting.leave(together, institute, now=now)

    assert hosting.hosts_of(together) == [partner]
    assert hosting.sender_of(together) == partner


def test_joining_twice_is_joining_once(institute, partner, together, now):
    hosting.join(together, partner, now=now)

    assert hosting.hosts_of(together) == [institute, partner]
    assert activity.of_organization(partner).count() == 1


def test_leaving_twice_is_leaving_once(institute, partner, together, now):
    hosting.leave(together, partner, now=now)

    hosting.leave(together, partner, now=now)

    assert hosting.hosts_of(together) == [institute]


def test_the_last_host_stays(institute, webinar, now):
    with pytest.raises(hosting.LastHost) as refusal:
        hosting.leave(webinar, institute, now=now)

    assert str(refusal.value.sentence).startswith("You are the only host.")
    assert hosting.hosts_of(webinar) == [institute]


def test_who_moves_to_the_front_sends_the_mail(institute, partner, together, now):
    hosting.move_up(together, partner, now=now)

    assert hosting.hosts_of(together) == [partner, institute]
    assert hosting.sender_of(together) == partner


def test_hosts_change_places_one_at_a_time(institute, partner, together, now):
    third = OrganizationFactory(slug="third", name="Third")
    hosting.join(together, third, now=now)

    hosting.move_up(together, third, now=now)

    assert hosting.hosts_of(together) == [institute, third, partner]


def test_who_is_first_or_hosts_no_longer_does_not_move(institute, partner, together, now):
    hosting.move_up(together, institute, now=now)
    hosting.move_up(together, OrganizationFactory(slug="third", name="Third"), now=now)

    assert hosting.hosts_of(together) == [institute, partner]


def test_who_joins_and_leaves_is_written_down_for_all_hosts(webinar, institute, partner, organizer, now):
    hosting.join(webinar, partner, by=organizer, now=now)
    hosting.leave(webinar, partner, by=organizer, now=now)

    written = [activity.sentence(deed) for deed in activity.of_organization(partner).order_by("pk")]
    assert written == [
        "Ines Valdivia made Partner Institute a host of “Who counts as “the economy”?”.",
        "Ines Valdivia took Partner Institute off the hosts of “Who counts as “the economy”?”.",
    ]
    assert activity.of_organization(institute).count() == 2


@pytest.mark.parametrize("change", [hosting.join, hosting.leave, hosting.move_up])
def test_what_shows_the_hosts_is_renewed(partner, together, now, change):
    later, partner = now + timedelta(minutes=5), OrganizationFactory(slug="third") if change is hosting.join else partner
    before = set(Face.objects.filter(event=together).values_list("pk", flat=True))

    change(together, partner, now=later)

    together.refresh_from_db()
    assert together.changed_at == later
    assert before.isdisjoint(Face.objects.filter(event=together).values_list("pk", flat=True))


def test_who_joins_a_series_hosts_its_coming_events_and_no_past_ones(institute, partner, now):
    series = SeriesFactory(host=institute)
    coming = EventFactory(host=institute, series=series)
    draft = EventFactory(host=institute, series=series, published_at=None)
    EventFactory(host=institute)
    past_event(institute, series=series)

    hosting.join(series, partner, now=now)

    assert hosting.hosts_of(series) == [institute, partner]
    assert hosted_by(partner) == {coming, draft}


def test_the_number_said_beforehand_is_of_events_that_are_not_hosted_yet(institute, partner, now):
    series = SeriesFactory(host=institute)
    EventFactory.create_batch(2, host=institute, series=series)
    hosting.add_host(EventFactory(host=institute, series=series), partner)

    assert hosting.joined_along(series, partner, now=now).count() == 2


def test_a_new_date_of_a_series_inherits_its_hosts(institute, partner, now):
    series = SeriesFactory(host=institute)
    hosting.join(series, partner, now=now)
    when = Times("UTC", date(2037, 12, 9), time(10), date(2037, 12, 9), time(11))

    event = publishing.create(partner, details={"title_en": "One more", "series": series}, when=when, now=now)

    assert hosting.hosts_of(event) == [institute, partner]


def test_who_leaves_a_series_leaves_what_is_to_come_and_has_other_hosts(institute, partner, now):
    series = SeriesFactory(host=institute)
    held = past_event(institute, series=series)
    hosting.add_host(held, partner)
    EventFactory(host=institute, series=series)
    alone = EventFactory(host=partner, series=series)
    hosting.join(series, partner, now=now)
    number = hosting.left_along(series, partner, now=now).count()

    hosting.leave(series, partner, now=now)

    assert number == 1
    assert hosting.hosts_of(series) == [institute]
    assert hosted_by(partner) == {held, alone}


def test_a_series_says_that_it_changed_when_its_hosts_do(institute, partner, now):
    series = SeriesFactory(host=institute)

    hosting.join(series, partner, now=now)

    series.refresh_from_db()
    assert series.changed_at == now


def test_an_event_goes_into_the_calendar_of_who_joins_and_out_of_the_one_who_leaves(webinar, partner, now):
    empty = feeds.bytes_of(feeds.of_organization("partner", "en"), now=now)

    hosting.join(webinar, partner, now=now)
    joined = feeds.bytes_of(feeds.of_organization("partner", "en"), now=now)
    hosting.leave(webinar, partner, now=now)
    left = feeds.bytes_of(feeds.of_organization("partner", "en"), now=now)

    assert webinar.uid in joined.decode()
    assert left == empty


def test_a_calendar_that_lost_an_event_is_newer_than_what_is_left_in_it(institute, partner, together, now):
    EventFactory(host=partner)
    later = now + timedelta(hours=1)
    before = feeds.state_of(feeds.of_organization("partner", "en"), now=now)

    hosting.leave(together, partner, now=later)

    after = feeds.state_of(feeds.of_organization("partner", "en"), now=later)
    assert (before.changed_at, after.changed_at) == (now, later)
    assert before.tag != after.tag


def test_both_names_stand_on_the_page_and_in_its_data(client, partner, together):
    page = client.get(together.get_absolute_url())

    assert "<strong>Valley Institute</strong> and <strong>Partner Institute</strong>" in " ".join(page.content.decode().split())
    assert [host["name"] for host in page.context["event_data"]["organizer"]] == ["Valley Institute", "Partner Institute"]


def test_the_first_hosts_name_stands_on_the_next_mail(partner, together, now):
    hosting.move_up(together, partner, now=now)

    signup.register(together, details=signup.Details("Rosa", "rosa@valle.example", "en", "UTC"), now=now)

    message = Message.objects.get(kind="confirmation")
    assert (message.sender_name, message.sender_address) == ("Partner Institute", "events@partner.example")
    assert "ORGANIZER:mailto:events@partner.example" in message.texts["en"]["calendar"]["body"]


def past_event(host, **changed):
    when = {"starts_at": datetime(2037, 11, 3, 18, tzinfo=UTC), "ends_at": datetime(2037, 11, 3, 19, tzinfo=UTC)}
    return EventFactory(host=host, starts_on=date(2037, 11, 3), ends_on=date(2037, 11, 3), **when, **changed)
