"""A cover of one's own, as an organizer puts it on and a visitor sees it; and the page on which the site is set."""

import pytest

from events_service.events.models import Cover
from tests import factories
from tests.pictures import drawn

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def signed_in(context, address, client, institute):
    """A browser in which an owner of the institute is signed in."""
    owner = factories.MembershipFactory(organization=institute, role="owner").user
    client.force_login(owner)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])
    return context


def test_a_picture_without_words_waits_for_them_and_then_stands_on_the_page(signed_in, page, address, webinar, accessible, fits):
    page.goto(f"{address}/desk/events/{webinar.slug}/cover/")
    accessible(page)
    fits(page)
    page.get_by_label("Picture").set_input_files(
        {"name": "market.jpg", "mimeType": "image/jpeg", "buffer": drawn("JPEG", size=(1_800, 1_200))}
    )
    page.get_by_role("button", name="Show this cover").click()

    assert page.get_by_role("alert").get_by_text("Say in words what the picture shows").is_visible()
    accessible(page)
    page.get_by_label("What it shows, in English").fill("A market in the rain")
    page.get_by_role("button", name="Show this cover").click()
    page.get_by_text("This is the cover now.").first.wait_for()
    accessible(page)

    page.goto(f"{address}{webinar.get_absolute_url()}")
    cover = page.get_by_role("img", name="A market in the rain")
    cover.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.photo img').complete && document.querySelector('.photo img').naturalWidth > 0")
    box = cover.bounding_box()
    assert abs(box["width"] / box["height"] - 1.5) < 0.02
    assert cover.evaluate("image => image.currentSrc").endswith(".avif")
    accessible(page)
    fits(page)
    assert Cover.objects.get(event=webinar).picture.widths == [480, 960, 1_600]


def test_the_site_is_set_without_scrolling_sideways(signed_in, page, address, accessible, fits):
    page.goto(f"{address}/desk/site/")
    accessible(page)
    fits(page)
    page.get_by_label("Contact, in English").fill("12 **Valley** Road")
    page.get_by_role("button", name="Save").click()

    page.goto(f"{address}/contact/")
    assert page.get_by_text("12 Valley Road").is_visible()
