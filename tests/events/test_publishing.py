from datetime import UTC, date, datetime, time, timedelta

import pytest

from events_service.events.domain import hosting, publishing
from events_service.events.domain.details import TitleMissing, Unfit
from events_service.events.domain.publishing import IsDraft
from events_service.events.domain.scheduling import RoughDate, Times
from events_service.events.models import Event, Phase, Precision, Presence, Series
from events_service.lib.timezones import NonexistentTime
from tests.factories import EventFactory, OrganizationFactory, SeriesFactory

pytestmark = pytest.mark.django_db

DECEMBER = Times("America/Los_Angeles", date(2037, 12, 3), time(10), date(2037, 12, 3), time(11, 30))


def make(organization, now, when=DECEMBER, **details):
    return publishing.create(organization, details={"title_en": "Who counts?"} | details, when=when, now=now)


def test_a_new_event_is_a_draft_with_everything_it_keeps_for_life(institute, now):
    event = make(institute, now, summary_en="A conversation.", capacity=50)

    event.refresh_from_db()
    assert (event.phase(now), event.slug, event.sequence) == (Phase.DRAFT, "who-counts", 0)
    assert event.uid.startswith("event-")
    assert event.uid.endswith("@events.example")
    assert (event.starts_at, event.capacity, event.changed_at) == (datetime(2037, 12, 3, 18, tzinfo=UTC), 50, now)
    assert hosting.hosts_of(event) == [institute]


def test_two_events_share_neither_uid_nor_cover(institute, now):
    one, other = make(institute, now), make(institute, now)

    assert one.uid != other.uid
    assert one.seed != other.seed


def test_a_new_date_of_a_series_inherits_its_hosts(institute, now):
    partner = OrganizationFactory(slug="partner", name="Partner")
    series = SeriesFactory(host=partner)
    hosting.add_host(series, institute)

    event = make(institute, now, series=series)

    assert hosting.hosts_of(event) == [partner, institute]


def test_who_makes_a_date_of_somebody_elses_series_hosts_it_too(institute, now):
    series = SeriesFactory(host=OrganizationFactory(slug="partner", name="Partner"))

    event = make(institute, now, series=series)

    assert [host.slug for host in hosting.hosts_of(event)] == ["partner", "valley-institute"]


def test_an_event_at_a_time_that_does_not_exist_is_not_made(institute, now):
    gap = Times("America/Los_Angeles", date(2026, 3, 8), time(2, 30), date(2026, 3, 8), time(4))

    with pytest.raises(NonexistentTime):
        make(institute, now, when=gap)

    assert not Event.objects.exists()


@pytest.mark.parametrize("title", ["", "   ", "\x00\x07"])
def test_an_event_without_a_title_is_not_made(institute, now, title):
    with pytest.raises(TitleMissing) as refusal:
        make(institute, now, title_en=title)

    assert refusal.value.field == "title_en"
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"), [("title_en", "x" * 301), ("kind", "party"), ("presence", "telepathy"), ("capacity", -3), ("language", "x" * 9)]
)
def test_a_value_that_does_not_fit_is_refused_beside_its_field(institute, now, field, value):
    with pytest.raises(Unfit) as refusal:
        make(institute, now, **{field: value})

    assert refusal.value.field == field
    assert refusal.value.sentence


def test_control_characters_are_left_out_of_texts(institute, now):
    event = make(institute, now, title_en="Who\x00 counts\x1b?", text_en="One\nTwo\x07")

    assert (event.title_en, event.text_en) == ("Who counts?", "One\nTwo")


def test_what_is_no_detail_cannot_be_written(institute, now):
    with pytest.raises(TypeError, match="sequence"):
        make(institute, now, sequence=7)


def test_a_published_event_is_open_for_registration(institute, now):
    event = make(institute, now)

    publishing.publish(event, now=now)

    event.refresh_from_db()
    assert (event.phase(now), event.published_at, event.sequence) == (Phase.OPEN, now, 0)


def test_publishing_twice_keeps_the_first_time(institute, now):
    event = make(institute, now)

    publishing.publish(event, now=now)
    publishing.publish(event, now=now + timedelta(days=1))

    event.refresh_from_db()
    assert event.published_at == now


def test_a_past_event_is_published_into_the_archive(institute, now):
    event = make(institute, now, when=Times("UTC", date(2020, 5, 7), time(10), date(2020, 5, 7), time(11)))

    publishing.publish(event, now=now)

    assert event.phase(now) == Phase.PAST
    assert list(Event.objects.published().over(now)) == [event]


@pytest.mark.parametrize(
    ("precision", "day"), [(Precision.NONE, None), (Precision.YEAR, date(2020, 1, 1)), (Precision.DAY, date(2020, 4, 20))]
)
def test_an_event_from_elsewhere_is_published_as_it_is(institute, now, precision, day):
    event = make(institute, now, when=RoughDate("UTC", precision, day), source_key="page-958")

    publishing.publish(event, now=now)

    event.refresh_from_db()
    assert (event.phase(now), event.starts_on, event.source_key) == (Phase.PAST, day, "page-958")


def test_editing_changes_what_was_said_and_nothing_else(webinar, now):
    publishing.edit(webinar, details={"title_es": "¿Quién cuenta?", "capacity": 20}, now=now)

    webinar.refresh_from_db()
    assert (webinar.title_es, webinar.capacity, webinar.title_en) == ("¿Quién cuenta?", 20, "Who counts as “the economy”?")
    assert (webinar.sequence, webinar.changed_at) == (0, now)


def test_editing_without_a_change_leaves_the_face_alone(webinar, now):
    before = webinar.changed_at

    publishing.edit(webinar, details={"title_en": webinar.title_en, "slug": webinar.slug}, now=now)

    webinar.refresh_from_db()
    assert webinar.changed_at == before


@pytest.mark.parametrize("details", [{"place": "1 Main Street"}, {"presence": Presence.HYBRID}])
def test_a_changed_place_raises_the_sequence(webinar, now, details):
    publishing.edit(webinar, details=details, now=now)

    webinar.refresh_from_db()
    assert (webinar.sequence, webinar.sequence_raised_at) == (1, now)


def test_a_changed_place_of_a_draft_tells_nobody(institute, now):
    draft = EventFactory(host=institute, published_at=None)

    publishing.edit(draft, details={"place": "1 Main Street"}, now=now)

    draft.refresh_from_db()
    assert (draft.place, draft.sequence, draft.sequence_raised_at) == ("1 Main Street", 0, None)


def test_the_title_cannot_be_taken_away(webinar, now):
    with pytest.raises(TitleMissing):
        publishing.edit(webinar, details={"title_en": " "}, now=now)

    webinar.refresh_from_db()
    assert webinar.title_en == "Who counts as “the economy”?"


def test_cancelling_raises_the_sequence_and_keeps_the_reason(webinar, now):
    publishing.cancel(webinar, reason=" Our speaker is ill. ", now=now)

    webinar.refresh_from_db()
    assert (webinar.phase(now), webinar.cancel_reason, webinar.sequence) == (Phase.CANCELLED, "Our speaker is ill.", 1)


def test_cancelling_twice_is_cancelling_once(webinar, now):
    publishing.cancel(webinar, reason="First", now=now)
    publishing.cancel(webinar, reason="Second", now=now + timedelta(hours=1))

    webinar.refresh_from_db()
    assert (webinar.cancelled_at, webinar.cancel_reason, webinar.sequence) == (now, "First", 1)


def test_a_reason_that_is_too_long_is_refused(webinar, now):
    with pytest.raises(Unfit):
        publishing.cancel(webinar, reason="x" * 501, now=now)

    webinar.refresh_from_db()
    assert webinar.cancelled_at is None


def test_a_draft_is_not_cancelled(institute, now):
    draft = EventFactory(host=institute, published_at=None)

    with pytest.raises(IsDraft):
        publishing.cancel(draft, reason="", now=now)


def test_a_cancelled_event_can_take_place_after_all(webinar, now):
    publishing.cancel(webinar, reason="Ill", now=now)
    publishing.reinstate(webinar, now=now + timedelta(minutes=5))
    publishing.reinstate(webinar, now=now + timedelta(minutes=6))

    webinar.refresh_from_db()
    assert (webinar.phase(now), webinar.cancel_reason, webinar.sequence) == (Phase.OPEN, "", 2)


def test_something_to_watch_changes_the_face_and_not_the_sequence(webinar, now):
    publishing.mark_watchable(webinar, since=now, now=now)

    webinar.refresh_from_db()
    assert (webinar.watchable_at, webinar.changed_at, webinar.sequence) == (now, now, 0)


def test_a_series_is_made_published_and_edited(institute, now):
    series = publishing.create_series(institute, details={"title_en": "Our Economy", "dyes": "abc"}, now=now)
    publishing.publish_series(series, now=now)
    publishing.publish_series(series, now=now + timedelta(days=1))
    publishing.edit_series(series, details={"text_en": "What connects them."}, now=now + timedelta(days=2))

    series.refresh_from_db()
    assert (series.slug, series.dyes, series.published_at, series.text_en) == ("our-economy", "abc", now, "What connects them.")
    assert series.changed_at == now + timedelta(days=2)
    assert hosting.hosts_of(series) == [institute]


def test_an_edited_series_renews_the_faces_of_its_events(institute, now):
    event = EventFactory(host=institute, series=SeriesFactory(host=institute))

    publishing.edit_series(event.series, details={"title_en": "Another name"}, now=now)

    event.refresh_from_db()
    assert event.changed_at == now


def test_a_series_without_a_title_is_not_made(institute, now):
    with pytest.raises(TitleMissing):
        publishing.create_series(institute, details={"text_en": "Words."}, now=now)

    assert not Series.objects.exists()
