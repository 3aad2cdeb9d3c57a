"""What the desk says when mail stands still, and who may let it leave."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.db.models.functions import Now
from django.test import Client

from events_service.mail.domain import office, outbox, sending
from events_service.mail.models import Delivery, PostOffice
from tests import factories
from tests.mail.cast import a_message, a_recipient

SILENT = (
    "No mail leaves, because the program that sends it is not running: who registers has their place and is not told yet. "
    "Tell whoever looks after the server."
)
PAUSED = (
    "Mail stood still for more than a day. Until an owner lets them leave, reminders and changes wait (1 now); "
    "who registers is answered all the same."
)
SHUT = "The mail service does not take our mail at the moment: what is to be sent waits, and leaves by itself once it does."


@pytest.fixture(autouse=True)
def _a_worker_runs(db):
    office.tick()


@pytest.fixture
def waiting():
    """A reminder that is to leave."""
    outbox.add(a_message(kind="reminder-day"), [a_recipient()])


@pytest.fixture
def owner(institute):
    return factories.MembershipFactory(organization=institute, role="owner").user


def notices(client, user):
    client.force_login(user)
    return [(notice.sentence, notice.lets_it_leave) for notice in client.get("/desk/").context["mail_notices"]]


def test_while_mail_leaves_the_desk_says_nothing_of_it(client, organizer):
    assert notices(client, organizer) == []


def test_a_worker_that_stopped_is_said(client, organizer):
    PostOffice.objects.update(ticked_at=F("ticked_at") - timedelta(minutes=3))

    assert notices(client, organizer) == [(SILENT, False)]


@pytest.mark.parametrize(("waits_for", "said"), [(timedelta(minutes=1), []), (timedelta(minutes=3), [(SILENT, False)])])
def test_a_worker_that_was_never_there_is_missed_when_somebody_waits_for_it(client, organizer, waiting, waits_for, said):
    PostOffice.objects.all().delete()
    Delivery.objects.update(due_at=Now() - waits_for)

    assert notices(client, organizer) == said


def test_a_way_out_that_is_shut_is_said(client, organizer):
    for _ in range(10):
        office.it_failed("SMTPAuthenticationError: 535")

    assert notices(client, organizer) == [(SHUT, False)]


def test_a_pause_is_said_to_organizers_and_its_end_is_offered_to_owners(client, organizer, owner, waiting):
    office.pause()

    assert notices(client, organizer) == [(PAUSED, False)]
    assert notices(client, owner) == [(PAUSED, True)]


def test_the_button_is_on_the_owners_page_alone(client, organizer, owner, waiting):
    office.pause()
    pages = {}
    for user in (organizer, owner):
        client.force_login(user)
        pages[user] = client.get("/desk/").content.decode()

    assert ["Let it leave" in pages[user] for user in (organizer, owner)] == [False, True]
    assert 'action="/desk/mail/leave/"' in pages[owner]


def test_a_viewer_is_not_told(client, institute):
    office.pause()

    assert notices(client, factories.MembershipFactory(organization=institute, role="viewer").user) == []


def test_an_owner_lets_it_leave(client, owner, waiting):
    office.pause()
    client.force_login(owner)

    page = client.post("/desk/mail/leave/", follow=True)

    assert page.redirect_chain == [("/desk/", 302)]
    assert [str(message) for message in page.context["messages"]] == ["Mail leaves again."]
    assert (office.state().paused_at, sending.drain()) == (None, 1)


def test_letting_it_leave_twice_says_nothing_new(client, owner):
    client.force_login(owner)

    page = client.post("/desk/mail/leave/", follow=True)

    assert list(page.context["messages"]) == []


def test_nobody_but_an_owner_lets_it_leave(client, organizer):
    office.pause()
    client.force_login(organizer)

    answer = client.post("/desk/mail/leave/")

    assert (answer.status_code, office.state().paused_at is not None) == (404, True)


def test_opening_the_address_changes_nothing(client, owner):
    office.pause()
    client.force_login(owner)

    answer = client.get("/desk/mail/leave/")

    assert (answer.status_code, office.state().paused_at is not None) == (405, True)


def test_another_page_cannot_press_the_button(owner):
    office.pause()
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)

    answer = client.post("/desk/mail/leave/")

    assert (answer.status_code, office.state().paused_at is not None) == (403, True)


def test_who_is_not_signed_in_is_led_to_sign_in(client, site):
    office.pause()

    answer = client.post("/desk/mail/leave/")

    assert (answer.status_code, answer.url.startswith("/sign-in/")) == (302, True)
    assert office.state().paused_at is not None
