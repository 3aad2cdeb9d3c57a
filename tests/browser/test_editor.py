"""The editor in a real browser: two people at one page, and nothing that was typed is ever lost."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from events_service.events.models import Event
from tests.factories import EventFactory, MembershipFactory, OrganizationFactory, SiteFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def institute(transactional_db):
    SiteFactory()
    return OrganizationFactory(name="Valley Institute", slug="valley-institute")


@pytest.fixture
def draft(institute):
    starts_at = (timezone.now() + timedelta(days=20)).replace(hour=18, minute=0, second=0, microsecond=0)
    day = starts_at.date()
    return EventFactory(
        host=institute,
        slug="who-counts",
        published_at=None,
        starts_on=day,
        ends_on=day,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        zone="UTC",
        starts_time=starts_at.time(),
        ends_time=(starts_at + timedelta(hours=1)).time(),
    )


@pytest.fixture
def ines(institute):
    user = UserFactory(email="ines@valley.example", name="Ines Valdivia")
    MembershipFactory(user=user, organization=institute)
    return user


@pytest.fixture
def mateo(institute):
    user = UserFactory(email="mateo@valley.example", name="Mateo Ruiz")
    MembershipFactory(user=user, organization=institute)
    return user


@pytest.fixture
def browser_of(new_context, address):
    """A browser in which this person is signed in."""

    def opened(user):
        context = new_context()
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": address}])
        return context

    return opened


def session_of(user):
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def drafts_in(page):
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:')).length")


def typed(page, label, words):
    page.get_by_label(label, exact=True).fill(words)
    page.wait_for_function("() => Object.keys(localStorage).some(key => key.startsWith('draft:'))")
    page.wait_for_timeout(400)  # the pause after which it is kept


def test_a_closed_tab_loses_nothing_and_what_is_saved_is_forgotten(browser_of, address, ines, draft, accessible, fits):
    desk = browser_of(ines)
    page = desk.new_page()
    page.goto(f"{address}/desk/events/who-counts/edit/")
    assert page.locator("[data-draft-offer]").is_hidden()
    typed(page, "Page text (optional)", "Much that nobody wants to type again")
    page.get_by_label("In person", exact=True).check()
    page.get_by_label("It will be recorded").uncheck()
    page.close()

    page = desk.new_page()
    page.goto(f"{address}/desk/events/who-counts/edit/")
    accessible(page)
    fits(page)
    page.get_by_role("button", name="Bring it back").click()
    assert page.get_by_label("Page text (optional)", exact=True).input_value() == "Much that nobody wants to type again"
    assert page.get_by_label("In person", exact=True).is_checked()
    assert not page.get_by_label("It will be recorded").is_checked()
    assert page.locator("[data-draft-offer]").is_hidden()

    page.get_by_label("Place (optional)").fill("12 Main Street")
    page.get_by_role("button", name="Save as draft").click()
    page.wait_for_url("**/desk/events/who-counts/")
    assert drafts_in(page) == 0
    draft.refresh_from_db()
    assert (draft.text_en, draft.presence, draft.will_be_recorded) == ("Much that nobody wants to type again", "in_person", False)


def test_what_is_thrown_away_is_not_offered_again(browser_of, address, ines, draft):
    page = browser_of(ines).new_page()
    page.goto(f"{address}/desk/events/who-counts/edit/")
    typed(page, "Title", "Not meant so")
    page.reload()

    page.get_by_role("button", name="Throw it away").click()
    page.reload()

    assert page.locator("[data-draft-offer]").is_hidden()
    assert drafts_in(page) == 0


def test_what_was_refused_is_not_offered_beside_itself(browser_of, address, ines, draft):
    page = browser_of(ines).new_page()
    page.goto(f"{address}/desk/events/who-counts/edit/")
    typed(page, "Title", "")
    typed(page, "Summary (optional)", "Still here")
    page.get_by_role("button", name="Save as draft").click()
    page.get_by_role("alert").wait_for()

    assert page.get_by_label("Summary (optional)", exact=True).input_value() == "Still here"
    assert page.locator("[data-draft-offer]").is_hidden()
    assert drafts_in(page) == 1


def test_a_session_that_expired_while_typing_brings_it_back_after_signing_in(browser_of, address, ines, draft, sign_in):
    page = browser_of(ines).new_page()
    page.goto(f"{address}/desk/events/who-counts/edit/")
    typed(page, "Title", "Typed while nobody was signed in")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save as draft").click()

    page.wait_for_url("**/sign-in/**")
    sign_in(page, "ines@valley.example")
    page.wait_for_url("**/desk/events/who-counts/edit/")
    page.get_by_role("button", name="Bring it back").click()
    page.get_by_role("button", name="Save as draft").click()
    page.wait_for_url("**/desk/events/who-counts/")

    draft.refresh_from_db()
    assert draft.title_en == "Typed while nobody was signed in"


def test_nobody_else_at_the_same_browser_is_offered_it(browser_of, address, ines, mateo, draft):
    desk = browser_of(ines)
    page = desk.new_page()
    page.goto(f"{address}/desk/events/who-counts/edit/")
    typed(page, "Title", "Hers alone")
    desk.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_of(mateo), "url": address}])

    page.reload()

    assert page.locator("[data-draft-offer]").is_hidden()


def test_two_people_at_one_page_choose_what_is_to_stay(browser_of, address, ines, mateo, draft, accessible, fits):
    hers, his = browser_of(ines).new_page(), browser_of(mateo).new_page()
    for page in (hers, his):
        page.goto(f"{address}/desk/events/who-counts/edit/")
    hers.get_by_label("Title", exact=True).fill("Who counts today?")
    hers.get_by_role("button", name="Save as draft").click()
    hers.wait_for_url("**/desk/events/who-counts/")
    his.get_by_label("Title", exact=True).fill("Who is counted?")
    his.get_by_label("Summary (optional)", exact=True).fill("A talk.")
    his.get_by_role("button", name="Save as draft").click()

    his.get_by_role("heading", name="Ines Valdivia changed this while you were writing").wait_for()
    accessible(his)
    fits(his)
    his.get_by_label("Theirs: Who counts today?").check()
    his.get_by_role("button", name="Save as draft").first.click()
    his.wait_for_url("**/desk/events/who-counts/")

    assert Event.objects.values_list("title_en", "summary_en").get() == ("Who counts today?", "A talk.")
    assert drafts_in(his) == 0


def test_what_was_kept_before_somebody_else_saved_does_not_overwrite_it(browser_of, address, ines, mateo, draft):
    desk = browser_of(mateo)
    his, hers = desk.new_page(), browser_of(ines).new_page()
    his.goto(f"{address}/desk/events/who-counts/edit/")
    typed(his, "Title", "His")
    his.close()
    hers.goto(f"{address}/desk/events/who-counts/edit/")
    hers.get_by_label("Title", exact=True).fill("Hers")
    hers.get_by_role("button", name="Save as draft").click()
    hers.wait_for_url("**/desk/events/who-counts/")

    his = desk.new_page()
    his.goto(f"{address}/desk/events/who-counts/edit/")
    his.get_by_role("button", name="Bring it back").click()
    his.get_by_role("button", name="Save as draft").click()

    his.get_by_role("heading", name="Ines Valdivia changed this while you were writing").wait_for()
    draft.refresh_from_db()
    assert draft.title_en == "Hers"


def test_the_page_is_shown_in_both_languages_at_the_width_of_a_phone_while_it_is_typed(browser_of, address, ines, draft, accessible, fits):
    page = browser_of(ines).new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{address}/desk/events/who-counts/edit/")
    english, spanish = page.locator("article.phone[lang=en]"), page.locator("article.phone[lang=es]")
    assert spanish.locator(".display").inner_text() == draft.title_en

    page.get_by_label("Page text (optional)", exact=True).fill("Because **so**")
    page.get_by_label("Title in Spanish (optional)", exact=True).fill("¿Quién cuenta?")
    spanish.get_by_text("¿Quién cuenta?").wait_for()

    assert (english.locator("strong").inner_text(), spanish.locator("[lang=en] strong").inner_text()) == ("so", "so")
    assert page.get_by_text("1 text is missing in Spanish: the other language stands in its place.").is_visible()
    assert english.bounding_box()["width"] <= 390
    assert complaints == []
    accessible(page)
    fits(page)


def test_without_javascript_the_button_shows_the_same_and_nothing_breaks(new_context, address, ines, draft):
    context = new_context(java_script_enabled=False)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_of(ines), "url": address}])
    page = context.new_page()
    page.goto(f"{address}/desk/events/who-counts/edit/")
    page.get_by_label("Title", exact=True).fill("Typed without a script")
    page.get_by_role("button", name="Preview").click()
    assert page.locator("article.phone[lang=en] .display").inner_text() == "Typed without a script"

    page.get_by_role("button", name="Save as draft").click()

    assert page.locator("[data-draft-offer]").count() == 0
    draft.refresh_from_db()
    assert draft.title_en == "Typed without a script"
