"""An event is moved across a change of the clocks: who will be told is counted before, and told after."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from events_service.events.domain import engaging, speaker_mail
from events_service.events.models import AccessService, Appearance, Event
from registrations.domain import changes
from tests.factories import (
    EngagementFactory,
    EventFactory,
    MembershipFactory,
    OrganizationFactory,
    RegistrationFactory,
    SiteFactory,
    SpeakerFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)

LOS_ANGELES = ZoneInfo("America/Los_Angeles")


def next_change_of_clocks():
    """Return the first day, a week from now or later, that has not 24 hours there."""
    day = timezone.now().astimezone(LOS_ANGELES).date() + timedelta(days=7)
    while offset(day) == offset(day + timedelta(days=1)):
        day += timedelta(days=1)
    return day


def offset(day):
    return datetime.combine(day, time(0), LOS_ANGELES).utcoffset()


@pytest.fixture
def change():
    return next_change_of_clocks()


@pytest.fixture
def webinar(transactional_db, change):
    """At ten in the morning three days before the clocks change, with people of every kind who know of it."""
    SiteFactory()
    valley = OrganizationFactory(name="Valley Institute", slug="valley-institute")
    MembershipFactory(user=UserFactory(email="ines@valley.example"), organization=valley, role="organizer")
    day = change - timedelta(days=3)
    starts_at = datetime.combine(day, time(10), LOS_ANGELES)
    event = EventFactory(
        host=valley,
        slug="who-counts",
        capacity=2,
        starts_on=day,
        ends_on=day,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=90),
    )
    for name in ("rosa", "omar"):
        RegistrationFactory(event=event, email=f"{name}@valle.example", address=f"{name}@valle.example")
    RegistrationFactory(event=event, email="wei@valle.example", address="wei@valle.example", status="waitlisted", turn=1)
    RegistrationFactory(event=event, email="gone@valle.example", address="gone@valle.example", status="withdrawn")
    zoe = SpeakerFactory(organization=valley)
    Appearance.objects.create(event=event, speaker=zoe)
    engaging.invite(event, [EngagementFactory(event=event, speaker=zoe)], now=timezone.now())
    AccessService.objects.create(event=event, kind="sign", language="ase", status="confirmed", changed_at=timezone.now())
    AccessService.objects.create(event=event, kind="captions", language="en", status="planned", changed_at=timezone.now())
    return event


def test_an_event_is_moved_across_a_change_of_the_clocks(page, address, sign_in, post, webinar, change, accessible, fits):
    ines, started_at = page, webinar.starts_at
    later = change + timedelta(days=4)
    sign_in(ines, "ines@valley.example")
    post()

    # she types the same time a week later, and reads it back
    ines.goto(f"{address}/desk/events/who-counts/")
    ines.get_by_role("link", name="Reschedule").click()
    ines.get_by_label("Starts").fill(f"{later}T10:00")
    ines.get_by_label("Ends").fill(f"{later}T11:30")
    ines.get_by_role("status").get_by_text("10:00 – 11:30 AM Pacific Time").wait_for()
    accessible(ines)
    fits(ines)
    ines.get_by_role("button", name="See what changes").click()

    # before anything is done she sees whom it reaches, and what is not booked any more
    told = ines.locator("ul.told").first
    assert told.locator("li").all_inner_texts() == ["2 registered", "1 on the waiting list", "1 who speaks, moderates or interprets"]
    assert ines.get_by_text("American Sign Language (ASL) (confirmed)").is_visible()
    assert ines.get_by_text("Live captions").count() == 0  # nobody had booked them
    accessible(ines)
    fits(ines)
    webinar.refresh_from_db()
    assert webinar.starts_at == started_at
    ines.get_by_role("button", name="Move it and tell 4 people").click()

    # the clock on the wall shows the same; the instant is an hour off seven days
    ines.get_by_text("4 people will be told.").wait_for()
    accessible(ines)
    webinar.refresh_from_db()
    assert abs(webinar.starts_at - started_at - timedelta(days=7)) == timedelta(hours=1)
    assert webinar.starts_at.astimezone(LOS_ANGELES).time() == time(10)
    assert set(webinar.access_services.values_list("kind", "status")) == {("sign", "planned"), ("captions", "planned")}
    assert ines.get_by_text("The event has moved, so nothing is booked any more").is_visible()

    # two minutes later each of the four is told once, and whoever gave the place back is not
    soon = timezone.now() + timedelta(minutes=3)
    assert changes.to_tell(soon) == speaker_mail.to_tell(soon) == [webinar.pk]
    changes.tell(webinar.pk, now=soon)
    speaker_mail.tell(webinar.pk, now=soon)
    mails = post()
    assert sorted(mail.to[0].split("<")[-1].strip(">") for mail in mails) == [
        "omar@valle.example",
        "rosa@valle.example",
        "wei@valle.example",
        "zoe@prado.example",
    ]
    assert all("10:00" in mail.body for mail in mails if "valle.example" in mail.to[0])


def test_a_time_that_the_clocks_leave_out_or_show_twice_is_not_taken_by_silence(page, address, sign_in, webinar, change):
    is_left_out = offset(change + timedelta(days=1)) > offset(change)
    Event.objects.update(capacity=None)
    sign_in(page, "ines@valley.example")

    page.goto(f"{address}/desk/events/who-counts/reschedule/")
    page.get_by_label("Starts").fill(f"{change}T{'02:30' if is_left_out else '01:30'}")
    page.get_by_label("Ends").fill(f"{change}T04:00")
    page.get_by_role("button", name="See what changes").click()

    page.get_by_text("There is no 02:30 on" if is_left_out else "the clocks go back").first.wait_for()
    assert page.get_by_role("button", name="Move it and tell").count() == 0
