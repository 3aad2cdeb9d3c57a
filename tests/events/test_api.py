"""Events and series, as programs read them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from events_service.events.models import Appearance, Article, Event, Hosting, OldSlug
from tests.factories import CREATED, SECRETS_OF_A_ROOM, EventFactory, OrganizationFactory, RoomFactory, SeriesFactory, SpeakerFactory


def slugs(answer):
    return [each["slug"] for each in answer.json()["results"]]


def past_event(**kwargs):
    return EventFactory(
        starts_on=date(2037, 6, 22),
        ends_on=date(2037, 6, 22),
        starts_at=datetime(2037, 6, 22, 17, 0, tzinfo=UTC),
        ends_at=datetime(2037, 6, 22, 18, 30, tzinfo=UTC),
        **kwargs,
    )


def undated_event(**kwargs):
    none = dict.fromkeys(("starts_on", "starts_time", "starts_at", "ends_on", "ends_time", "ends_at"))
    return EventFactory(**{"precision": "none"} | none | kwargs)


def test_an_event_says_everything_public_and_each_time_twice(client, webinar, institute):
    webinar.series = SeriesFactory(slug="our-economy", host=institute)
    webinar.save()
    ana = SpeakerFactory(organization=institute, name="Ana Ruiz", about="Economist")
    Appearance.objects.create(event=webinar, speaker=ana, role="moderator")
    captions = webinar.access_services.create(
        kind="captions", language="en", status="booked", ask_by_on=date(2037, 12, 1), detail_en="By a person (CART).", changed_at=CREATED
    )
    with translation.override("es"):
        captions_in_spanish = captions.words

    answer = client.get(f"/api/v1/events/{webinar.slug}/")

    assert answer.json() == {
        "url": f"https://events.example/api/v1/events/{webinar.slug}/",
        "page": f"https://events.example/events/{webinar.slug}/",
        "slug": webinar.slug,
        "title": {"en": "Who counts as “the economy”?", "es": ""},
        "date": "2037-12-03",
        "zone": "America/Los_Angeles",
        "starts_at": "2037-12-03T18:00:00Z",
        "ends_at": "2037-12-03T19:30:00Z",
        "starts_local": "2037-12-03T10:00:00",
        "ends_local": "2037-12-03T11:30:00",
        "precision": "time",
        "phase": "open",
        "takes_registrations": True,
        "uid": webinar.uid,
        "sequence": 0,
        "summary": {"en": "", "es": ""},
        "text": {"en": "", "es": ""},
        "kind": "webinar",
        "format": "online",
        "place": "",
        "venue": None,
        "language": "en",
        "will_be_recorded": True,
        "registration_opens_at": None,
        "registration_closes_at": None,
        "cancelled_at": None,
        "cancel_reason": "",
        "watchable_at": None,
        "changed_at": "2037-11-01T12:00:00Z",
        "series": {
            "url": "https://events.example/api/v1/series/our-economy/",
            "page": "https://events.example/series/our-economy/",
            "slug": "our-economy",
            "title": {"en": "Our Economy, Thought Out Loud", "es": ""},
        },
        "hosts": [
            {
                "name": "Valley Institute",
                "slug": "valley-institute",
                "calendar": "https://events.example/organizations/valley-institute/calendar.ics",
            }
        ],
        "speakers": [{"name": "Ana Ruiz", "about": "Economist", "role": "moderator"}],
        "access": [
            {
                "id": captions.pk,
                "kind": "captions",
                "language": "en",
                "name": {"en": "Live captions in English", "es": captions_in_spanish},
                "detail": {"en": "By a person (CART).", "es": ""},
                "status": "booked",
                "ask_by_on": "2037-12-01",
            }
        ],
        "calendar": f"https://events.example/events/{webinar.slug}/calendar.ics",
    }


def test_where_the_room_is_stands_nowhere(client, webinar):
    RoomFactory(event=webinar)

    told = client.get("/api/v1/events/").content + client.get(f"/api/v1/events/{webinar.slug}/").content

    assert webinar.slug.encode() in told
    assert [secret for secret in SECRETS_OF_A_ROOM if secret.encode() in told] == []


@pytest.mark.parametrize(
    ("precision", "on", "said"),
    [("day", date(2020, 6, 22), "2020-06-22"), ("month", date(2020, 6, 1), "2020-06"), ("year", date(2020, 1, 1), "2020")],
)
def test_a_date_is_said_no_more_exactly_than_it_is_known(client, institute, precision, on, said):
    event = undated_event(host=institute, precision=precision, starts_on=on)

    told = client.get(f"/api/v1/events/{event.slug}/").json()

    assert (told["date"], told["starts_at"], told["starts_local"], told["calendar"], told["phase"]) == (said, None, None, None, "past")


def test_an_event_without_a_date_has_none(client, institute):
    event = undated_event(host=institute)

    assert client.get(f"/api/v1/events/{event.slug}/").json()["date"] is None


def test_the_list_has_the_newest_first_and_no_draft_and_nothing_unlisted(client, webinar, institute):
    earlier, undated = past_event(host=institute), undated_event(host=institute)
    EventFactory(host=institute, published_at=None)
    EventFactory(host=institute, unlisted=True)

    assert slugs(client.get("/api/v1/events/")) == [webinar.slug, earlier.slug, undated.slug]


def test_a_list_can_be_asked_for_what_comes_and_what_is_past(client, webinar, institute):
    earlier, undated = past_event(host=institute), undated_event(host=institute)

    assert slugs(client.get("/api/v1/events/?when=coming")) == [webinar.slug]
    assert slugs(client.get("/api/v1/events/?when=past")) == [earlier.slug, undated.slug]


def test_a_list_can_be_asked_for_a_series_and_a_language(client, webinar, institute):
    series, hidden = SeriesFactory(slug="our-economy"), SeriesFactory(slug="not-yet", published_at=None)
    part = EventFactory(host=institute, series=series, language="es")
    EventFactory(host=institute, series=hidden)

    assert slugs(client.get("/api/v1/events/?series=our-economy")) == [part.slug]
    assert slugs(client.get("/api/v1/events/?language=es")) == [part.slug]
    assert slugs(client.get("/api/v1/events/?series=not-yet")) == []


def test_an_unpublished_series_is_not_named(client, institute):
    event = EventFactory(host=institute, series=SeriesFactory(published_at=None))

    assert client.get(f"/api/v1/events/{event.slug}/").json()["series"] is None


def test_an_unlisted_event_answers_to_its_slug(client, institute):
    event = EventFactory(host=institute, unlisted=True)

    assert client.get(f"/api/v1/events/{event.slug}/").status_code == 200


def test_a_draft_does_not(client, institute):
    event = EventFactory(host=institute, published_at=None)

    answer = client.get(f"/api/v1/events/{event.slug}/")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_an_old_slug_leads_on(client, webinar):
    OldSlug.objects.create(slug="old-name", event=webinar)

    answer = client.get("/api/v1/events/old-name/")

    assert (answer.status_code, answer["Location"]) == (301, f"https://events.example/api/v1/events/{webinar.slug}/")


@pytest.mark.parametrize(
    ("query", "field"),
    [("when=soon", "when"), ("series=no%20slug", "series"), ("language=english-like", "language"), ("language=%00", "language")],
)
def test_a_question_that_is_none_is_answered_with_the_field(client, site, query, field):
    answer = client.get(f"/api/v1/events/?{query}")

    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, [field])


@pytest.mark.parametrize("page", ["0", "-1", "two", "9" * 40, "%00"])
def test_a_page_that_is_none_is_not_found(client, site, page):
    assert client.get(f"/api/v1/events/?page={page}").status_code == 404


def test_a_page_leads_to_the_next_at_the_sites_own_address(client, institute):
    EventFactory.create_batch(3, host=institute)

    answer = client.get("/api/v1/events/?page_size=1&page=2", headers={"Host": "other.example"}).json()

    assert answer["count"] == 3
    assert answer["previous"] == "https://events.example/api/v1/events/?page=1&page_size=1"
    assert answer["next"] == "https://events.example/api/v1/events/?page=3&page_size=1"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_six_times_however_many_there_are(client, institute, django_assert_num_queries, count):
    for event in EventFactory.create_batch(count, host=institute, series=SeriesFactory()):
        Hosting.objects.create(event=event, organization=OrganizationFactory(slug="second", name="Second"))
        Appearance.objects.create(event=event, speaker=SpeakerFactory(organization=institute, name=f"Speaker of {event.slug}"))
        event.access_services.create(kind="captions", language="en", changed_at=event.changed_at)

    with django_assert_num_queries(6):  # count, events with series, hosts, appearances, speakers, access services
        answer = client.get("/api/v1/events/")

    assert [len(each["hosts"]) for each in answer.json()["results"]] == [2] * count


def test_an_answer_may_be_kept_and_is_asked_for_anew(client, webinar):
    first = client.get("/api/v1/events/")
    again = client.get("/api/v1/events/", headers={"If-None-Match": first["ETag"]})
    Event.objects.filter(pk=webinar.pk).update(title_es="¿Quién cuenta?")
    changed = client.get("/api/v1/events/", headers={"If-None-Match": first["ETag"]})

    assert first["Cache-Control"] == "public, no-cache"
    assert (again.status_code, again.content, changed.status_code) == (304, b"", 200)
    assert not first.cookies


def test_the_clock_alone_changes_the_answer(client, webinar, time_machine, now):
    first = client.get(f"/api/v1/events/{webinar.slug}/")
    time_machine.move_to(now + timedelta(days=30))

    later = client.get(f"/api/v1/events/{webinar.slug}/", headers={"If-None-Match": first["ETag"]})

    assert (later.status_code, later.json()["phase"]) == (200, "past")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written_here(client, webinar, method):
    answer = getattr(client, method)(f"/api/v1/events/{webinar.slug}/", {}, content_type="application/json")

    assert (answer.status_code, answer.json()["title"]) == (405, "Method not allowed")


def test_a_series_comes_with_its_events_and_what_there_is_to_read(client, institute):
    series = SeriesFactory(slug="our-economy", host=institute)
    second, first = EventFactory(host=institute, series=series), past_event(host=institute, series=series)
    draft = EventFactory(host=institute, series=series, published_at=None)
    Article.objects.create(organization=institute, series=series, event=draft, title="Not yet", url="https://paper.example/0")
    Article.objects.create(
        organization=institute,
        series=series,
        title="Whose work?",
        url="https://paper.example/1",
        outlet="The Paper",
        precision="month",
        published_on=date(2037, 5, 1),
    )

    told = client.get("/api/v1/series/our-economy/").json()

    assert [event["slug"] for event in told["events"]] == [first.slug, second.slug]
    assert told["articles"] == [
        {
            "title": "Whose work?",
            "url": "https://paper.example/1",
            "authors": "",
            "outlet": "The Paper",
            "published_on": "2037-05",
            "why": "",
        }
    ]
    assert told["calendar"] == "https://events.example/series/our-economy/calendar.ics"


@pytest.mark.parametrize("count", [1, 3])
def test_series_ask_the_database_as_often_however_many_there_are(client, institute, django_assert_num_queries, count):
    for series in SeriesFactory.create_batch(count, host=institute):
        EventFactory.create_batch(count, host=institute, series=series)

    with django_assert_num_queries(2):
        answer = client.get("/api/v1/series/")
    with django_assert_num_queries(3):
        client.get(f"/api/v1/series/{series.slug}/")

    assert answer.json()["count"] == count


def test_an_unpublished_series_is_in_no_list_and_answers_to_nobody(client, site):
    SeriesFactory(slug="not-yet", published_at=None)

    assert client.get("/api/v1/series/").json()["results"] == []
    assert client.get("/api/v1/series/not-yet/").status_code == 404


def test_the_old_slug_of_a_series_leads_on(client, site):
    OldSlug.objects.create(slug="old-series", series=SeriesFactory(slug="our-economy"))

    answer = client.get("/api/v1/series/old-series/")

    assert (answer.status_code, answer["Location"]) == (301, "https://events.example/api/v1/series/our-economy/")
