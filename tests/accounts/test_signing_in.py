"""Signing in: by a code that is mailed, by password, and by the link that the shell prints."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from events_service.accounts.domain import signing_in
from events_service.mail.models import Delivery
from tests import factories
from tests.accounts.test_account import PASSWORD, with_password


def codes():
    """The codes that were mailed, the latest last."""
    texts = [delivery.message.texts["en"]["text"] for delivery in Delivery.objects.filter(message__kind="sign-in").order_by("created_at")]
    return [re.search(r"^[A-Z0-9]{3,}-[A-Z0-9]{3,}$", text, re.MULTILINE)[0] for text in texts]


def ask(client, email="ines@valley.example", onward=""):
    return client.post(f"/sign-in/{onward}", {"email": email})


def enter(client, code, onward=""):
    return client.post(f"/sign-in/code/{onward}", {"code": code})


def is_in(client):
    return client.get("/desk/").status_code == 200


def printed_path(user):
    return signing_in.printed_link(user).removeprefix("https://events.example")


def test_a_code_is_mailed_to_a_known_address_whatever_its_case(client, organizer):
    answer = ask(client, "INES@valley.example")

    delivery = Delivery.objects.get()
    assert (answer.status_code, answer.url) == (302, "/sign-in/code/")
    assert (delivery.address, delivery.message.kind) == ("ines@valley.example", "sign-in")
    assert "It is good for 15 minutes." in delivery.message.texts["en"]["text"]
    assert codes()[0] in delivery.message.texts["es"]["text"]


def test_the_right_code_signs_in_and_leads_to_the_desk(client, organizer):
    ask(client)

    answer = enter(client, codes()[0].lower())

    assert (answer.status_code, answer.url) == (302, "/desk/")
    assert client.session["_auth_user_id"] == str(organizer.pk)


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, organizer):
    known = [ask(client), client.get("/sign-in/code/"), enter(client, "WRNG-CODE")]
    client.session.flush()
    unknown = [ask(client, "nobody@valley.example"), client.get("/sign-in/code/"), enter(client, "WRNG-CODE")]

    def seen(answer):
        words = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
        return answer.status_code, answer.headers.get("Location"), words.replace("nobody@", "ines@")

    assert [seen(answer) for answer in unknown] == [seen(answer) for answer in known]
    assert Delivery.objects.count() == 1


def test_a_code_works_in_the_browser_that_asked_and_once(client, organizer, client_of_another):
    ask(client)

    enter(client_of_another, codes()[0])
    enter(client, codes()[0])
    client.post("/sign-out/")
    enter(client, codes()[0])

    assert not is_in(client_of_another)
    assert not is_in(client)


def test_a_wrong_code_is_told_beside_the_field_and_the_third_ends_it(client, organizer):
    ask(client, onward="?next=/desk/events/new/")

    answers = [enter(client, wrong, "?next=/desk/events/new/") for wrong in ("AAAA-AAAA", "", "ñ\x00" * 9)]

    assert [answer.status_code for answer in answers] == [422, 422, 302]
    assert "This code is not right" in answers[0].content.decode()
    assert "Enter the code" in answers[1].content.decode()
    assert answers[2].url == "/sign-in/?next=/desk/events/new/"
    assert "That was too often" in client.get(answers[2].url).content.decode()
    enter(client, codes()[0])
    assert not is_in(client)


def test_a_code_ends_after_a_quarter_of_an_hour(client, organizer, now):
    with time_machine.travel(now, tick=False):
        ask(client)

    with time_machine.travel(now + timedelta(minutes=15, seconds=1), tick=False):
        answer = enter(client, codes()[0])

    assert answer.url == "/sign-in/"
    assert not is_in(client)


def test_the_fourth_code_within_five_minutes_is_refused_for_a_known_and_an_unknown_address(client, organizer):
    known = [ask(client).status_code for _ in range(4)]
    unknown = [ask(client, "nobody@valley.example").status_code for _ in range(4)]

    assert known == unknown == [302, 302, 302, 422]
    assert len(codes()) == 3


def test_who_asks_too_often_from_one_place_is_told_to_wait(client, organizer):
    answers = [client.post("/sign-in/password/", {"login": f"p{n}@valley.example", "password": "x"}) for n in range(11)]

    assert "That was too often" in answers[-1].content.decode()


def test_no_code_stands_in_a_log(client, organizer, caplog, capsys):
    caplog.set_level(0)
    ask(client)
    enter(client, codes()[0])

    assert codes()[0] not in caplog.text + "".join(capsys.readouterr())


def test_on_ones_own_machine_the_code_is_printed(client, organizer, settings, capsys):
    settings.LOCAL = True

    ask(client)

    assert codes()[0] in capsys.readouterr().out


def test_after_signing_in_one_lands_where_one_was_going(client, organizer):
    there = ask(client, onward="?next=/desk/events/new/").url

    answer = client.post(there, {"code": codes()[0]})

    assert answer.url == "/desk/events/new/"


def test_who_may_no_longer_sign_in_gets_no_mail_and_their_link_ends(client, organizer):
    link = printed_path(with_password(organizer))
    organizer.is_active = False
    organizer.save()

    ask(client)
    by_password = client.post("/sign-in/password/", {"login": organizer.email, "password": PASSWORD})

    assert Delivery.objects.count() == 0
    assert by_password.status_code in {302, 422}
    assert client.post(link).status_code == 410
    assert not is_in(client)


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("", "Enter your email address"),
        ("ines", "Enter an email address with an @"),
        ("a" * 250 + "@b.org", "at most 254"),
        ("a\x00@b.org", "Null characters are not allowed"),
    ],
)
def test_what_is_no_address_is_refused_beside_the_field_and_kept(client, organizer, email, sentence):
    answer = ask(client, email)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_password_signs_in(client, organizer):
    with_password(organizer)

    answer = client.post("/sign-in/password/?next=/desk/report/", {"login": "Ines@valley.example", "password": PASSWORD})

    assert answer.url == "/desk/report/"
    assert is_in(client)


@pytest.mark.parametrize("login", ["ines@valley.example", "nobody@valley.example"])
def test_a_wrong_password_and_an_unknown_address_are_answered_alike(client, organizer, login):
    with_password(organizer)

    answer = client.post("/sign-in/password/", {"login": login, "password": "not it"})

    assert answer.status_code == 422
    assert "Email and password do not go together" in answer.content.decode()


def test_without_a_password_none_lets_in(client, organizer):
    for attempt in ("", "!", organizer.password):
        client.post("/sign-in/password/", {"login": organizer.email, "password": attempt})

    assert not is_in(client)


def test_the_printed_link_opened_signs_nobody_in_and_pressed_it_works_once(client, organizer):
    link = printed_path(organizer)

    opened = client.get(link).status_code
    before = is_in(client)
    pressed = client.post(link)
    client.post("/sign-out/")

    assert (opened, before, pressed.url) == (200, False, "/desk/")
    assert client.post(link).status_code == 410


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/signup/", "/sign-in/signup/", "/accounts/password/reset/", "/accounts/2fa/"]
)
def test_there_are_no_other_pages_of_allauth(client, organizer, path):
    assert client.get(path).status_code in {404, 410}


@pytest.fixture
def client_of_another():
    return Client()


@pytest.mark.django_db(transaction=True)
def test_of_many_who_use_a_link_at_once_one_gets_in(organizer, now):
    token = signing_in.printed_link(organizer).split("/")[-2]

    def use_it():
        try:
            return signing_in.redeem(token, now=now)
        except signing_in.LinkSpent:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        got_in = [attempt.result() for attempt in [pool.submit(use_it) for _ in range(6)]]

    assert [user for user in got_in if user] == [organizer]


def test_a_printed_link_lives_for_a_day(organizer, now):
    with time_machine.travel(now, tick=False):
        token = signing_in.printed_link(organizer).split("/")[-2]

    with time_machine.travel(now + timedelta(hours=23), tick=False):
        found = signing_in.find(token)
    with time_machine.travel(now + timedelta(hours=25), tick=False), pytest.raises(signing_in.LinkSpent):
        signing_in.find(token)

    assert found == organizer


@pytest.mark.parametrize("token", ["x", "1.x", ".", "1.1-1", "zzzzzzzzzzzz.abc-def", "1.abc-" + "0" * 32, "ñ.ñ-ñ", "1.%00"])
def test_what_was_never_a_link_is_answered_with_a_sentence(client, organizer, token):
    answer = client.get(f"/sign-in/{token}/")

    assert answer.status_code == 410


def test_a_link_of_one_person_is_of_no_use_for_another(client, organizer, stranger):
    token = signing_in.printed_link(organizer).split("/")[-2]

    with pytest.raises(signing_in.LinkSpent):
        signing_in.find(token.replace(token.split(".")[0], f"{stranger.pk}", 1))


def test_who_is_signed_in_already_goes_on(client, organizer):
    client.force_login(organizer)

    assert client.get("/sign-in/?next=/desk/events/new/").url == "/desk/events/new/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_nobody_is_led_to_another_site(client, organizer, elsewhere):
    token = signing_in.printed_link(organizer).split("/")[-2]

    answer = client.post(f"/sign-in/{token}/", query_params={"next": elsewhere})

    assert answer.url == "/desk/"


def test_signing_out_takes_a_button(client, organizer):
    client.force_login(organizer)

    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").url == "/"
    assert client.get("/desk/").url == "/sign-in/?next=/desk/"


def printed(*args):
    out = StringIO()
    call_command("sign_in_link", *args, stdout=out)
    return out.getvalue()


def test_the_command_prints_the_owners_link(client, organizer):
    owner = factories.MembershipFactory(role="owner").user

    said = printed()

    assert owner.email in said
    assert client.post(said.split()[-1].removeprefix("https://events.example")).status_code == 302


def test_the_command_prints_the_link_of_a_named_person(organizer):
    assert "ines@valley.example" in printed("Ines@valley.example")


def test_the_command_says_that_nobody_signs_in_with_an_unknown_address(organizer):
    with pytest.raises(CommandError, match="Nobody signs in here with"):
        printed("nobody@valley.example")


def test_the_command_says_that_there_is_no_owner(organizer):
    with pytest.raises(CommandError, match="There is no owner"):
        printed()


@pytest.mark.django_db
def test_before_the_set_up_the_command_prints_the_address_of_the_first_page(client):
    said = printed()

    assert "Nobody can sign in yet" in said
    assert client.get(said.split()[-1].removeprefix("https://events.example")).status_code == 200
