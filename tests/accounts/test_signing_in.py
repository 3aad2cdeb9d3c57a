"""Signing in by a link that works once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from events_service.accounts.domain import signing_in
from events_service.mail.models import Delivery
from tests import factories


def mailed_links():
    texts = [delivery.message.texts["en"]["text"] for delivery in Delivery.objects.order_by("created_at")]
    return [word.removeprefix("https://events.example") for text in texts for word in text.split() if "/sign-in/" in word]


def ask(client, email):
    return client.post("/sign-in/", {"email": email})


def test_a_link_is_mailed_to_a_known_address_whatever_its_case(client, organizer):
    ask(client, "INES@valley.example")

    delivery = Delivery.objects.get()
    assert (delivery.address, delivery.message.kind) == ("ines@valley.example", "sign-in")
    assert "It works once, within 15 minutes." in delivery.message.texts["en"]["text"]
    assert delivery.message.texts["es"]["text"].count("/sign-in/") == 1


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, organizer):
    known = ask(client, "ines@valley.example")
    unknown = ask(client, "nobody@valley.example")

    assert unknown.content.replace(b"nobody@", b"ines@") == known.content
    assert Delivery.objects.count() == 1


def test_the_fourth_mail_within_a_quarter_of_an_hour_is_not_sent_and_the_answer_is_the_same(client, organizer):
    answers = [ask(client, "ines@valley.example").content for _ in range(4)]

    assert Delivery.objects.count() == 3
    assert answers[3] == answers[0]


def test_opening_the_link_signs_nobody_in(client, organizer):
    ask(client, "ines@valley.example")

    page = client.get(mailed_links()[0])

    assert page.status_code == 200
    assert "sessionid" not in client.cookies


def test_pressing_the_button_signs_in_and_leads_to_the_desk(client, organizer):
    ask(client, "ines@valley.example")

    answer = client.post(mailed_links()[0])

    assert (answer.status_code, answer.url) == (302, "/desk/")
    assert client.session["_auth_user_id"] == str(organizer.pk)


def test_the_link_works_once(client, organizer):
    ask(client, "ines@valley.example")
    link = mailed_links()[0]
    client.post(link)
    client.post("/sign-out/")

    answer = client.post(link)

    assert answer.status_code == 410
    assert "sessionid" not in client.cookies or not client.cookies["sessionid"].value


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


def test_signing_in_ends_every_other_link(client, organizer):
    ask(client, "ines@valley.example")
    ask(client, "ines@valley.example")
    first, second = mailed_links()
    client.post(first)

    assert client.get(second).status_code == 410


def test_a_mailed_link_ends_after_a_quarter_of_an_hour(client, organizer, now):
    with time_machine.travel(now, tick=False):
        ask(client, "ines@valley.example")
    link = mailed_links()[0]

    with time_machine.travel(now + timedelta(minutes=14, seconds=59), tick=False):
        in_time = client.get(link).status_code
    with time_machine.travel(now + timedelta(minutes=15, seconds=1), tick=False):
        too_late = client.get(link).status_code

    assert (in_time, too_late) == (200, 410)


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


def test_who_may_no_longer_sign_in_gets_no_mail_and_their_link_ends(client, organizer):
    token = signing_in.printed_link(organizer).split("/")[-2]
    organizer.is_active = False
    organizer.save()

    ask(client, organizer.email)

    assert Delivery.objects.count() == 0
    assert client.post(f"/sign-in/{token}/").status_code == 410


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


def test_after_signing_in_one_lands_where_one_was_going(client, organizer):
    client.post("/sign-in/?next=/desk/events/new/", {"email": "ines@valley.example"})

    answer = client.post(mailed_links()[0])

    assert answer.url == "/desk/events/new/"


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


def test_on_ones_own_machine_the_link_is_printed(client, organizer, settings, capsys):
    settings.LOCAL = True

    ask(client, "ines@valley.example")

    assert mailed_links()[0] in capsys.readouterr().out


def test_elsewhere_nothing_is_printed(client, organizer, capsys):
    ask(client, "ines@valley.example")

    assert capsys.readouterr().out == ""


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
