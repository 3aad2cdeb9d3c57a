"""What there is to look at on a fresh installation."""

from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from events_service.accounts.models import Organization, User
from events_service.events.domain import publishing
from events_service.events.models import Article, Event, Phase, Series
from recordings.domain import demo
from recordings.models import Recap, Recording
from registrations.domain import reminders

pytestmark = pytest.mark.django_db
LOS_ANGELES = ZoneInfo("America/Los_Angeles")


@pytest.fixture
def filled(now):
    return demo.fill(now=now)


def test_past_webinar_is_in_the_archive_with_recording_recap_and_no_date(filled, now):
    (webinar,) = Event.objects.listed().over(now)

    assert (webinar.title_en, webinar.precision) == ("Webinar: Solidarity Economics: OUR Movement, OUR Economy", "none")
    assert webinar.watchable_at == now
    assert [r.video_id for r in Recording.objects.published()] == ["hK4I3UEKcEs"]
    assert Recap.objects.get().published_at == now


def test_three_events_are_to_come_on_weekdays_at_ten(filled, now):
    coming = list(Event.objects.listed().coming(now))

    starts = [event.starts_at.astimezone(LOS_ANGELES) for event in coming]
    assert [(start.weekday(), start.hour) for start in starts] == [(3, 10)] * 3
    assert [(event.language, event.presence, event.capacity) for event in coming] == [
        ("en", "online", None),
        ("es", "online", None),
        ("en", "hybrid", 50),
    ]
    assert {event.phase(now) for event in coming} == {Phase.OPEN}


def test_everything_is_said_in_both_languages(filled):
    rows = [*Event.objects.all(), filled.series, *Recap.objects.all()]

    texts = [getattr(row, f"{name}_{code}", "-") for row in rows for name in ("title", "summary", "text") for code in ("en", "es")]
    assert all(texts)


def test_both_institutes_host_and_the_owner_may_change_it(filled):
    assert all(event.hostings.count() == 2 for event in Event.objects.all())
    assert set(Event.objects.organized_by(filled.owner)) == set(Event.objects.all())
    assert not User.objects.get(email=demo.OWNER).has_usable_password()


def test_reminders_are_waiting(filled, now):
    event = Event.objects.coming(now).first()

    assert {planned.state for planned in reminders.plan(event, now=now)} == {"waiting"}


def test_articles_belong_to_the_series(filled):
    assert filled.series.articles.count() == 3


def test_filling_twice_makes_nothing_twice_and_keeps_what_was_changed(filled, now):
    event = Event.objects.coming(now).first()
    publishing.edit(event, details={"title_en": "Our own title"}, now=now)

    assert demo.fill(now=now).made_events == 0

    assert (Event.objects.count(), Series.objects.count(), Article.objects.count(), Organization.objects.count()) == (4, 1, 3, 2)
    assert Event.objects.filter(title_en="Our own title").exists()


def test_the_command_says_what_is_there():
    out = StringIO()

    call_command("demo", stdout=out)

    assert out.getvalue() == (
        "Demo content is here (4 events made now). Series: Solidarity Economics. Organizer: owner@solidarity-economics.example\n"
    )
