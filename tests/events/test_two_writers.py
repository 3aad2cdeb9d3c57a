"""Two people write the same event at once, and neither overwrites the other without having seen it."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connections
from django.test import Client

from events_service.events.domain import editing, publishing
from events_service.events.models import Event, Room
from tests import factories


@pytest.fixture
def draft(institute):
    return factories.EventFactory(host=institute, published_at=None, summary_en="A talk.", language="en")


@pytest.fixture
def ines(organizer):
    return Writer(organizer)


@pytest.fixture
def mateo(institute):
    user = factories.UserFactory(email="mateo@valley.example", name="Mateo Ruiz")
    factories.MembershipFactory(user=user, organization=institute)
    return Writer(user)


class Writer:
    """Somebody with the form of an event open."""

    def __init__(self, user):
        self.client = Client()
        self.client.force_login(user)

    def open(self, event):
        self.address = f"/desk/events/{event.slug}/edit/"
        self.typed = sent_by(self.client.get(self.address))
        return self

    def save(self, **changed):
        """Send the form; where it is refused, go on with the page that comes."""
        self.typed |= changed
        answer = self.client.post(self.address, {"act": "save"} | self.typed)
        if answer.status_code != 302:
            self.typed = sent_by(answer)
        return answer


def sent_by(page):
    """What a browser sends of this page's form where nothing is touched."""
    form, html = page.context["form"], page.content.decode()
    values = {field.name: plainly(field.value()) for field in form}
    chosen = dict(re.findall(r'type="radio" name="(keep_\w+)" value="([^"]+)" checked', html))
    return {name: value for name, value in values.items() if value is not None} | {"event": form.event.pk} | chosen


def plainly(value):
    if isinstance(value, bool):
        return "on" if value else None
    return value.strftime("%Y-%m-%dT%H:%M") if isinstance(value, datetime) else (value if value is not None else "")


def clashes(page):
    return [(clash.name, clash.theirs, clash.mine, clash.is_mine_changed) for clash in page.context["clashes"]]


def choice(page, name, whose):
    return {f"keep_{name}": f"{whose}:{next(clash.seen for clash in page.context['clashes'] if clash.name == name)}"}


def test_a_save_over_what_somebody_else_wrote_is_refused_and_says_who(ines, mateo, draft):
    mateo.open(draft)
    ines.open(draft).save(title_en="Who counts today?")

    page = mateo.save(summary_en="A long talk.")

    draft.refresh_from_db()
    assert page.status_code == 409
    assert "Ines Valdivia changed this while you were writing" in page.content.decode()
    assert (draft.title_en, draft.summary_en) == ("Who counts today?", "A talk.")


def test_what_the_other_one_wrote_stands_beside_what_was_typed(ines, mateo, draft):
    mateo.open(draft)
    ines.open(draft).save(title_en="Hers", kind="workshop", has_waitlist="", capacity="40", starts="2037-12-03T10:15")

    page = mateo.save(title_en="His", starts="2037-12-03T09:00")

    assert clashes(page) == [
        ("starts", "2037-12-03 10:15", "2037-12-03 09:00", True),
        ("title_en", "Hers", "His", True),
        ("kind", "Workshop", "Webinar", False),
        ("capacity", "40", "", False),
        ("has_waitlist", "No", "Yes", False),
    ]


def test_what_was_typed_stays_in_the_form(ines, mateo, draft):
    mateo.open(draft)
    ines.open(draft).save(title_en="Hers")

    page = mateo.save(title_en="His", text_en="Much that nobody wants to type again")

    assert page.context["form"]["title_en"].value() == "His"
    assert "Much that nobody wants to type again" in page.content.decode()


def test_theirs_is_taken_where_theirs_is_chosen(ines, mateo, draft):
    mateo.open(draft)
    ines.open(draft).save(title_en="Hers", unlisted="on", starts="2037-12-04T10:00", ends="2037-12-04T12:00")
    page = mateo.save(title_en="His", summary_en="His too", starts="2037-12-03T09:00")

    mateo.save(**choice(page, "title_en", "theirs"), **choice(page, "starts", "theirs"))

    draft.refresh_from_db()
    assert (draft.title_en, draft.summary_en, draft.unlisted) == ("Hers", "His too", True)
    assert (draft.starts_at, draft.ends_at) == (datetime(2037, 12, 4, 18, tzinfo=UTC), datetime(2037, 12, 4, 20, tzinfo=UTC))


def test_mine_is_taken_where_mine_is_chosen(ines, mateo, draft):
    mateo.open(draft)
    ines.open(draft).save(title_en="Hers")
    page = mateo.save(title_en="His")

    mateo.save(**choice(page, "title_en", "mine"))

    draft.refresh_from_db()
    assert draft.title_en == "His"


def test_what_i_did_not_touch_takes_theirs_without_a_choice(ines, mateo, draft):
    mateo.open(draft)
    ines.open(draft).save(title_en="Hers")
    mateo.save(summary_en="His")

    mateo.save()

    draft.refresh_from_db()
    assert (draft.title_en, draft.summary_en) == ("Hers", "His")


def test_what_both_wrote_is_asked_until_it_is_answered(ines, mateo, draft):
    mateo.open(draft)
    ines.open(draft).save(title_en="Hers")
    mateo.save(title_en="His")

    again = mateo.save()

    draft.refresh_from_db()
    assert (again.status_code, clashes(again)) == (409, [("title_en", "Hers", "His", True)])
    assert draft.title_en == "Hers"


def test_a_third_version_is_asked_about_once_more(ines, mateo, draft):
    mateo.open(draft)
    ines.open(draft).save(title_en="Hers")
    page = mateo.save(title_en="His")
    ines.open(draft).save(title_en="Hers, better")

    again = mateo.save(**choice(page, "title_en", "mine"))

    assert clashes(again) == [("title_en", "Hers, better", "His", True)]


def test_two_who_write_the_same_are_no_clash(ines, mateo, draft):
    mateo.open(draft)
    ines.open(draft).save(title_en="The same")

    assert mateo.save(title_en="The same").status_code == 302


def test_the_room_and_the_speakers_are_guarded_too(ines, mateo, draft):
    mateo.open(draft)
    ines.open(draft).save(room_url="https://meet.example.org/hers", speakers="Paula Arce, economist")

    page = mateo.save(room_url="https://meet.example.org/his")

    assert clashes(page) == [
        ("room_url", "https://meet.example.org/hers", "https://meet.example.org/his", True),
        ("speakers", "Paula Arce, economist", "", False),
    ]
    assert Room.objects.get().url == "https://meet.example.org/hers"


def test_publishing_over_it_is_refused_too(ines, mateo, draft):
    mateo.open(draft)
    ines.open(draft).save(title_en="Hers")

    page = mateo.save(act="publish")

    draft.refresh_from_db()
    assert (page.status_code, draft.published_at) == (409, None)


def test_times_typed_for_what_was_published_meanwhile_are_not_dropped_in_silence(mateo, draft, now):
    mateo.open(draft)
    publishing.publish(Event.objects.get(), now=now)

    page = mateo.save(starts="2037-12-05T10:00", ends="2037-12-05T11:00", title_en="His")
    saved = mateo.save()

    draft.refresh_from_db()
    assert (page.status_code, saved.status_code) == (409, 302)
    assert "You typed: 2037-12-05T10:00 to 2037-12-05T11:00, America/Los_Angeles." in page.content.decode()
    assert (draft.title_en, draft.starts_at) == ("His", datetime(2037, 12, 3, 18, tzinfo=UTC))


def test_a_new_address_does_not_lose_what_somebody_types_at_the_old_one(ines, mateo, draft):
    mateo.open(draft)
    ines.open(draft).save(slug="elsewhere-now")

    page = mateo.save(title_en="His")
    mateo.save()

    draft.refresh_from_db()
    assert [clash[:2] for clash in clashes(page)] == [("slug", "elsewhere-now")]
    assert (draft.title_en, draft.slug) == ("His", "elsewhere-now")


def test_a_form_that_does_not_say_what_it_was_opened_with_overwrites_nothing(mateo, draft):
    mateo.open(draft).typed["opened"] = ""

    page = mateo.save(title_en="His")

    draft.refresh_from_db()
    assert (page.status_code, draft.title_en) == (409, "Who counts as “the economy”?")


def test_ones_own_other_window_is_called_that(ines, draft):
    first, second = Writer.__new__(Writer), ines
    first.client = ines.client
    first.open(draft)
    second.open(draft).save(title_en="In one window")

    page = first.save(title_en="In the other")

    assert "You changed this in another window" in page.content.decode()


def test_nobody_opens_the_event_of_others_by_its_number(stranger, draft):
    eve = Writer(stranger)

    answer = eve.client.post("/desk/events/anything/edit/", {"event": draft.pk, "title_en": "Eve was here", "act": "save"})

    assert answer.status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_the_same_moment_one_is_told(institute, now):
    draft = factories.EventFactory(host=institute, published_at=None)
    before = editing.standing(draft)
    opened = editing.Version.of(before)

    def write(title):
        written = editing.Written({**before.details, "title_en": title}, before.times, before.room, before.speakers)
        try:
            editing.change(Event.objects.get(pk=draft.pk), written=written, opened=opened, publish=False, now=now)
        except editing.ChangedMeanwhile as refusal:
            return refusal.names
        finally:
            connections.close_all()
        return set()

    with ThreadPoolExecutor(4) as pool:
        refused = sorted(pool.map(write, ("One", "Two", "Three", "Four")), key=len)

    assert refused == [set(), {"title_en"}, {"title_en"}, {"title_en"}]
