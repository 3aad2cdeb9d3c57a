"""Writing an event on one page."""

from datetime import UTC, datetime, time

import pytest

from events_service.events.models import Appearance, Event, OldSlug, Room, Series
from tests import factories


@pytest.fixture
def desk(client, organizer, time_machine, now):
    time_machine.move_to(now, tick=False)
    client.force_login(organizer)
    return client


@pytest.fixture
def typed(institute):
    """What an organizer types for a webinar on Thursday 3 December 2037 at ten in Los Angeles."""
    return {
        "organization": institute.pk,
        "title_en": "Who counts?",
        "language": "en",
        "kind": "webinar",
        "presence": "online",
        "zone": "America/Los_Angeles",
        "starts": "2037-12-03T10:00",
        "ends": "2037-12-03T11:30",
        "has_waitlist": "on",
        "will_be_recorded": "on",
        "act": "save",
    }


def new(desk, typed, **changed):
    return desk.post("/desk/events/new/", typed | changed)


def errors(page):
    return {name: list(sentences) for name, sentences in page.context["form"].errors.items()}


def page_of(event):
    """What the form of an event holds before anything is changed."""
    return {
        "title_en": event.title_en,
        "language": "en",
        "kind": event.kind,
        "presence": event.presence,
        "slug": event.slug,
        "has_waitlist": "on",
        "will_be_recorded": "on",
        "act": "save",
    }


def edit(desk, event, **changed):
    address = f"/desk/events/{event.slug}/edit/"
    opened = desk.get(address).context["form"]["opened"].value()
    return desk.post(address, page_of(event) | {"event": event.pk, "opened": opened} | changed)


def test_what_was_typed_becomes_a_draft_hosted_by_the_institute(desk, typed, institute):
    answer = new(desk, typed)

    event = Event.objects.get()
    assert (event.title_en, event.published_at, event.zone) == ("Who counts?", None, "America/Los_Angeles")
    assert (event.starts_at, event.ends_at) == (datetime(2037, 12, 3, 18, tzinfo=UTC), datetime(2037, 12, 3, 19, 30, tzinfo=UTC))
    assert [hosting.organization for hosting in event.hostings.all()] == [institute]
    assert answer.url == f"/desk/events/{event.slug}/"


def test_a_saved_event_is_read_back_as_a_sentence(desk, typed):
    page = desk.post("/desk/events/new/", typed, follow=True)

    assert "Thursday, December 3, 2037, 10:00 – 11:30 AM Pacific Time" in page.content.decode()


def test_save_and_publish_does_both(desk, typed, now):
    new(desk, typed, act="publish")

    assert Event.objects.get().published_at == now


def test_everything_on_the_page_is_kept(desk, typed):
    series = factories.SeriesFactory()

    new(
        desk,
        typed,
        title_es="¿Quién cuenta?",
        summary_en="A talk.",
        text_en="## Why\r\nBecause.",
        presence="hybrid",
        place="12 Main Street",
        series=series.pk,
        room_url="https://meet.example.org/room",
        room_passcode="1234",
        room_phone="+1 555 0100",
        speakers="Paula Arce, economist at Valley, and more\n\n  Owen Tran \n",
        capacity="50",
        opens="2037-11-25T09:00",
        closes="2037-12-03T09:00",
    )

    event = Event.objects.get()
    room = Room.objects.get(event=event)
    speakers = [(part.speaker.name, part.speaker.about) for part in Appearance.objects.filter(event=event)]
    assert (event.title_es, event.summary_en, event.text_en) == ("¿Quién cuenta?", "A talk.", "## Why\nBecause.")
    assert (event.presence, event.place, event.series, event.capacity) == ("hybrid", "12 Main Street", series, 50)
    assert (room.url, room.passcode, room.phone) == ("https://meet.example.org/room", "1234", "+1 555 0100")
    assert speakers == [("Paula Arce", "economist at Valley, and more"), ("Owen Tran", "")]
    assert event.registration_opens_at == datetime(2037, 11, 25, 17, tzinfo=UTC)
    assert event.registration_closes_at == datetime(2037, 12, 3, 17, tzinfo=UTC)


def test_an_end_left_out_is_an_hour_and_a_half_after_the_start(desk, typed):
    new(desk, typed, ends="")

    assert Event.objects.get().ends_at == datetime(2037, 12, 3, 19, 30, tzinfo=UTC)


def test_an_end_left_out_counts_elapsed_time_over_a_change_of_the_clocks(desk, typed):
    new(desk, typed, starts="2037-11-01T00:30", ends="")

    event = Event.objects.get()
    assert event.ends_at - event.starts_at == datetime(2037, 1, 1, 1, 30) - datetime(2037, 1, 1)  # noqa: DTZ001  a length
    assert (event.ends_time, event.ends_fold) == (time(1, 0), 1)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"title_en": ""}, {"title_en": ["Enter a title"]}),
        ({"starts": ""}, {"starts": ["Enter when it starts"]}),
        ({"starts": "next Thursday"}, {"starts": ["Enter a date and a time, like 2026-12-03 10:00"]}),
        ({"starts": "2037-12-03T10:00+01:00"}, {"starts": ["Enter a date and a time, like 2026-12-03 10:00"]}),
        ({"starts": "0001-01-01T00:00"}, {"starts": ["Enter a date and a time, like 2026-12-03 10:00"]}),
        ({"ends": "9999-12-31T23:59"}, {"ends": ["Enter a date and a time, like 2026-12-03 10:00"]}),
        ({"zone": "Mars/Base"}, {"zone": ["Choose a time zone from the list"]}),
        ({"presence": "in_person"}, {"place": ["Enter the place, or choose Online"]}),
        ({"room_url": "meet"}, {"room_url": ["Enter a whole address, like https://meet.example.org/room"]}),
        ({"room_url": "javascript:alert(1)"}, {"room_url": ["Enter a whole address, like https://meet.example.org/room"]}),
        ({"room_passcode": "1234"}, {"room_url": ["Enter the address of the room too"]}),
        ({"capacity": "0"}, {"capacity": ["Enter at least 1, or nothing for everybody"]}),
        ({"capacity": "1000001"}, {"capacity": ["Enter at most 1,000,000, or nothing for everybody"]}),
        ({"capacity": "many"}, {"capacity": ["Enter a whole number"]}),
        ({"opens": "2037-03-08T02:30"}, {"opens": ["There is no 02:30 on 2037-03-08 in America/Los_Angeles: the clocks jump over it."]}),
        (
            {"speakers": "P" * 121},
            {"speakers": [f"A name has at most 120 characters, and who they are at most 300: “{'P' * 60}…”"]},
        ),
        ({"speakers": ", economist"}, {"speakers": ["A line has to begin with a name: “, economist”"]}),
        (
            {"opens": "2037-12-02T10:00", "closes": "2037-12-01T10:00"},
            {"closes": ["Registration has to close after it opens"]},
        ),
    ],
)
def test_what_cannot_be_is_refused_beside_the_field_and_nothing_is_saved(desk, typed, changed, expected):
    page = new(desk, typed, **changed)

    assert (page.status_code, errors(page)) == (422, expected)
    assert not Event.objects.exists()


def test_a_title_in_spanish_alone_is_enough(desk, typed):
    new(desk, typed, title_en="", title_es="¿Quién cuenta?")

    assert Event.objects.get().title_es == "¿Quién cuenta?"


def test_what_was_typed_is_kept_when_something_is_refused(desk, typed):
    page = new(desk, typed, title_en="", summary_en="A “talk” & more", starts="2037-12-03T10:00").content.decode()

    assert ">\nA “talk” &amp; more</textarea>" in page
    assert 'value="2037-12-03T10:00"' in page


def test_an_end_before_the_start_is_refused_at_the_end(desk, typed):
    page = new(desk, typed, ends="2037-12-03T09:00")

    assert list(errors(page)) == ["ends"]


def test_a_time_that_the_clocks_jump_over_is_refused_with_a_sentence(desk, typed):
    page = new(desk, typed, starts="2037-03-08T02:30", ends="2037-03-08T04:00")

    assert "the clocks jump over it" in errors(page)["starts"][0]


def test_an_hour_that_repeats_asks_which_and_takes_the_answer(desk, typed):
    asked = new(desk, typed, starts="2037-11-01T01:30", ends="2037-11-01T04:00")
    new(desk, typed, starts="2037-11-01T01:30", ends="2037-11-01T04:00", starts_which="1")

    assert errors(asked) == {"starts_which": ["This time comes twice, because the clocks go back. Say which one"]}
    assert "Which of the two?" in asked.content.decode()
    assert Event.objects.get().starts_at == datetime(2037, 11, 1, 9, 30, tzinfo=UTC)


def test_an_end_that_repeats_asks_which_too(desk, typed):
    asked = new(desk, typed, starts="2037-11-01T00:00", ends="2037-11-01T01:30")
    new(desk, typed, starts="2037-11-01T00:00", ends="2037-11-01T01:30", ends_which="0")

    assert list(errors(asked)) == ["ends_which"]
    assert Event.objects.get().ends_at == datetime(2037, 11, 1, 8, 30, tzinfo=UTC)


def test_a_new_event_begins_in_the_zone_of_its_host(desk):
    assert '<option value="America/Los_Angeles" selected>' in desk.get("/desk/events/new/").content.decode()


def test_nobody_is_asked_which_where_there_is_only_one(desk):
    assert "Which of the two?" not in desk.get("/desk/events/new/").content.decode()


def test_a_preview_shows_what_was_typed_and_saves_nothing(desk, typed):
    page = new(desk, typed, act="preview", text_en="**Because** <script>x</script>").content.decode()

    assert "<strong>Because</strong>" in page
    assert "<script>x" not in page
    assert "Thursday, December 3, 2037, 10:00 – 11:30 AM Pacific Time · 12:00 – 1:30 PM in Mexico City · 7:00 – 8:30 PM in Madrid" in page
    assert not Event.objects.exists()


def test_a_preview_of_half_an_event_shows_the_half(desk):
    page = desk.post("/desk/events/new/", {"text_en": "*So far*", "act": "preview"})

    assert "<em>So far</em>" in page.content.decode()


def test_an_event_is_edited_and_what_was_not_touched_stays(desk, webinar):
    edit(desk, webinar, title_en="Who counts now?")

    webinar.refresh_from_db()
    assert webinar.title_en == "Who counts now?"
    assert webinar.starts_at == datetime(2037, 12, 3, 18, tzinfo=UTC)


def test_the_times_of_a_published_event_are_not_in_the_form(desk, webinar):
    page = desk.get(f"/desk/events/{webinar.slug}/edit/").content.decode()
    edit(desk, webinar, zone="UTC", starts="2037-12-24T10:00", ends="2037-12-24T11:00")

    webinar.refresh_from_db()
    assert 'name="starts"' not in page
    assert f"/desk/events/{webinar.slug}/reschedule/" in page
    assert webinar.starts_at == datetime(2037, 12, 3, 18, tzinfo=UTC)


def test_the_times_of_a_draft_are_changed_in_the_form(desk, institute):
    draft = factories.EventFactory(host=institute, published_at=None)

    edit(desk, draft, zone="UTC", starts="2037-12-24T10:00", ends="2037-12-24T11:00")

    draft.refresh_from_db()
    assert (draft.zone, draft.starts_at) == ("UTC", datetime(2037, 12, 24, 10, tzinfo=UTC))


def test_a_draft_without_a_date_keeps_it_so_and_can_be_edited(desk, institute, now):
    draft = factories.EventFactory(
        host=institute,
        published_at=None,
        precision="none",
        starts_on=None,
        ends_on=None,
        starts_time=None,
        ends_time=None,
        starts_at=None,
        ends_at=None,
    )

    answer = edit(desk, draft, title_en="Found in the attic", act="publish")

    draft.refresh_from_db()
    assert answer.status_code == 302
    assert (draft.title_en, draft.precision, draft.published_at) == ("Found in the attic", "none", now)


def test_a_changed_address_leaves_the_old_one_behind(desk, webinar):
    old = webinar.slug
    edit(desk, webinar, slug="who-counts-now")

    assert OldSlug.objects.get().slug == old


def test_an_address_that_is_taken_is_refused_beside_the_field(desk, webinar, institute):
    other = factories.EventFactory(host=institute)

    page = edit(desk, webinar, slug=other.slug)

    assert (page.status_code, list(errors(page))) == (422, ["slug"])


@pytest.mark.parametrize("slug", ["Who counts", "ñ", "a/b"])
def test_an_address_with_other_signs_is_refused(desk, webinar, slug):
    page = edit(desk, webinar, slug=slug)

    assert errors(page) == {"slug": ["Use small letters, digits and hyphens only"]}


def test_emptying_the_room_takes_it_away(desk, webinar):
    Room.objects.create(event=webinar, url="https://meet.example.org/room")

    edit(desk, webinar)

    assert not Room.objects.exists()


def test_a_moderator_stays_one_when_the_page_is_edited(desk, webinar, institute):
    speaker = institute.speakers.create(name="Owen Tran", about="host")
    Appearance.objects.create(event=webinar, speaker=speaker, role="moderator")

    edit(desk, webinar, speakers="Owen Tran, host\nPaula Arce")

    assert [(part.speaker.name, part.role) for part in webinar.appearances.all()] == [("Owen Tran", "moderator"), ("Paula Arce", "speaker")]


def test_a_draft_is_published_at_a_button(desk, institute, now):
    draft = factories.EventFactory(host=institute, published_at=None)

    answer = desk.post(f"/desk/events/{draft.slug}/publish/")

    draft.refresh_from_db()
    assert (answer.url, draft.published_at) == (f"/desk/events/{draft.slug}/", now)


def test_a_draft_is_previewed_in_both_languages(desk, institute):
    draft = factories.EventFactory(host=institute, published_at=None, title_es="¿Quién cuenta?", text_es="*Porque sí*")

    page = desk.get(f"/desk/events/{draft.slug}/preview/").content.decode()

    assert '<article class="phone" lang="es">' in page
    assert page.count("<em>Porque sí</em>") == 2  # in the place of the English one too


def test_a_series_is_made_and_offered(desk, institute, now):
    desk.post("/desk/series/new/", {"organization": institute.pk, "title_en": "Out loud", "text_en": "Why"})

    series = Series.objects.get()
    assert (series.title_en, series.published_at) == ("Out loud", now)
    assert f'<option value="{series.pk}">Out loud</option>' in desk.get("/desk/events/new/").content.decode()


def test_a_series_needs_a_title(desk, institute):
    page = desk.post("/desk/series/new/", {"organization": institute.pk})

    assert errors(page) == {"title_en": ["Enter a title"]}


def test_nobody_writes_in_the_name_of_another_organization(desk, typed, stranger):
    elsewhere = stranger.memberships.get().organization

    page = new(desk, typed, organization=elsewhere.pk)

    assert list(errors(page)) == ["organization"]


def test_nobody_takes_the_series_of_another_organization(desk, typed, stranger):
    series = factories.SeriesFactory(host=stranger.memberships.get().organization)

    page = new(desk, typed, series=series.pk)

    assert list(errors(page)) == ["series"]


@pytest.mark.parametrize("path", ["/desk/events/new/", "/desk/series/new/"])
def test_a_viewer_makes_nothing(client, institute, path):
    client.force_login(factories.MembershipFactory(organization=institute, role="viewer").user)

    assert client.get(path).status_code == 404
    assert client.post(path, {"title_en": "Mine"}).status_code == 404


def test_save_and_publish_later_saves_a_draft_and_asks_when(desk, typed):
    answer = new(desk, typed, act="later")

    event = Event.objects.get()
    assert (answer.url, event.published_at) == (f"/desk/events/{event.slug}/publish/later/", None)


def test_the_page_after_saving_names_the_draft_that_may_be_forgotten(desk, typed):
    page = desk.post("/desk/events/new/", typed | {"draft": "m3x"}, follow=True)

    assert 'data-saved="m3x"' in page.content.decode()


def test_a_refused_page_goes_on_with_its_draft(desk, typed):
    page = new(desk, typed, title_en="", draft="m3x").content.decode()

    assert 'name="draft" value="m3x"' in page


def test_the_editor_counts_what_is_missing_in_a_language(desk, webinar):
    webinar.summary_es = webinar.text_en = "Said"
    webinar.save()

    page = desk.get(f"/desk/events/{webinar.slug}/edit/").content.decode()

    assert '<a href="#id_summary_en">1 text is missing in English: the other language stands in its place.</a>' in page
    assert '<a href="#id_title_es">2 texts are missing in Spanish: the other language stands in their place.</a>' in page


def test_the_count_is_of_what_was_typed(desk, typed):
    page = new(desk, typed, act="preview", title_es="¿Quién cuenta?")

    assert page.context["untranslated"] == []


@pytest.mark.parametrize(
    ("referer", "onward"),
    [
        ("http://testserver/desk/events/new/?from=desk", "/desk/events/new/%3Ffrom%3Ddesk"),
        ("https://elsewhere.example/desk/events/new/", ""),
        ("", ""),
    ],
)
def test_who_is_signed_out_while_typing_comes_back_to_the_form(client, site, referer, onward):
    answer = client.post("/desk/events/new/", {"title_en": "Typed"}, headers={"referer": referer})

    assert answer.url == f"/sign-in/?next={onward}"
