"""What people are told of a place: written in both languages, shown where somebody goes there, and nowhere else."""

from datetime import date, time
from uuid import uuid4

import pytest
from django.core import mail

from events_service.events.domain import copying, venues
from events_service.events.domain.copying import Copy
from events_service.events.domain.details import Unfit
from events_service.events.domain.scheduling import Times
from events_service.events.models import Event
from events_service.lib.tokens import personal_token
from events_service.mail.domain import sending
from registrations.domain import links, signup
from tests import factories

SAID = {"room_en": "Room 210", "room_es": "Sala 210", "directions_en": "Bus 12.\n\nUse the **north** door.", "children_en": "Welcome."}
FRIDAY = Times("America/Los_Angeles", date(2037, 12, 4), time(9), date(2037, 12, 4), time(10, 30))


@pytest.fixture
def workshop(institute):
    return factories.EventFactory(host=institute, presence="hybrid", place="Main Street 1, Fresno", slug="workshop")


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


def at(event):
    return f"/desk/events/{event.slug}/venue/"


def stored(event):
    return venues.of(Event.objects.get(pk=event.pk))


def speaking_path(engagement):
    return f"/speaking/{personal_token('speaking', engagement.key, engagement.link_version)}/"


def page_of(client, event, language=""):
    return client.get(language + event.get_absolute_url()).content.decode()


def test_what_is_typed_stands_on_the_page_in_both_languages(desk, workshop):
    answer = desk.post(at(workshop), SAID)

    english, spanish = page_of(desk, workshop), page_of(desk, workshop, "/es")
    assert answer.status_code == 302
    assert "Main Street 1, Fresno, <span>Room 210</span>" in english
    assert "<strong>north</strong> door" in english
    assert "<dd>Sala 210</dd>" in spanish
    assert '<dd lang="en">Welcome.</dd>' in spanish


def test_the_address_and_the_sequence_stay_as_they_are(desk, workshop):
    desk.post(at(workshop), SAID)

    workshop.refresh_from_db()
    assert (workshop.place, workshop.sequence) == ("Main Street 1, Fresno", 0)


def test_who_empties_all_of_it_leaves_nothing_behind(desk, workshop, now):
    venues.write(workshop, SAID, now=now)

    desk.post(at(workshop), {})

    assert stored(workshop) is None
    assert 'id="place"' not in page_of(desk, workshop)


def test_an_event_online_has_no_place_to_describe(desk, workshop, now):
    venues.write(workshop, SAID, now=now)
    workshop.presence = "online"
    workshop.save()

    assert "This event is online, so there is no place to describe." in desk.get(at(workshop)).content.decode()
    assert "Room 210" not in page_of(desk, workshop)
    assert desk.get(f"/api/v1/events/{workshop.slug}/").json()["venue"] is None


@pytest.mark.parametrize(("name", "typed"), [("room_en", "x" * 201), ("directions_es", "x" * 3_001), ("food_en", "x" * 501)])
def test_what_is_too_long_is_said_beside_the_field_and_nothing_is_changed(desk, workshop, now, name, typed):
    venues.write(workshop, SAID, now=now)

    page = desk.post(at(workshop), {name: typed})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [name]
    assert typed in page.content.decode()
    assert stored(workshop).room_en == "Room 210"


def test_the_rule_takes_nothing_that_is_too_long_either(workshop, now):
    with pytest.raises(Unfit):
        venues.write(workshop, {"room_en": "x" * 201}, now=now)


def test_who_writes_later_sees_what_stands_and_may_insist(desk, workshop, now):
    opened = desk.get(at(workshop)).context["version"]
    venues.write(workshop, SAID, now=now)

    page = desk.post(at(workshop), {"room_en": "Garden", "opened": opened})
    before = stored(workshop).room_en
    desk.post(at(workshop), {"room_en": "Garden", "opened": page.context["version"]})

    assert "Somebody changed this while you were writing" in page.content.decode()
    assert "<dd>Room 210</dd>" in page.content.decode()
    assert (before, stored(workshop).room_en) == ("Room 210", "Garden")


def test_the_mail_names_the_room_and_leads_to_the_rest(workshop, now):
    venues.write(workshop, SAID, now=now)
    rosa = signup.Details("Rosa", "rosa@valle.example", language="es", zone="America/Mexico_City")
    signup.register(workshop, details=rosa, now=now)

    sending.drain()

    sent = mail.outbox[-1]
    assert "Main Street 1, Fresno, Sala 210\n" in sent.body
    assert f"/es{workshop.get_absolute_url()}#place" in sent.body
    assert "<br>Sala 210<br>" in sent.alternatives[0].content


def test_who_is_registered_and_who_speaks_read_the_room_on_their_own_pages(client, workshop, now):
    venues.write(workshop, SAID, now=now)
    rosa, zoe = factories.RegistrationFactory(event=workshop, seat="room"), factories.EngagementFactory(event=workshop)

    mine, theirs = (client.get(path).content.decode() for path in (links.path("my", rosa), speaking_path(zoe)))

    room = f'Main Street 1, Fresno</strong>, <span>Room 210</span> · <a href="{workshop.get_absolute_url()}#place">'
    assert [room in mine, room in theirs] == [True, True]


def test_programs_read_it_in_both_languages(client, workshop, now):
    venues.write(workshop, SAID, now=now)

    told = client.get(f"/api/v1/events/{workshop.slug}/").json()["venue"]

    assert (told["room"], told["food"]) == ({"en": "Room 210", "es": "Sala 210"}, {"en": "", "es": ""})


def test_a_copy_says_the_same_of_its_place(workshop, now):
    venues.write(workshop, SAID, now=now)

    made = copying.copy(workshop, Copy(uuid4(), FRIDAY), now=now)

    assert {name: getattr(stored(made), name) for name in SAID} == SAID
