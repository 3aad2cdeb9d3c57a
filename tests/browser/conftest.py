"""A real browser against the running server. Times are the present's here, since the browser has a clock of its own."""

import os
import re
from pathlib import Path

import axe_playwright_python
import pytest
from django.core import mail
from django.core.cache import cache

from events_service.mail.domain import sending

CHROMIUM = "/usr/bin/chromium"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop in this thread


def pytest_collection_modifyitems(items):
    for item in items:
        if "/tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.real_clock)
            if not Path(CHROMIUM).exists() and not os.environ.get("REQUIRE_SERVICES"):
                item.add_marker(pytest.mark.skip(reason="needs Chromium at /usr/bin/chromium (Debian: apt install chromium)"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic", "--no-first-run"]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--no-sandbox", "--disable-gpu", *quiet]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "en-US", "timezone_id": "America/Mexico_City", "reduced_motion": "reduce"}


@pytest.fixture
def address(live_server, settings):
    """The running server's address, also in mails."""
    cache.clear()  # its table outlives a test, and with it who has asked for how many codes
    settings.SITE_URL = live_server.url
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return live_server.url


@pytest.fixture
def post():
    """Let the worker deliver what waits; answers the new mails."""

    def deliver():
        before = len(mail.outbox)
        sending.drain()
        return mail.outbox[before:]

    return deliver


@pytest.fixture(scope="session")
def _axe_source():
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


@pytest.fixture
def accessible(_axe_source):
    """Assert that axe finds nothing on a page. Evaluated, not added as a script: Trusted Types forbid that."""

    def check(page):
        page.evaluate(_axe_source)
        found = page.evaluate("() => axe.run().then(r => r.violations.map(v => `${v.id}: ${v.nodes.map(n => n.target).join(' | ')}`))")
        assert found == [], page.url

    return check


@pytest.fixture
def fits(page):
    """Assert that a page needs no horizontal scrolling at 320 px."""

    def check(page):
        before = page.viewport_size
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url
        page.set_viewport_size(before)

    return check


@pytest.fixture
def sign_in(address, post):
    """Sign in on a page by the code that is mailed; the page may stand on the sign-in page already."""

    def with_code(page, email):
        if "/sign-in/" not in page.url:
            page.goto(f"{address}/sign-in/")
        page.get_by_label("Email").fill(email)
        page.get_by_role("button", name="Mail me a code").click()
        [code] = re.findall(r"^[A-Z0-9]+-[A-Z0-9]+$", "\n".join(mail.body for mail in post()), re.MULTILINE)
        page.get_by_label("Code").fill(code)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/sign-in/code/" not in url)

    return with_code
