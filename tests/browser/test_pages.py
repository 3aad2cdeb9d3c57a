"""The demo's pages as people see them: both languages, light and dark, on a desk and on a phone, with and without JavaScript."""

import re

import pytest
from django.core.management import call_command

from events_service.events.models import Event
from registrations.models import Registration

pytestmark = pytest.mark.django_db(transaction=True)

PUBLIC = (
    "/",
    "/archive/",
    "/series/solidarity-economics/",
    "/events/it-is-our-economy/",
    "/events/webinar-solidarity-economics-our-movement-our-economy/",
    "/privacy/",
    "/accessibility/",
    "/contact/",
)


@pytest.fixture
def demo(address):
    call_command("demo", verbosity=0)
    return address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["", "/es"])
def test_public_pages_are_accessible_and_ask_nobody_else(new_context, demo, accessible, language, width, scheme):
    visitor = new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    tab = visitor.new_page()
    errors, strangers = [], []
    tab.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    tab.on("request", lambda request: strangers.append(request.url) if not request.url.startswith((demo, "data:")) else None)

    for path in PUBLIC:
        tab.goto(f"{demo}{language}{path}")
        for fold in tab.locator("details > summary").all():
            fold.click()
        accessible(tab)

    assert visitor.cookies() == []
    tab.goto(f"{demo}{language}/sign-in/")
    accessible(tab)
    assert errors == []
    assert strangers == []


def test_no_public_page_scrolls_sideways_at_320_px(page, demo, fits):
    for path in (*PUBLIC, *(f"/es{path}" for path in PUBLIC)):
        page.goto(f"{demo}{path}")
        fits(page)


def test_an_error_is_told_beside_the_field_and_what_was_typed_is_kept(page, demo, accessible):
    page.goto(f"{demo}/events/it-is-our-economy/")
    page.get_by_label("Name").fill("Rosa Valle")
    page.get_by_label("Email").fill("rosa.valle.example")

    page.locator("form button[type=submit]").first.click()

    summary = page.get_by_role("alert")
    summary.wait_for()
    assert "Enter an email address with an @" in summary.inner_text()
    assert page.get_by_label("Name").input_value() == "Rosa Valle"
    assert page.get_by_label("Email").input_value() == "rosa.valle.example"
    accessible(page)


def test_one_registers_with_the_keyboard_in_few_steps(page, demo):
    page.goto(f"{demo}/events/it-is-our-economy/")
    page.get_by_label("Name").focus()

    page.keyboard.type("Rosa Valle")
    page.keyboard.press("Tab")
    page.keyboard.type("rosa@valle.example")
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox/**")

    registration = Registration.objects.get()
    assert (registration.email, registration.zone) == ("rosa@valle.example", "America/Mexico_City")


def test_without_javascript_one_registers_sees_the_registration_and_gives_the_place_back(new_context, demo, post):
    tab = new_context(java_script_enabled=False).new_page()
    tab.goto(f"{demo}/es/events/it-is-our-economy/")
    tab.locator("[name=name]").fill("Rosa Valle")
    tab.locator("[name=email]").fill("rosa@valle.example")
    tab.locator("form button[type=submit]").first.click()
    tab.wait_for_url("**/es/inbox/**")
    [mail] = post()
    [link] = {word for word in re.findall(r"https?://\S+", mail.body) if "/my/" in word}

    tab.goto(link)
    tab.get_by_role("button", name="Ya no puedo ir").click()

    tab.wait_for_load_state()
    assert Registration.objects.get().status == "withdrawn"
    assert Registration.objects.get().zone == Event.objects.get(slug="it-is-our-economy").zone


def test_nothing_is_asked_of_the_video_host_before_play(page, demo):
    asked = []
    page.on("request", lambda request: asked.append(request.url) if not request.url.startswith((demo, "data:")) else None)
    page.route(re.compile("youtube-nocookie"), lambda route: route.fulfill(status=200, body="a player"))
    page.goto(f"{demo}/events/webinar-solidarity-economics-our-movement-our-economy/")
    before = list(asked)

    page.locator("[data-play]").click()
    page.locator("iframe").wait_for()

    assert before == []
    assert [url.split("?")[0] for url in asked[:1]] == ["https://www.youtube-nocookie.com/embed/hK4I3UEKcEs"]
