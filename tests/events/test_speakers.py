"""Those who speak are told like those who come: invited, moved, called off, taken off; nothing twice and nothing stale."""

from datetime import date, time, timedelta

import icalendar
import pytest

from events_service.events.domain import engaging, publishing, scheduling, speaker_mail, speaking
from events_service.events.domain.engaging import Terms
from events_service.events.domain.scheduling import Times
from events_service.events.domain.speaking import SpeakerLine
from events_service.events.models import Engagement, Speaker
from events_service.mail.domain import suppressing
from events_service.mail.models import Delivery, Fate
from registrations.domain import audience, telling
from tests import factories
from tests.registrations.cast import deliver, register

pytestmark = pytest.mark.django_db

A_WEEK_LATER = Times("America/Los_Angeles", date(2037, 12, 10), time(10), date(2037, 12, 10), time(11, 30))
TWO_WEEKS_LATER = Times("America/Los_Angeles", date(2037, 12, 17), time(10), date(2037, 12, 17), time(11, 30))


def engage(event, name="Zoe Prado", *, role="speaker", email="zoe@prado.example", language="en", now):
    """Add a person with an address; the engagement."""
    speaker = speaking.add(event, SpeakerLine(name, role=role), organization=event.hostings.get(position=0).organization, now=now)
    engaging.set_terms(event, speaker, Terms(email, language))
    return Engagement.objects.get(event=event, speaker=speaker)


@pytest.fixture
def zoe(webinar, now):
    """Zoe, who moderates and was invited; her mail has left."""
    engagement = engage(webinar, role="moderator", now=now)
    engaging.invite(webinar, [engagement], now=now)
    deliver()
    engagement.refresh_from_db()
    return engagement


def sweep(now):
    for event_id in speaker_mail.to_tell(now):
        speaker_mail.tell(event_id, now=now)


def entry(mail):
    [event] = icalendar.Calendar.from_ical(mail.alternatives[-1].content).walk("VEVENT")
    return event


def test_the_invitation_says_what_it_is_when_and_the_part_and_carries_an_entry_of_their_own(webinar, now):
    zoe = engage(webinar, role="moderator", now=now)
    Engagement.objects.update(zone="Europe/Madrid")
    zoe.refresh_from_db()

    invited = engaging.invite(webinar, [zoe], now=now)

    [mail] = deliver()
    ics = entry(mail)
    assert (invited, mail.to, mail.subject) == (1, ["Zoe Prado <zoe@prado.example>"], "Your part in “Who counts as “the economy”?”")
    assert "Your part: Moderator" in mail.body
    assert "Thursday, December 3, 2037, 7:00 PM Central European Time" in mail.body
    assert "https://events.example/speaking/" in mail.body
    assert mail.alternatives[-1].mimetype == "text/calendar; method=REQUEST"
    assert (ics["uid"], ics["sequence"]) == (f"speaking-{zoe.key}@events.example", 0)
    assert str(ics["attendee"]) == "mailto:zoe@prado.example"
    assert str(ics["location"]).startswith("https://events.example/speaking/")


def test_inviting_twice_writes_once(webinar, zoe, now):
    assert engaging.invite(webinar, [zoe], now=now) == 0
    assert deliver() == []


def test_who_has_no_address_is_not_invited(webinar, now):
    silent = engage(webinar, email="", now=now)

    assert engaging.invite(webinar, [silent], now=now) == 0
    assert deliver() == []


def test_who_speaks_in_two_parts_gets_one_mail_that_names_both(webinar, now):
    zoe = engage(webinar, now=now)
    speaking.set_part(webinar, zoe.speaker, name="Zoe Prado", about="", roles=["speaker", "interpreter"], now=now)
    engaging.invite(webinar, [zoe], now=now)

    [mail] = deliver()

    assert "Your part: Interpreter, Speaker" in mail.body or "Your part: Speaker, Interpreter" in mail.body


def test_an_invitation_is_written_in_the_language_of_the_person(webinar, now):
    engaging.invite(webinar, [engage(webinar, role="interpreter", language="es", now=now)], now=now)

    [mail] = deliver()

    assert "https://events.example/es/speaking/" in mail.body


@pytest.mark.parametrize("settled", ["cancelled", "over", "without a time"])
def test_nobody_is_invited_to_what_does_not_come(institute, webinar, now, settled):
    zoe = engage(webinar, now=now)
    if settled == "cancelled":
        publishing.cancel(webinar, reason="", now=now)
    elif settled == "over":
        now = webinar.ends_at
    else:
        webinar = factories.EventFactory(host=institute, precision="day", starts_at=None, ends_at=None)

    with pytest.raises(engaging.CannotInvite):
        engaging.invite(webinar, [zoe], now=now)


def test_who_was_invited_is_told_of_a_move_with_old_and_new_and_the_entry_moves(webinar, zoe, now):
    scheduling.reschedule(webinar, A_WEEK_LATER, now=now)

    sweep(now + timedelta(minutes=1))
    too_soon = deliver()
    sweep(now + timedelta(minutes=2))

    [mail] = deliver()
    assert too_soon == []
    assert mail.subject == "Changed: Who counts as “the economy”?"
    assert "December 10" in mail.body
    assert "What we told you last: Thursday, December 3, 2037" in mail.body
    assert (entry(mail)["uid"], entry(mail)["sequence"]) == (f"speaking-{zoe.key}@events.example", 1)


def test_two_quick_moves_are_one_mail_and_telling_twice_writes_once(webinar, zoe, now):
    scheduling.reschedule(webinar, A_WEEK_LATER, now=now)
    scheduling.reschedule(webinar, TWO_WEEKS_LATER, now=now + timedelta(minutes=1))
    later = now + timedelta(minutes=3)

    speaker_mail.tell(webinar.pk, now=later)
    speaker_mail.tell(webinar.pk, now=later)

    [mail] = deliver()
    assert "December 17" in mail.body
    assert speaker_mail.to_tell(later) == []


def test_news_that_still_waits_is_taken_back_when_it_is_stale(webinar, zoe, now):
    scheduling.reschedule(webinar, A_WEEK_LATER, now=now)
    sweep(now + timedelta(minutes=2))
    scheduling.reschedule(webinar, TWO_WEEKS_LATER, now=now + timedelta(minutes=3))
    sweep(now + timedelta(minutes=5))

    [mail] = deliver()

    assert "December 17" in mail.body
    assert "What we told you last: Thursday, December 3, 2037" in mail.body


def test_whose_invitation_has_not_left_is_invited_to_what_holds_now(webinar, now):
    engaging.invite(webinar, [engage(webinar, now=now)], now=now)
    scheduling.reschedule(webinar, A_WEEK_LATER, now=now)

    sweep(now + timedelta(minutes=2))

    [mail] = deliver()
    assert mail.subject.startswith("Your part in")
    assert "December 10" in mail.body


def test_whose_invitation_has_not_left_hears_nothing_of_what_is_called_off(webinar, now):
    engaging.invite(webinar, [engage(webinar, now=now)], now=now)
    publishing.cancel(webinar, reason="", now=now)

    sweep(now + timedelta(minutes=2))

    assert deliver() == []
    assert speaker_mail.to_tell(now + timedelta(minutes=2)) == []


def test_a_cancelled_event_leaves_the_calendar_and_comes_back_when_it_takes_place_after_all(webinar, zoe, now):
    publishing.cancel(webinar, reason="Our host is ill.", now=now)
    sweep(now + timedelta(minutes=2))
    [off] = deliver()
    publishing.reinstate(webinar, now=now + timedelta(minutes=3))
    sweep(now + timedelta(minutes=5))
    [on] = deliver()

    assert off.subject == "Cancelled: Who counts as “the economy”?"
    assert "Our host is ill." in off.body
    assert off.alternatives[-1].mimetype == "text/calendar; method=CANCEL"
    assert (on.subject, on.alternatives[-1].mimetype) == ("Changed: Who counts as “the economy”?", "text/calendar; method=REQUEST")
    assert entry(off)["sequence"] < entry(on)["sequence"]


def test_a_draft_that_moves_is_told_to_who_is_invited_and_to_nobody_else(institute, now):
    draft = factories.EventFactory(host=institute, published_at=None)
    engaging.invite(draft, [engage(draft, now=now)], now=now)
    [invitation] = deliver()

    scheduling.reschedule(draft, A_WEEK_LATER, now=now)
    sweep(now + timedelta(minutes=2))

    [mail] = deliver()
    assert mail.subject.startswith("Changed:")
    assert "/events/" not in invitation.alternatives[-1].content


def test_who_is_taken_off_is_told_and_loses_the_entry(webinar, zoe, now):
    speaking.remove(webinar, zoe.speaker, now=now)

    [mail] = deliver()
    zoe.refresh_from_db()
    assert mail.subject == "You are off the list: Who counts as “the economy”?"
    assert mail.alternatives[-1].mimetype == "text/calendar; method=CANCEL"
    assert entry(mail)["sequence"] == 1
    assert (zoe.email, zoe.consent, webinar.appearances.count()) == ("", "", 0)


def test_who_is_taken_off_before_the_invitation_left_hears_nothing(webinar, now):
    zoe = engage(webinar, now=now)
    engaging.invite(webinar, [zoe], now=now)

    speaking.remove(webinar, zoe.speaker, now=now)

    assert deliver() == []
    assert list(Delivery.objects.values_list("state", flat=True)) == [Fate.RECALLED]


def test_who_comes_back_gets_an_entry_that_is_newer_than_the_one_that_went(webinar, zoe, now):
    speaking.remove(webinar, zoe.speaker, now=now)
    [off] = deliver()

    again = engage(webinar, now=now)
    engaging.invite(webinar, [again], now=now + timedelta(minutes=1))

    [on] = deliver()
    assert entry(on)["uid"] == entry(off)["uid"]
    assert entry(on)["sequence"] > entry(off)["sequence"]


def test_the_list_of_lines_keeps_who_was_invited(webinar, zoe, now):
    speaking.set_speakers(webinar, [SpeakerLine("Bo"), SpeakerLine("Zoe Prado", role="moderator")], now=now)

    zoe.refresh_from_db()
    assert (zoe.ended_at, zoe.invited_at) == (None, now)
    assert [a.speaker.name for a in webinar.appearances.select_related("speaker")] == ["Bo", "Zoe Prado"]


def test_the_list_of_lines_drops_nobody_who_was_invited_without_a_word(webinar, zoe, now):
    with pytest.raises(speaking.WasInvited, match="Zoe Prado was invited"):
        speaking.set_speakers(webinar, [SpeakerLine("Zoë Prado", role="moderator")], now=now)


def test_a_new_first_host_does_not_make_another_person_of_who_speaks(webinar, zoe, now):
    partner = factories.OrganizationFactory(name="Partner", slug="partner")
    webinar.hostings.update(position=1)
    webinar.hostings.create(organization=partner, position=0)

    speaking.set_speakers(webinar, [SpeakerLine("Zoe Prado", "Economist", role="moderator")], now=now)

    assert [(speaker.pk, speaker.about) for speaker in Speaker.objects.all()] == [(zoe.speaker_id, "Economist")]


def test_another_address_is_another_invitation_with_another_link(webinar, zoe, now):
    old = zoe.link_version

    engaging.set_terms(webinar, zoe.speaker, Terms("zoe@new.example", "en"))
    zoe.refresh_from_db()
    nobody = speaker_mail.to_tell(now + timedelta(days=1))
    engaging.invite(webinar, [zoe], now=now + timedelta(minutes=1))

    [mail] = deliver()
    assert (zoe.link_version, nobody, mail.to) == (old + 1, [], ["Zoe Prado <zoe@new.example>"])


def test_the_first_news_to_a_new_address_is_the_invitation(webinar, zoe, now):
    engaging.set_terms(webinar, zoe.speaker, Terms("zoe@new.example", "en"))
    engaging.invite(webinar, [zoe], now=now)
    scheduling.reschedule(webinar, A_WEEK_LATER, now=now)

    sweep(now + timedelta(minutes=2))

    assert [mail.subject.split(" ")[0] for mail in deliver()] == ["Your"]


def test_the_invitation_can_be_sent_again_but_not_at_once(webinar, zoe, now):
    with pytest.raises(engaging.JustInvited):
        engaging.invite_again(zoe, now=now + timedelta(minutes=1))

    assert engaging.invite_again(zoe, now=now + timedelta(minutes=2)) == 1
    assert len(deliver()) == 1


def test_who_was_taken_off_meanwhile_is_not_invited_again(webinar, zoe, now):
    speaking.remove(webinar, zoe.speaker, now=now)
    deliver()

    assert engaging.invite_again(zoe, now=now + timedelta(minutes=5)) == 0
    assert deliver() == []


def test_a_registration_of_the_same_person_is_another_entry(webinar, zoe, now):
    register(webinar, "zoe@prado.example", now=now)

    [mail] = deliver()

    assert entry(mail)["uid"] == webinar.uid


def test_who_will_be_told_counts_those_who_speak_and_who_of_them_is_out_of_reach(webinar, zoe, now):
    register(webinar, now=now)
    engage(webinar, "Bo Lund", email="bo@lund.example", now=now)  # not invited, so knows nothing that could change
    suppressing.suppress("zoe@prado.example", reason=suppressing.Reason.BOUNCED)

    told = audience.told_about(webinar)

    assert (told.registered, told.speakers, told.unreachable, told.total) == (1, 1, 1, 1)


def test_the_desk_counts_those_who_speak_among_who_knows_the_new_time(webinar, zoe, now):
    register(webinar, now=now)
    deliver()
    scheduling.reschedule(webinar, A_WEEK_LATER, now=now)
    behind = telling.news(webinar)
    sweep(now + timedelta(minutes=2))
    deliver()
    Delivery.objects.filter(message__kind="speaker-changed").update(state=Fate.UNKNOWN)

    news = telling.news(webinar)

    assert (behind.on_the_way, news.on_the_way, news.unreached) == (2, 1, 1)
    assert [holder.person.name for holder in telling.holders(webinar)] == ["Zoe Prado"]


def test_where_entries_cannot_move_a_file_goes_along_and_nothing_with_a_cancellation(webinar, zoe, now, settings):
    settings.CALENDAR_MODE = "file"
    scheduling.reschedule(webinar, A_WEEK_LATER, now=now)
    sweep(now + timedelta(minutes=2))
    [moved] = deliver()
    publishing.cancel(webinar, reason="", now=now + timedelta(minutes=3))
    sweep(now + timedelta(minutes=5))
    [off] = deliver()

    assert [name for name, _content, _type in moved.attachments] == ["event.ics"]
    assert "ATTENDEE" not in moved.attachments[0][1]
    assert off.attachments == []
