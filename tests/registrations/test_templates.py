"""Templates: what an organization writes again and again, in no list of events and used with two fields."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.db import connections

from events_service.accounts.models import Deed
from events_service.events.domain import access, covers, pictures, programme, publishing, reading, scheduling, venues
from events_service.events.domain import templates as events_templates
from events_service.events.domain.access import Offer
from events_service.events.domain.copying import Copy
from events_service.events.domain.programme import Item
from events_service.events.domain.reading import Reading
from events_service.events.models import Appearance, Event, EventTemplate, Hosting, Picture, Room, Speaker
from events_service.lib import jobs
from events_service.lib.errors import DomainError
from registrations.domain import reminders, templates
from tests import factories

wall = datetime.fromisoformat


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


@pytest.fixture
def rich(institute, now):
    """The webinar with everything that can be written of one, and people who come."""
    event = factories.EventFactory(
        host=institute,
        series=factories.SeriesFactory(host=institute),
        title_es="¿Quién cuenta?",
        summary_en="A talk.",
        text_es="## Por qué",
        kind="training",
        presence="hybrid",
        place="12 Main Street",
        capacity=50,
        needs_approval=True,
        unlisted=True,
        registration_opens_at=datetime(2037, 11, 19, 18, tzinfo=UTC),
    )
    paula = factories.SpeakerFactory(organization=institute, name="Paula Arce")
    Appearance.objects.create(event=event, speaker=paula, role="moderator")
    Room.objects.create(event=event, url="https://meet.example.org/secret-room", passcode="1234")
    access.offer(event, Offer("captions", "en", "confirmed", date(2037, 11, 26), detail_en="In the room", note="Call Ana"), now=now)
    programme.write(event, [Item(wall("2037-12-03T10:15").time(), "Welcome")], now=now)
    reading.add(event, Reading("Care work", "https://example.org/care", precision="month", published_on=date(2037, 3, 1)), now=now)
    reading.add(event, Reading("Undated", "https://example.org/undated"), now=now)
    venues.write(event, {"room_en": "Second floor", "food_es": "Café"}, now=now)
    covers.put(event, Picture.objects.create(width=800, height=450, widths=[400, 800], made_at=now), alt_en="Hands weaving", alt_es="")
    factories.RegistrationFactory(event=event)
    reminders.switch_on(event, "day", note="Bring a question.", now=now)
    return event


@pytest.fixture
def template(rich, institute, organizer, now):
    return templates.save(rich, institute, name="Monthly talk", by=organizer, now=now)


@pytest.fixture
def bells(monkeypatch):
    """What was rung for."""
    rung = []
    monkeypatch.setattr(jobs, "current_app", SimpleNamespace(send_task=lambda task, args, **_how: rung.append((task, args))))
    return rung


def asked(template, starts="2037-12-17T10:00", **details):
    said = events_templates.beginning(template)
    times = scheduling.lasting(said.length, starts=wall(starts), zone=said.zone)
    return Copy(UUID(int=7), times, said.titles | {"series": None} | details)


def make(template, now, **details):
    return templates.make(template, asked(template, **details), now=now)


def test_everything_that_was_written_comes_along(rich, template, now):
    made = make(template, now, series=rich.series)

    written = publishing.EVENT_DETAILS - {"source_key", "registration_opens_at"}
    assert {name: getattr(made, name) for name in written} == {name: getattr(rich, name) for name in written}
    assert (made.starts_at, made.ends_at) == (rich.starts_at + timedelta(weeks=2), rich.ends_at + timedelta(weeks=2))
    assert made.registration_opens_at == rich.registration_opens_at + timedelta(weeks=2)
    assert [(part.speaker.name, part.role) for part in made.appearances.all()] == [("Paula Arce", "moderator")]
    assert [(item.minute, item.title_en) for item in made.programme.all()] == [(15, "Welcome")]
    assert (made.venue.room_en, made.venue.food_es) == ("Second floor", "Café")
    assert [(one.title, one.published_on) for one in reading.of(made)] == [("Care work", date(2037, 3, 1)), ("Undated", None)]
    assert (made.cover.picture, made.cover.alt_en) == (rich.cover.picture, "Hands weaving")
    assert [host.organization for host in made.hostings.all()] == [host.organization for host in rich.hostings.all()]


def test_access_is_promised_and_not_booked_and_asking_ends_as_long_before(template, now):
    [service] = make(template, now).access_services.all()

    assert (service.kind, service.language, service.status) == ("captions", "en", "planned")
    assert (service.ask_by_on, service.detail_en, service.note) == (date(2037, 12, 10), "In the room", "Call Ana")


def test_reminders_come_with_what_they_say_and_are_off(template, now):
    made = make(template, now)

    assert {reminder.lead: (reminder.note, reminder.on_since) for reminder in made.reminders.all()} == {
        "week": ("", None),
        "day": ("Bring a question.", None),
        "hour": ("", None),
        "now": ("", None),
    }


def test_the_room_and_who_comes_are_not_kept(rich, template, now):
    made = make(template, now)

    assert not made.registrations.exists()
    assert not Room.objects.filter(event=made).exists()
    assert "secret-room" not in str(template.written)


def test_what_is_made_is_a_draft_of_its_own(rich, template, now):
    made = make(template, now)

    assert (made.published_at, made.sequence) == (None, 0)
    assert {made.uid, made.slug, made.seed}.isdisjoint({rich.uid, rich.slug, rich.seed})


def test_asked_twice_by_one_key_there_is_one(template, now):
    assert make(template, now) == make(template, now)


def test_a_template_stays_as_it_was_saved_when_its_event_changes_or_goes(rich, template, now):
    publishing.edit(rich, details={"summary_en": "Another talk."}, now=now)
    first = make(template, now)
    rich.delete()
    again = make(template, now, title_en="After all")

    assert (first.summary_en, again.summary_en) == ("A talk.", "A talk.")


def test_a_name_is_taken_whatever_its_case_until_it_is_said_to_be_replaced(rich, template, institute, now):
    with pytest.raises(events_templates.NameTaken):
        templates.save(rich, institute, name="MONTHLY TALK", now=now)

    replaced = templates.save(rich, institute, name="Monthly Talk", replaces=True, now=now + timedelta(days=1))
    assert (replaced.pk, replaced.name) == (template.pk, "Monthly Talk")
    assert EventTemplate.objects.count() == 1


def test_another_organization_may_use_the_same_name(rich, template, now):
    partner = factories.OrganizationFactory(name="Partner", slug="partner")
    Hosting.objects.create(event=rich, organization=partner, position=1)

    theirs = templates.save(rich, partner, name="Monthly talk", now=now)

    assert theirs != template
    assert [host.organization for host in make(theirs, now).hostings.all()] == [partner]
    assert not make(theirs, now).appearances.exists()  # Paula is known to the institute


def test_the_hosts_of_its_series_host_what_is_made(rich, template, institute, now):
    partner = factories.OrganizationFactory(name="Partner", slug="partner")
    Hosting.objects.create(series=rich.series, organization=partner, position=1)

    made = make(template, now, series=rich.series)

    assert {host.organization for host in made.hostings.all()} == {institute, partner}
    assert set(events_templates.hosts_of_made(template, rich.series)) == {institute, partner}


def test_who_was_erased_is_not_brought_along(rich, template, now):
    rich.appearances.get().speaker.delete()

    assert not make(template, now).appearances.exists()
    assert "Paula" not in str(template.written)


def test_who_belongs_to_another_organization_by_now_is_not_brought_along(rich, template, now):
    Speaker.objects.update(organization=factories.OrganizationFactory(name="Partner", slug="partner"))

    assert not make(template, now).appearances.exists()


def test_a_column_that_events_have_no_more_is_left_out(template, now):
    template.written["details"]["colour"] = "red"
    template.save()

    assert make(template, now).title_en == "Who counts as “the economy”?"


def test_what_does_not_fit_any_more_is_refused_with_a_sentence_and_nothing_is_made(template, now):
    template.written["details"]["kind"] = "seance"
    template.save()

    with pytest.raises(DomainError):
        make(template, now)
    assert Event.objects.count() == 1


def test_a_template_of_an_event_whose_time_is_not_known_asks_for_one(institute, desk, now):
    rough = factories.EventFactory(host=institute, precision="day", starts_at=None, ends_at=None, starts_time=None, ends_time=None)
    kept = templates.save(rough, institute, name="Rough", now=now)

    page = desk.get(f"/desk/templates/{kept.pk}/")

    assert page.context["form"]["starts"].value() is None
    assert make(kept, now).registration_opens_at is None


def test_its_picture_is_kept_while_a_template_shows_it_and_thrown_away_later(
    rich, template, now, bells, django_capture_on_commit_callbacks
):
    picture = template.picture
    covers.take_off(rich)
    pictures.forget(picture.pk)
    assert Picture.objects.filter(pk=picture.pk).exists()

    with django_capture_on_commit_callbacks(execute=True):
        events_templates.delete(template, now=now)
    pictures.forget(picture.pk)

    assert ("events.forget_picture", (picture.pk,)) in bells
    assert not Picture.objects.filter(pk=picture.pk).exists()


def test_replaced_by_an_event_without_a_picture_it_lets_go_of_its_own(
    rich, template, institute, now, bells, django_capture_on_commit_callbacks
):
    picture = template.picture
    covers.take_off(rich)

    with django_capture_on_commit_callbacks(execute=True):
        templates.save(rich, institute, name="Monthly talk", replaces=True, now=now)

    assert bells == [("events.forget_picture", (picture.pk,))]
    assert Picture.objects.unused().filter(pk=picture.pk).exists()


def test_deleted_twice_is_deleted_once_and_what_was_made_stays(template, organizer, now):
    made = make(template, now)

    events_templates.delete(template, by=organizer, now=now)
    events_templates.delete(template, by=organizer, now=now)

    assert list(Deed.objects.values_list("act", "what")) == [("template deleted", "Monthly talk"), ("template saved", "Monthly talk")]
    assert Event.objects.filter(pk=made.pk).exists()


def test_one_that_somebody_deletes_meanwhile_is_gone(template, now):
    EventTemplate.objects.all().delete()

    with pytest.raises(events_templates.Gone):
        templates.make(template, asked(template), now=now)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_under_one_name_at_once_one_is_told(rich, institute, now):
    def one(_number):
        try:
            return templates.save(Event.objects.get(pk=rich.pk), institute, name="Monthly talk", now=now).name
        except events_templates.NameTaken:
            return "taken"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(one, range(2))) == ["Monthly talk", "taken"]


# at the desk


def test_an_event_is_saved_and_another_made_of_it(desk, rich, now):
    desk.post(f"/desk/events/{rich.slug}/template/", {"name": "  Monthly   talk ", "organization": rich.hostings.get().organization_id})
    template = EventTemplate.objects.get()
    form = desk.get(f"/desk/templates/{template.pk}/").context["form"]
    typed = {"title_en": "January", "title_es": "Enero", "starts": "2038-01-07T10:00", "key": form["key"].value()}

    answer = desk.post(f"/desk/templates/{template.pk}/", typed)

    made = Event.objects.latest("pk")
    assert template.name == "Monthly talk"
    assert form["starts"].value() == wall("2037-12-10T10:00")
    assert answer.url == f"/desk/events/{made.slug}/"
    assert (made.title_en, made.title_es, made.series) == ("January", "Enero", rich.series)
    assert made.starts_at == datetime(2038, 1, 7, 18, tzinfo=UTC)


def test_a_name_that_is_taken_is_said_beside_the_field_and_what_was_typed_stays(desk, rich, template):
    said = {"name": "Monthly talk", "organization": template.organization_id}

    refused = desk.post(f"/desk/events/{rich.slug}/template/", said)

    assert refused.status_code == 422
    assert refused.context["form"].errors == {"name": ["There is a template of this name already."]}
    assert refused.context["form"]["name"].value() == "Monthly talk"
    assert desk.post(f"/desk/events/{rich.slug}/template/", said | {"replaces": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "field"), [({"name": ""}, "name"), ({"name": "x" * 121}, "name"), ({"name": "x", "organization": "99"}, "organization")]
)
def test_bad_input_is_told_and_nothing_is_kept(desk, rich, institute, typed, field):
    answer = desk.post(f"/desk/events/{rich.slug}/template/", {"organization": institute.pk} | typed)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not EventTemplate.objects.exists()


@pytest.mark.parametrize("starts", ["", "soon", "2038-03-14T02:30"])
def test_a_start_that_makes_no_sense_makes_nothing(desk, template, starts):
    typed = {"title_en": "X", "title_es": "Y", "starts": starts, "key": UUID(int=1)}

    answer = desk.post(f"/desk/templates/{template.pk}/", typed)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["starts"])
    assert Event.objects.count() == 1


def test_a_series_that_one_does_not_organize_any_more_is_left_out(desk, rich, template):
    partner = factories.OrganizationFactory(name="Partner", slug="partner")
    rich.series.hostings.update(organization=partner)

    page = desk.get(f"/desk/templates/{template.pk}/")

    assert page.context["series"] is None
    assert page.context["hosts"] == [template.organization]


def test_a_viewer_sees_that_it_exists_and_no_more(client, rich, template, institute):
    client.force_login(factories.MembershipFactory(organization=institute, role="viewer").user)

    page = client.get("/desk/templates/")

    assert "Monthly talk" in page.content.decode()
    assert f"/desk/templates/{template.pk}/" not in page.content.decode() + client.get("/desk/").content.decode()
    assert client.get(f"/desk/templates/{template.pk}/").status_code == 404
    assert client.post(f"/desk/templates/{template.pk}/delete/").status_code == 404
    assert EventTemplate.objects.exists()


def test_a_stranger_finds_none_of_it(client, stranger, template):
    client.force_login(stranger)

    answers = [client.get(f"/desk/templates/{template.pk}/"), client.post(f"/desk/templates/{template.pk}/delete/")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "Monthly talk" not in client.get("/desk/templates/").content.decode()


def test_it_is_deleted_at_the_desk(desk, template):
    assert "Delete the template" in desk.get("/desk/templates/").content.decode()

    page = desk.post(f"/desk/templates/{template.pk}/delete/", follow=True).content.decode()

    assert "“Monthly talk” is deleted" in page
    assert not EventTemplate.objects.exists()


def test_a_template_is_in_no_list_feed_count_or_search(client, desk, rich, template, now):
    """Its event goes, so that whatever still says its words has them of the template."""
    words = {rich.title_en, rich.title_es, rich.summary_en, "Monthly talk"}
    rich.delete()
    public = ["/", "/es/", "/archive/?q=counts", "/calendar.ics", "/organizations/valley-institute/calendar.ics", "/sitemap.xml"]
    public += ["/api/v1/events/", "/api/v1/events/?search=counts", "/events/who-counts-as-the-economy/"]

    pages = [client.get(path).content.decode() for path in [*public, "/desk/report/"]]

    assert [word for word in words if any(word in page for page in pages)] == []
    assert not Event.objects.exists()


def test_the_list_takes_as_many_queries_for_three_as_for_one(desk, rich, template, institute, now, django_assert_max_num_queries):
    def statements():
        with django_assert_max_num_queries(30) as captured:
            desk.get("/desk/templates/")
        return len(captured)

    one = statements()
    for name in ("B", "C"):
        templates.save(rich, institute, name=name, now=now)

    assert statements() == one
