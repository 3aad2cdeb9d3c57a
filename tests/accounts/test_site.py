"""What the site says of itself, changed at the desk by the owners of the organization that was here first."""

import pytest

from events_service.accounts.domain import activity
from events_service.accounts.domain.site import ChangedMeanwhile, Unfit, change, version_of
from events_service.accounts.models import Site
from tests import factories


@pytest.fixture
def owner(institute):
    return factories.MembershipFactory(organization=institute, role="owner", user=factories.UserFactory(name="Olga")).user


@pytest.fixture
def desk(client, owner):
    client.force_login(owner)
    return client


def answers(desk, **changed):
    """What the page holds, and what is typed over it."""
    form = desk.get("/desk/site/").context["form"]
    return {name: form[name].value() for name in form.fields} | changed


def test_an_owner_changes_it_and_the_pages_say_it(desk):
    answer = desk.post(
        "/desk/site/", answers(desk, name="Our Economy", zone="Europe/Madrid", contact="we@valley.example", about_es="Calle del Valle 12")
    )

    assert answer.url == "/desk/site/"
    kept = Site.objects.get()
    assert (kept.name, kept.zone, kept.contact) == ("Our Economy", "Europe/Madrid", "we@valley.example")
    page = desk.get("/contact/").content.decode()
    assert "Our Economy" in page
    assert "mailto:we@valley.example" in page
    assert "Calle del Valle 12" in page


def test_it_stands_in_the_activity_log_once(desk, institute):
    desk.post("/desk/site/", answers(desk, name="Our Economy"))
    desk.post("/desk/site/", answers(desk))

    assert [activity.sentence(deed) for deed in activity.of_organization(institute)] == [
        "Olga changed what the site “Our Economy” says of itself."
    ]


@pytest.mark.parametrize("role", ["organizer", "viewer"])
def test_nobody_else_of_the_first_organization_finds_the_page(client, institute, role):
    client.force_login(factories.MembershipFactory(organization=institute, role=role).user)

    assert client.get("/desk/site/").status_code == 404
    assert client.post("/desk/site/", {"name": "Mine"}).status_code == 404


def test_nor_does_an_owner_of_another_one(client, owner, stranger):
    client.force_login(stranger)

    assert client.get("/desk/site/").status_code == 404
    assert client.post("/desk/site/", {"name": "Mine"}).status_code == 404
    assert 'href="/desk/site/"' not in client.get("/desk/organizations/", follow=True).content.decode()


def test_who_is_not_signed_in_is_led_to_sign_in(client, site):
    assert client.get("/desk/site/").url.startswith("/sign-in/")


def test_the_owner_is_led_there(desk):
    assert 'href="/desk/site/"' in desk.get("/desk/organizations/", follow=True).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "  ", "Enter the name of this site"),
        ("name", "x" * 121, "at most 120"),
        ("contact", "", "Enter the address at which people reach you"),
        ("contact", "nobody", "with an @"),
        ("barriers_to", "nobody", "with an @"),
        ("zone", "Mars/Base", "from the list"),
        ("privacy_en", "x" * 20_001, "at most 20,000"),
    ],
)
def test_what_is_not_good_is_said_beside_the_field_and_everything_typed_is_kept(desk, field, value, words):
    page = desk.post("/desk/site/", answers(desk, about_en="12 Valley Road", **{field: value}))

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert words in page.context["form"].errors[field][0]
    assert "12 Valley Road" in page.content.decode()
    assert Site.objects.get().about_en == ""


def test_two_owners_do_not_overwrite_each_other_without_seeing_it(desk, owner):
    mine = answers(desk, about_en="12 Valley Road")
    desk.post("/desk/site/", answers(desk, name="Our Economy"))

    told = desk.post("/desk/site/", mine)

    assert told.status_code == 422
    assert "Somebody else changed this" in told.content.decode()
    assert "12 Valley Road" in told.content.decode()
    assert Site.objects.get().name == "Our Economy"

    again = desk.post("/desk/site/", mine | {"seen": told.context["form"]["seen"].value()})

    assert again.status_code == 302
    assert Site.objects.get().about_en == "12 Valley Road"


def test_control_characters_are_left_out(desk):
    desk.post("/desk/site/", answers(desk, privacy_en="One\x00 two\r\nthree"))

    assert Site.objects.get().privacy_en == "One two\nthree"


def test_the_rule_itself_keeps_to_its_columns(owner, site, now):
    with pytest.raises(TypeError, match="created_at"):
        change({"created_at": "x"}, seen=version_of(site), by=owner, now=now)
    with pytest.raises(ChangedMeanwhile):
        change({}, seen="another", by=owner, now=now)


def test_the_rule_itself_refuses_what_does_not_fit(owner, site, now):
    with pytest.raises(Unfit) as refused:
        change({"contact": "nobody"}, seen=version_of(site), by=owner, now=now)

    assert refused.value.field == "contact"
