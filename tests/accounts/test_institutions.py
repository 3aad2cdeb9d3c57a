"""Signing in through a provider of OpenID Connect."""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.utils import timezone

from events_service.accounts.domain import inviting
from events_service.accounts.models import Role, User
from tests import factories
from tests.accounts.provider import CLIENT, SECRET, Provider
from tests.accounts.test_account import told

THERE = "/sign-in/through/institution/"


@pytest.fixture
def provider(settings):
    with Provider() as running:
        app = {
            "provider_id": "institution",
            "name": "Valley University",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": running.address},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield running


def come(client, provider, *, sub="7", email="ines@valley.example", email_verified=True, onward=""):
    """Go there as this person and come back."""
    provider.person = {"sub": sub, "email": email, "email_verified": email_verified, "name": "Somebody"}
    back = provider.authorize(client.get(f"{THERE}{onward}").url)
    return client.get(back.removeprefix("http://testserver"))


def said(client, answer):
    return client.get(answer.url).content.decode()


def test_the_way_is_shown_only_where_it_is_configured(client, site, provider, settings):
    shown = client.get("/sign-in/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {}

    assert "Through Valley University" in shown
    assert "/sign-in/through/" not in client.get("/sign-in/").content.decode()
    assert client.get(THERE).status_code == 404


def test_a_user_with_that_confirmed_address_comes_in_and_is_told_once(client, provider, organizer):
    answer = come(client, provider, email="Ines@valley.example", onward="?next=/desk/report/")
    client.post("/sign-out/")
    come(client, provider, email="another@valley.example")

    assert answer.url == "/desk/report/"
    assert client.session["_auth_user_id"] == str(organizer.pk)
    assert told(organizer) == ["You can now sign in to your account through your institution."]


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_was_not_confirmed_links_nothing(client, provider, organizer, verified):
    answer = come(client, provider, email_verified=verified)

    assert "did not confirm your email address" in said(client, answer)
    assert not SocialAccount.objects.exists()
    assert client.get("/desk/").status_code == 302


def test_nobody_becomes_a_user_by_coming(client, provider, organizer):
    answer = come(client, provider, email="nobody@valley.example")

    assert "Nobody signs in here with nobody@valley.example. Ask an owner" in said(client, answer)
    assert User.objects.count() == 1


def test_who_is_invited_is_led_to_the_invitation_and_comes_in_by_it(client, provider, institute):
    owner = factories.MembershipFactory(role="owner", organization=institute)
    inviting.invite(institute, email="Ana@valle.example", role=Role.VIEWER, by=owner.user, now=timezone.now())

    answer = come(client, provider, email="ana@valle.example")
    accepted = client.post(answer.url, {"name": "Ana"})

    assert (answer.url.startswith("/invitation/"), accepted.url) == (True, "/desk/")


def test_who_may_no_longer_sign_in_does_not_come_in(client, provider, organizer):
    User.objects.update(is_active=False)

    answer = come(client, provider)

    assert "This account is closed." in said(client, answer)
    assert client.get("/desk/").status_code == 302


def test_who_is_signed_in_cannot_be_made_to_link_an_account(client, provider, organizer):
    client.force_login(organizer)

    assert client.get(f"{THERE}?process=connect").status_code == 404


@pytest.mark.parametrize("query", ["", "?error=access_denied", "?code=x&state=y", "?state=y&error=server_error"])
def test_what_comes_back_without_having_been_asked_is_told_in_a_sentence(client, provider, organizer, query):
    answer = client.get(f"{THERE}back/{query}")

    assert "Signing in through your institution did not work." in said(client, answer)


def test_a_provider_that_is_away_is_told_in_a_sentence(client, provider, organizer):
    provider.shutdown()
    provider.server_close()

    assert "did not work" in said(client, client.get(THERE))
