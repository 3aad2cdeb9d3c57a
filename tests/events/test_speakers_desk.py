"""The desk's pages about who speaks."""

from datetime import timedelta

import pytest
from django.urls import reverse

from events_service.events.models import Appearance, Engagement, GreenRoom, Speaker
from tests import factories
from tests.registrations.cast import deliver

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


@pytest.fixture
def zoe(webinar, institute):
    """Zoe, with an address and not invited."""
    speaker = factories.SpeakerFactory(organization=institute)
    factories.AppearanceFactory(event=webinar, speaker=speaker)
    return factories.EngagementFactory(event=webinar, speaker=speaker)


def at(event, page=""):
    return f"/desk/events/{event.slug}/speakers/{page}"


def words(response):
    return " ".join(response.content.decode().split())


NEW = {"name": "Zoe Prado", "about": "Economist", "role": "moderator", "email": "zoe@prado.example", "language": "es"}


def test_a_person_is_added_with_part_and_address_and_nobody_is_written_to(desk, webinar):
    page = desk.post(at(webinar), NEW, follow=True)

    engagement = Engagement.objects.get()
    assert (engagement.email, engagement.language, engagement.invited_at) == ("zoe@prado.example", "es", None)
    assert Appearance.objects.get().role == "moderator"
    assert "Zoe Prado is on the list. Nobody was written to yet." in words(page)
    assert "Not invited yet" in words(page)
    assert deliver() == []


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": " "}, "Enter a name"),
        ({"email": "zoe at prado"}, "Enter an address, like name@example.org"),
        ({"role": "singer"}, "singer"),
        ({"name": "x" * 121}, "at most 120 characters"),
    ],
)
def test_what_cannot_be_added_is_said_and_kept_as_typed(desk, webinar, changed, sentence):
    page = desk.post(at(webinar), NEW | changed)

    assert (page.status_code, Speaker.objects.count()) == (422, 0)
    assert sentence in words(page)
    assert "Economist" in words(page)


def test_who_stands_there_is_not_added_twice(desk, webinar):
    desk.post(at(webinar), NEW)

    page = desk.post(at(webinar), NEW)

    assert (page.status_code, Appearance.objects.count()) == (422, 1)
    assert "Zoe Prado stands there already." in words(page)


def test_of_a_person_who_is_known_the_address_comes_along(desk, institute, webinar, zoe):
    following = factories.EventFactory(host=institute)

    offered = desk.get(at(following)).content.decode()
    desk.post(at(following), NEW | {"email": "", "about": ""})

    assert '<option value="Zoe Prado">' in offered
    assert Engagement.objects.get(event=following).email == "zoe@prado.example"
    assert Speaker.objects.count() == 1


def test_an_address_does_not_come_along_from_an_event_that_one_does_not_organize(desk, institute, stranger, webinar):
    elsewhere = stranger.memberships.get().organization
    theirs = factories.EventFactory(host=elsewhere)
    speaker = factories.SpeakerFactory(organization=institute)
    factories.EngagementFactory(event=theirs, speaker=speaker, email="secret@prado.example")

    desk.post(at(webinar), NEW | {"email": ""})

    assert not Engagement.objects.filter(event=webinar).exists()


def test_before_the_invitation_leaves_the_page_says_who_gets_it_and_who_does_not(desk, webinar, institute, zoe):
    factories.AppearanceFactory(event=webinar, speaker=factories.SpeakerFactory(organization=institute, name="Bo Lund"))

    page = words(desk.get(at(webinar, "invite/")))

    assert "<b>Zoe Prado</b> · zoe@prado.example · Speaker · English" in page
    assert "No mail, because the address is missing" in page
    assert "Bo Lund" in page
    assert "Invite 1 person" in page
    assert deliver() == []


def test_inviting_writes_to_each_once_whoever_presses_twice(desk, webinar, zoe):
    first = words(desk.post(at(webinar, "invite/"), follow=True))
    second = words(desk.post(at(webinar, "invite/"), follow=True))

    assert "1 person is invited: the mail is on its way." in first
    assert "Invited on Tue, Nov 24" in first
    assert "No mail leaves: everybody was invited" in second
    assert len(deliver()) == 1


def test_what_each_has_answered_stands_on_the_list(desk, webinar, zoe, now):
    Engagement.objects.update(invited_at=now, told_starts_at=webinar.starts_at)
    open_ = words(desk.get(at(webinar)))
    Engagement.objects.update(consent="no", consent_at=now, confirmed_at=now)
    answered = words(desk.get(at(webinar)))

    assert "Recording: no answer yet" in open_
    assert "Details not confirmed yet" in open_
    assert "Not to be recorded" in answered
    assert "Details confirmed" in answered


def test_a_person_can_be_written_anew_in_several_parts(desk, webinar, zoe):
    person = at(webinar, f"{zoe.speaker_id}/")
    said = {"act": "save", "name": "Zoë Prado", "about": "Economist", "roles": ["speaker", "interpreter"], "email": "z@prado.example"}

    answer = desk.post(person, said | {"language": "en"})

    assert answer.url == at(webinar)
    assert sorted(Appearance.objects.values_list("role", flat=True)) == ["interpreter", "speaker"]
    assert (Speaker.objects.get().name, Engagement.objects.get().email) == ("Zoë Prado", "z@prado.example")


def test_two_people_cannot_have_one_name(desk, webinar, institute, zoe):
    factories.SpeakerFactory(organization=institute, name="Bo Lund")
    said = {"act": "save", "name": "Bo Lund", "about": "", "roles": ["speaker"], "email": "", "language": "en"}

    page = desk.post(at(webinar, f"{zoe.speaker_id}/"), said)

    assert (page.status_code, "Another person here is called “Bo Lund”" in words(page)) == (422, True)


def test_who_was_invited_keeps_an_address(desk, webinar, zoe, now):
    Engagement.objects.update(invited_at=now, told_starts_at=webinar.starts_at)
    said = {"act": "save", "name": "Zoe Prado", "about": "", "roles": ["speaker"], "email": "", "language": "en"}

    page = desk.post(at(webinar, f"{zoe.speaker_id}/"), said)

    assert (page.status_code, "Enter an address, or take the person off" in words(page)) == (422, True)


def test_the_invitation_goes_again_and_the_link_can_be_made_invalid(desk, webinar, zoe, now, time_machine):
    desk.post(at(webinar, "invite/"))
    person = at(webinar, f"{zoe.speaker_id}/")
    at_once = words(desk.post(person, {"act": "again"}))
    time_machine.move_to(now + timedelta(minutes=3))
    again = words(desk.post(person, {"act": "again"}, follow=True))
    invalid = words(desk.post(person, {"act": "revoke"}, follow=True))

    assert "The last mail left a moment ago." in at_once
    assert "The invitation goes to Zoe Prado again." in again
    assert "The link of Zoe Prado leads nowhere now." in invalid
    assert Engagement.objects.get().link_version == 2


def test_taking_a_person_off_says_which_mail_leaves_and_sends_it(desk, webinar, zoe):
    desk.post(at(webinar, "invite/"))
    deliver()
    person = at(webinar, f"{zoe.speaker_id}/")

    warned = words(desk.get(person))
    desk.post(person, {"act": "remove"})

    assert "Zoe Prado gets a mail at zoe@prado.example that says so" in warned
    assert [mail.subject.split(":")[0] for mail in deliver()] == ["You are off the list"]
    assert desk.get(person).status_code == 404


def test_the_order_can_be_changed(desk, webinar, institute, zoe):
    bo = factories.SpeakerFactory(organization=institute, name="Bo Lund")
    factories.AppearanceFactory(event=webinar, speaker=bo, position=1)

    desk.post(at(webinar), {"up": bo.pk})

    assert [appearance.speaker.name for appearance in webinar.appearances.select_related("speaker")] == ["Bo Lund", "Zoe Prado"]


def test_nonsense_moves_nobody(desk, webinar, zoe):
    assert desk.post(at(webinar), {"up": "first"}).status_code == 302


def test_the_green_room_is_set_and_taken_away(desk, webinar):
    desk.post(at(webinar, "green-room/"), {"url": "https://meet.example/green", "passcode": "4711", "notes": "Come early."})
    page = words(desk.get(at(webinar)))
    wrong = desk.post(at(webinar, "green-room/"), {"url": "javascript:alert(1)", "passcode": "", "notes": "Kept"})
    desk.post(at(webinar, "green-room/"), {"url": "", "passcode": "", "notes": ""})

    assert "https://meet.example/green" in page
    assert (wrong.status_code, "Kept" in words(wrong)) == (422, True)
    assert not GreenRoom.objects.exists()


def test_a_viewer_finds_none_of_it(client, institute, webinar, zoe):
    client.force_login(factories.MembershipFactory(organization=institute, role="viewer").user)

    pages = [client.get(at(webinar, page)).status_code for page in ("", "invite/", "green-room/", f"{zoe.speaker_id}/")]

    assert pages == [404] * 4


def test_a_person_of_another_event_is_not_found_here(desk, institute, webinar, zoe):
    other = factories.EventFactory(host=institute)

    assert desk.get(at(other, f"{zoe.speaker_id}/")).status_code == 404


def test_a_draft_that_somebody_knows_is_moved_by_rescheduling_it(desk, institute, now):
    draft = factories.EventFactory(host=institute, published_at=None)
    before = desk.get(reverse("event_edit", args=[draft.slug])).context["form"].asks_for_times
    factories.EngagementFactory(event=draft, invited_at=now, told_starts_at=draft.starts_at)

    form = desk.get(reverse("event_edit", args=[draft.slug])).context["form"]
    page = words(desk.get(reverse("event_reschedule", args=[draft.slug])))

    assert (before, form.asks_for_times) == (True, False)
    assert "Reschedule" in page


def test_the_confirmation_of_a_move_counts_who_speaks(desk, webinar, zoe, now):
    Engagement.objects.update(invited_at=now, told_starts_at=webinar.starts_at)

    page = words(desk.get(reverse("event_cancel", args=[webinar.slug])))

    assert "<b>1</b> who speaks, moderates or interprets" in page
    assert "Cancel it and tell 1 person" in page


def test_the_desk_says_who_cannot_be_written_to_is_not_invited_or_has_not_answered(desk, webinar, zoe, now, time_machine):
    def needs():
        return [str(need.todo.what) for need in desk.get("/desk/").context["needs"] if need.todo.page.startswith("event_speakers")]

    not_invited = needs()
    Engagement.objects.update(email="")
    silent = needs()
    Engagement.objects.update(email="zoe@prado.example", invited_at=now, told_starts_at=webinar.starts_at)
    early = needs()
    time_machine.move_to(webinar.starts_at - timedelta(days=6))
    late = needs()
    Engagement.objects.update(consent="yes", consent_at=now)

    assert (not_invited, silent, early) == (["Not invited yet"], ["Somebody who speaks cannot be written to"], [])
    assert (late, needs()) == (["May they be recorded?"], [])


def test_ten_people_are_as_many_questions_as_one(desk, webinar, institute, django_assert_max_num_queries):
    def seat(number):
        speaker = factories.SpeakerFactory(organization=institute, name=f"Speaker {number}")
        factories.AppearanceFactory(event=webinar, speaker=speaker, position=number)
        factories.EngagementFactory(event=webinar, speaker=speaker)

    seat(0)
    with django_assert_max_num_queries(50) as few:
        desk.get(at(webinar))
    for number in range(1, 11):
        seat(number)

    with django_assert_max_num_queries(len(few)):
        desk.get(at(webinar))
