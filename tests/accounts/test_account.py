"""The page of one's own account: password, authenticator app, recovery codes, where one is signed in."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.utils import timezone

from events_service.accounts.domain import activity, inviting, signing_in
from events_service.accounts.models import Invitation, Role
from events_service.lib.tokens import personal_token
from events_service.mail.models import Delivery
from tests import factories

PASSWORD = "three quiet rivers"  # noqa: S105  a test's own


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


def totp(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def come_in(user, client=None):
    """A browser in which this person has signed in just now."""
    client = client or Client()
    user.refresh_from_db()  # the link dies with the last time that they came in
    client.post(signing_in.printed_link(user).removeprefix("https://events.example"))
    return client


@pytest.fixture
def desk(organizer):
    return come_in(organizer)


@pytest.fixture
def guarded(desk, organizer, django_capture_on_commit_callbacks):
    """A person with an authenticator app; answers its secret."""
    page = desk.get("/desk/account/authenticator/").content.decode()
    secret = re.search(r'<code class="whole">([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")
    with django_capture_on_commit_callbacks(execute=True):
        desk.post("/desk/account/authenticator/", {"code": totp(secret)})
    return secret


def told(user):
    """What this person was told by mail about their account."""
    return [delivery.message.texts["en"]["text"].split("\n")[2] for delivery in Delivery.objects.filter(message__kind="account-changed")]


def log_of(institute):
    return [activity.sentence(deed) for deed in activity.of_organization(institute)]


def test_the_page_says_by_which_means_one_gets_in(desk):
    page = desk.get("/desk/account/").content.decode()

    assert "You have none, and need none." in page
    assert "Nowhere but here." in page


def test_a_new_password_is_set_written_down_told_and_ends_the_other_sessions(desk, organizer, institute):
    other = come_in(organizer)

    answer = desk.post("/desk/account/password/", {"password1": PASSWORD, "password2": PASSWORD})

    organizer.refresh_from_db()
    assert (answer.url, organizer.check_password(PASSWORD)) == ("/desk/account/", True)
    assert (desk.get("/desk/").status_code, other.get("/desk/").status_code) == (200, 302)
    assert told(organizer) == ["Your account has a new password."]
    assert log_of(institute)[0] == "Ines Valdivia set a new password."


@pytest.mark.parametrize(
    ("one", "two", "sentence"),
    [
        ("", "", "Enter a new password"),
        ("short", "short", "too short"),
        (PASSWORD, "other", "same"),
        ("password", "password", "too common"),
    ],
)
def test_an_unfit_password_is_refused_beside_the_field(desk, organizer, one, two, sentence):
    answer = desk.post("/desk/account/password/", {"password1": one, "password2": two})

    organizer.refresh_from_db()
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not organizer.has_usable_password()


def test_later_the_password_is_asked_again_and_what_was_to_be_done_is_done_then(organizer, time_machine, now):
    with_password(organizer)
    desk = come_in(organizer)
    time_machine.move_to(now + timedelta(minutes=6))

    asked = desk.post("/desk/account/password/", {"password1": "four quiet rivers", "password2": "four quiet rivers"})
    wrong = desk.post(asked.url, {"password": "not it"})
    right = desk.post(asked.url, {"password": PASSWORD})

    organizer.refresh_from_db()
    assert asked.url.startswith("/desk/account/confirm/?next=")
    assert (wrong.status_code, right.url) == (422, "/desk/account/")
    assert "This is not your password." in wrong.content.decode()
    assert organizer.check_password("four quiet rivers")


def test_an_authenticator_app_is_set_up_written_down_and_told(desk, guarded, organizer, institute):
    page = desk.get("/desk/account/recovery-codes/").content.decode()

    assert len(re.findall(r'<code class="whole">', page)) == 10
    assert told(organizer) == ["An authenticator app is now the second step when you sign in."]
    assert log_of(institute)[0].startswith("Ines Valdivia signs in with an authenticator app")


def test_a_wrong_first_code_sets_nothing_up(desk, organizer):
    desk.get("/desk/account/authenticator/")

    answer = desk.post("/desk/account/authenticator/", {"code": "000000"})

    assert answer.status_code == 422
    assert not Authenticator.objects.exists()


def begin(client, organizer):
    with_password(organizer)
    return client.post("/sign-in/password/?next=/desk/report/", {"login": organizer.email, "password": PASSWORD})


def test_the_second_step_is_asked_and_its_code_lets_in(client, guarded, organizer, time_machine, now):
    time_machine.move_to(now + timedelta(minutes=2))
    asked = begin(client, organizer)
    before = client.get("/desk/").status_code
    wrong = client.post(asked.url, {"code": "12345"})

    right = client.post(asked.url, {"code": totp(guarded)})

    assert (asked.url, before, wrong.status_code) == ("/sign-in/second-step/", 302, 422)
    assert right.url == "/desk/report/"


def test_a_recovery_code_lets_in_once(guarded, organizer):
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    first, second = Client(), Client()
    begin(first, organizer)
    begin(second, organizer)

    answers = [browser.post("/sign-in/second-step/", {"code": code}).status_code for browser in (first, second)]

    assert answers == [302, 422]


def test_an_invitation_does_not_lead_past_the_second_step(client, guarded, organizer, now):
    owner = factories.MembershipFactory(role="owner", organization=factories.OrganizationFactory(name="Partner", slug="partner"))
    inviting.invite(owner.organization, email=organizer.email, role=Role.VIEWER, by=owner.user, now=timezone.now())
    token = personal_token("invitation", Invitation.objects.get().key, 1)

    answer = client.post(f"/invitation/{token}/", {})

    assert answer.url == "/sign-in/second-step/"
    assert client.get("/desk/").status_code == 302


def test_the_printed_link_helps_who_has_lost_the_second_step(guarded, organizer):
    assert come_in(organizer).get("/desk/").status_code == 200


def test_the_app_is_removed_and_its_recovery_codes_with_it(desk, guarded, organizer):
    desk.post("/desk/account/authenticator/remove/")

    assert not Authenticator.objects.exists()
    assert told(organizer)[-1] == "The authenticator app was removed from your account."


def test_new_recovery_codes_replace_the_old_ones(desk, guarded):
    old = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()

    desk.post("/desk/account/recovery-codes/new/")

    assert not set(old) & set(Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes())


def test_one_sees_where_else_one_is_signed_in_and_ends_it(desk, organizer):
    other = come_in(organizer, Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}))

    seen = desk.get("/desk/account/").content.decode()
    desk.post("/desk/account/sessions/end/")

    assert "Firefox on Linux" in seen
    assert (desk.get("/desk/").status_code, other.get("/desk/").status_code) == (200, 302)


def test_nobody_else_finds_a_passkey(desk, stranger):
    passkey = Authenticator.objects.create(user=stranger, type="webauthn", data={"name": "Hers", "credential": {}})

    answers = [desk.post(f"/desk/account/passkeys/{passkey.pk}/{act}").status_code for act in ("", "remove/")]

    assert answers == [404, 404]
    assert Authenticator.objects.exists()


@pytest.mark.parametrize("credential", ["", "x", "1", "{}", "[]", '{"id": "x", "rawId": "eA", "type": "public-key", "response": {}}'])
def test_what_only_looks_like_a_passkey_is_refused(desk, credential):
    desk.get("/desk/account/passkeys/new/")

    added = desk.post("/desk/account/passkeys/new/", {"name": "Mine", "credential": credential})
    used = Client().post("/sign-in/passkey/", {"credential": credential})

    assert (added.status_code, used.status_code) == (422, 302)
    assert not Authenticator.objects.exists()


def test_one_question_more_of_the_database_for_ten_more_passkeys_would_be_too_many(desk, organizer, django_assert_max_num_queries):
    for number in range(10):
        Authenticator.objects.create(user=organizer, type="webauthn", data={"name": f"Key {number}", "credential": {}})

    with django_assert_max_num_queries(9):
        desk.get("/desk/account/")
