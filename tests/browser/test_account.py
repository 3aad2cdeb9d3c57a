"""Signing in and one's own account in a real browser: passkeys need one, and its device is Chromium's own, made of air."""

import re

import pytest
from allauth.mfa.models import Authenticator

from tests.accounts.test_account import totp, with_password
from tests.factories import MembershipFactory, OrganizationFactory, SiteFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def address(address, settings):
    """By name, since no passkey is made for a number."""
    settings.SITE_URL = address.replace("127.0.0.1", "localhost")
    return settings.SITE_URL


@pytest.fixture
def ines(db):
    SiteFactory()
    user = UserFactory(email="ines@valley.example", name="Ines Valdivia")
    MembershipFactory(user=user, organization=OrganizationFactory(), role="owner")
    return user


@pytest.fixture
def complaints(page):
    """What the browser complains of: a policy that stops our own script would stand here."""
    heard = []
    page.on("console", lambda message: heard.append(message.text) if re.search("Content Security|Trusted", message.text) else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


@pytest.fixture
def fingerprint(page):
    """A device that holds passkeys and knows who touches it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, "automaticPresenceSimulation": True}})

    def answers(will):
        session.send("WebAuthn.setUserVerified", {"authenticatorId": made["authenticatorId"], "isUserVerified": will})

    return answers


def sign_out(page):
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url(lambda url: "/desk/" not in url)


def add_passkey(page, address, name):
    page.goto(f"{address}/desk/account/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/recovery-codes/")


def test_a_passkey_is_added_named_used_and_removed(page, address, sign_in, ines, fingerprint, complaints, accessible):
    sign_in(page, "ines@valley.example")
    add_passkey(page, address, "Telephone")
    page.goto(f"{address}/desk/account/")
    page.get_by_role("link", name=re.compile("Rename.*Telephone")).click()
    page.get_by_label("Name").fill("Old telephone")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/desk/account/")
    accessible(page)

    sign_out(page)
    page.goto(f"{address}/sign-in/?next=/desk/report/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{address}/desk/report/")

    page.goto(f"{address}/desk/account/")
    page.get_by_role("link", name=re.compile("Remove.*Old telephone")).click()
    page.get_by_role("button", name="Remove").click()
    page.wait_for_url("**/desk/account/")
    assert not Authenticator.objects.exists()
    assert complaints == []


def test_after_a_code_the_passkey_is_the_second_step(page, address, sign_in, ines, fingerprint, complaints, accessible):
    sign_in(page, "ines@valley.example")
    add_passkey(page, address, "Telephone")
    sign_out(page)

    sign_in(page, "ines@valley.example")
    page.wait_for_url("**/sign-in/second-step/")
    accessible(page)
    page.get_by_role("button", name="Use a passkey").click()

    page.wait_for_url("**/desk/")
    assert complaints == []


def test_a_device_that_does_not_know_the_person_lets_nobody_in(page, address, sign_in, ines, fingerprint):
    sign_in(page, "ines@valley.example")
    add_passkey(page, address, "Telephone")
    sign_out(page)
    page.goto(f"{address}/sign-in/")
    fingerprint(False)

    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("The passkey did not come.").or_(page.get_by_text("This code is not right")).wait_for()

    page.goto(f"{address}/desk/")
    assert "/sign-in/" in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["", "/es"])
def test_the_pages_are_accessible_and_fit_a_telephone(new_context, address, ines, accessible, fits, post, scheme, language):
    with_password(ines)
    page = new_context(color_scheme=scheme, viewport={"width": 390, "height": 800}).new_page()

    def look(path):
        page.goto(f"{address}{language}{path}")
        accessible(page)
        fits(page)

    look("/sign-in/")
    look("/sign-in/password/")
    page.locator("main [name=login]").fill(ines.email)
    page.locator("main [name=password]").fill("not it")
    page.locator("main form button").click()
    page.get_by_role("alert").wait_for()
    accessible(page)
    page.locator("main [name=password]").fill("three quiet rivers")
    page.locator("main form button").click()
    page.wait_for_url("**/desk/")
    look("/desk/account/authenticator/")
    secret = re.sub(" ", "", page.locator("code.whole").inner_text())
    page.locator("[name=code]").fill(totp(secret))
    page.locator("main form button").click()
    page.wait_for_url("**/recovery-codes/")
    for part in ("", "password/", "passkeys/new/", "authenticator/remove/", "recovery-codes/", "recovery-codes/new/", "confirm/"):
        look(f"/desk/account/{part}")


def test_without_javascript_one_signs_in_by_the_code(new_context, address, sign_in, ines):
    page = new_context(java_script_enabled=False).new_page()

    sign_in(page, "ines@valley.example")
    page.goto(f"{address}/desk/account/passkeys/new/")

    assert page.get_by_text("This browser cannot make passkeys here.").is_visible()
    assert page.get_by_role("button", name="Add a passkey").is_hidden()
