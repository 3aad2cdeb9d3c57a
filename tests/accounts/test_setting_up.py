"""The first page of an installation."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from events_service.accounts.domain import setting_up
from events_service.accounts.models import Membership, Organization, Site, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _here(settings, tmp_path):
    settings.LOCAL = True
    settings.MEDIA_ROOT = tmp_path


def answers(**changed):
    return {
        "name": "Valley Institute",
        "zone": "America/Los_Angeles",
        "sender_address": "events@valley.example",
        "owner_name": "Ines Valdivia",
        "owner_email": "ines@valley.example",
    } | changed


def picture(kind="PNG", size=(40, 20), mode="RGB", **options):
    out = BytesIO()
    Image.new(mode, size, "red").save(out, kind, **options)
    return out.getvalue()


def test_the_answers_make_site_organization_and_owner_and_sign_in(client):
    answer = client.post("/setup/", answers())

    site, organization, membership = Site.objects.get(), Organization.objects.get(), Membership.objects.get()
    assert (site.name, site.zone, site.contact) == ("Valley Institute", "America/Los_Angeles", "events@valley.example")
    assert (organization.slug, organization.sender_address, organization.logo.name) == ("valley-institute", "events@valley.example", "")
    assert (membership.user.email, membership.role) == ("ines@valley.example", "owner")
    assert not membership.user.has_usable_password()
    assert answer.url == "/desk/events/new/"
    assert client.session["_auth_user_id"] == str(membership.user.pk)


def test_the_first_event_is_next_and_whoever_leaves_it_finds_one_action_at_the_desk(client):
    page = client.post("/setup/", answers(), follow=True).content.decode()

    assert "Write your first event now, or leave it for later." in page
    assert 'name="title_en"' in page
    assert "Create your first event" in client.get("/desk/").content.decode()


def test_once_set_up_the_page_is_gone(client):
    client.post("/setup/", answers())

    assert client.get("/setup/").status_code == 404
    assert client.post("/setup/", answers()).status_code == 404


def test_away_from_ones_own_machine_it_takes_the_key(client, settings):
    settings.LOCAL = False
    path = setting_up.address().removeprefix("https://events.example")

    assert client.get("/setup/").status_code == 403
    assert client.get("/setup/?key=made-up").status_code == 403
    assert client.post("/setup/", answers()).status_code == 403
    assert client.get(path).status_code == 200
    assert client.post(path, answers()).url == "/desk/events/new/"


@pytest.mark.parametrize("field", ["name", "zone", "sender_address", "owner_name", "owner_email"])
def test_a_missing_answer_is_asked_for_and_the_others_are_kept(client, field):
    page = client.post("/setup/", answers(**{field: ""}))

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    kept = [value for name, value in answers().items() if name not in {field, "zone"}]
    assert [value for value in kept if f'value="{value}"' not in page.content.decode()] == []
    assert not Site.objects.exists()


@pytest.mark.parametrize("zone", ["Mars/Base", "../../etc/passwd"])
def test_a_zone_that_does_not_exist_is_refused(client, zone):
    page = client.post("/setup/", answers(zone=zone))

    assert page.context["form"].errors["zone"] == ["Choose a time zone from the list"]


def test_a_name_without_latin_letters_still_gets_an_address(client):
    client.post("/setup/", answers(name="公共研究所"))

    assert Organization.objects.get().slug == "host"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_becomes_a_small_png(client, kind):
    upload = SimpleUploadedFile("logo.gif", picture(kind, size=(1_200, 600)))

    client.post("/setup/", answers(logo=upload))

    answer = client.get("/organizations/valley-institute/logo.png")
    with Image.open(BytesIO(answer.content)) as kept:
        assert (kept.format, kept.size) == ("PNG", (512, 256))
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")


def test_a_logo_is_kept_without_what_the_camera_wrote_and_upright(client):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Secret Camera"
    upload = SimpleUploadedFile("logo.jpg", picture("JPEG", size=(40, 20), exif=exif))

    client.post("/setup/", answers(logo=upload))

    with Organization.objects.get().logo.open() as file, Image.open(file) as kept:
        assert kept.size == (20, 40)
        assert dict(kept.getexif()) == {}


def test_a_logo_whose_file_is_gone_is_not_found(client):
    client.post("/setup/", answers(logo=SimpleUploadedFile("logo.png", picture())))
    logo = Organization.objects.get().logo
    logo.storage.delete(logo.name)

    assert client.get("/organizations/valley-institute/logo.png").status_code == 404


def test_a_logo_is_not_sent_again_to_who_has_it(client):
    client.post("/setup/", answers(logo=SimpleUploadedFile("logo.png", picture())))
    first = client.get("/organizations/valley-institute/logo.png")

    again = client.get("/organizations/valley-institute/logo.png", headers={"if-none-match": first["ETag"]})

    assert again.status_code == 304
    assert "max-age=3600" in first["Cache-Control"]


@pytest.mark.parametrize("slug", ["valley-institute", "nobody"])
def test_no_logo_is_not_found(client, slug):
    client.post("/setup/", answers())

    assert client.get(f"/organizations/{slug}/logo.png").status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "SVG"),
        (b"<?xml version='1.0'?><svg/>", "SVG"),
        (b"GIF89a" + b"\x00" * 40, "not a JPEG, PNG, WebP"),
        (b"", "not a JPEG, PNG, WebP"),
        (picture()[:60], "not a JPEG, PNG, WebP"),
        (picture("JPEG", size=(800, 800))[:700], "not a JPEG, PNG, WebP"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 10 * 1024 * 1024, "larger than 10 MB"),
        (picture(size=(10_000, 6_000), mode="1"), "more pixels"),
    ],
    ids=["svg", "svg in xml", "gif", "empty", "torn png", "torn jpeg", "too large", "too many pixels"],
)
def test_what_cannot_be_a_logo_is_refused_with_a_sentence(client, content, words):
    page = client.post("/setup/", answers(logo=SimpleUploadedFile("logo.png", content, content_type="image/png")))

    assert words in page.context["form"].errors["logo"][0]
    assert not Site.objects.exists()


def test_a_second_one_is_refused_with_a_sentence_and_leaves_nothing(client, monkeypatch):
    setting_up.set_up(beginning())
    monkeypatch.setattr(setting_up, "is_set_up", lambda: False)  # the page was opened before the other was done

    page = client.post("/setup/", answers(owner_email="late@valley.example"))

    assert page.status_code == 409
    assert "Somebody else has just set this up" in page.content.decode()
    assert not User.objects.filter(email="late@valley.example").exists()


def beginning(email="ines@valley.example"):
    return setting_up.Beginning("Valley", "UTC", "events@valley.example", "Ines", email)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_wins():
    def try_it(number):
        try:
            return setting_up.set_up(beginning(f"person{number}@valley.example"))
        except setting_up.AlreadySetUp:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        owners = [attempt.result() for attempt in [pool.submit(try_it, number) for number in range(6)]]

    assert len([owner for owner in owners if owner]) == 1
    assert (Site.objects.count(), Organization.objects.count(), User.objects.count()) == (1, 1, 1)
