"""A cover of one's own: put on, looked at, taken off."""

import re
from contextlib import suppress
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError
from django.urls import reverse

from events_service.events.domain import copying, covers, pictures
from events_service.events.domain.copying import Copy
from events_service.events.domain.scheduling import Times
from events_service.events.models import Cover, Picture
from events_service.lib import jobs
from events_service.lib.pictures import COVER, make
from tests import factories
from tests.pictures import drawn, polyglot, upload


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }


@pytest.fixture
def bells(monkeypatch):
    """What was rung for."""
    rung = []
    monkeypatch.setattr(jobs, "current_app", SimpleNamespace(send_task=lambda task, args, **_how: rung.append((task, args))))
    return rung


def files():
    """The pictures whose files are there."""
    try:
        return {name.partition("-")[0] for name in default_storage.listdir("pictures")[1]}
    except FileNotFoundError:
        return set()


def kept_picture(now, content=None):
    file = upload(content)
    return pictures.keep(make(file, size=file.size, cut=COVER), now=now)


def covered(event, now, **words):
    picture = kept_picture(now)
    covers.put(event, picture, **{"alt_en": "A market in the rain", "alt_es": ""} | words)
    return picture


def page_of(event):
    return reverse("event_cover", args=[event.slug])


def test_a_picture_takes_the_place_of_the_woven_cover(desk, webinar):
    answer = desk.post(page_of(webinar), {"picture": upload(), "alt_en": "A market in the rain", "alt_es": "Un mercado bajo la lluvia"})

    assert answer.url == page_of(webinar)
    cover = Cover.objects.get(event=webinar)
    assert (cover.alt_en, cover.alt_es, cover.picture.widths) == ("A market in the rain", "Un mercado bajo la lluvia", [480, 960])
    page = desk.get(webinar.get_absolute_url()).content.decode()
    assert 'width="960" height="576" alt="A market in the rain"' in page
    assert f"/pictures/{cover.picture.key}/480.avif 480w" in page
    assert 'alt="Un mercado bajo la lluvia"' in desk.get("/es" + webinar.get_absolute_url()).content.decode()


def test_its_files_are_answered_so_that_they_cannot_run(client, webinar, now):
    picture = covered(webinar, now)

    answers = [client.get(picture.address(480, kind)) for kind in ("avif", "webp")]

    assert [answer["Content-Type"] for answer in answers] == ["image/avif", "image/webp"]
    for answer in answers:
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
        assert not answer.cookies


def test_what_looks_like_a_page_too_is_answered_as_the_picture_that_we_drew(client, desk, webinar):
    desk.post(page_of(webinar), {"picture": upload(polyglot(), name="evil.html"), "alt_en": "A square"})

    answer = client.get(Picture.objects.get().address(480, "webp"))

    assert (answer["Content-Type"], answer.content[:4], b"script" in answer.content) == ("image/webp", b"RIFF", False)


def test_the_address_says_nothing_of_the_file_and_is_the_same_in_every_language(client, desk, webinar):
    desk.post(page_of(webinar), {"picture": upload(name="../../../our secret plan.png"), "alt_en": "A square"})

    page = client.get("/es" + webinar.get_absolute_url()).content.decode()

    assert "secret" not in page
    assert re.search(r'srcset="/pictures/[0-9a-f]{32}/480.avif 480w', page)


@pytest.mark.parametrize(
    "path",
    ["pictures/{}/481.webp", "pictures/{}/480.png", "pictures/{}/480.svg", "pictures/../../settings.webp", f"pictures/{'0' * 32}/480.webp"],
)
def test_there_are_no_other_files(client, webinar, now, path):
    picture = covered(webinar, now)

    assert client.get("/" + path.format(picture.key)).status_code == 404


def test_without_words_it_is_asked_for_them_and_the_picture_need_not_be_chosen_again(desk, webinar):
    page = desk.post(page_of(webinar), {"picture": upload(), "alt_en": " ", "alt_es": ""})

    assert page.status_code == 422
    assert page.context["form"].errors == {"alt_en": ["Say in words what the picture shows, for people who do not see it."]}
    assert not Cover.objects.exists()

    again = desk.post(page_of(webinar), {"kept": page.context["form"]["kept"].value(), "alt_en": "A market in the rain"})

    assert again.status_code == 302
    assert Cover.objects.get(event=webinar).picture == Picture.objects.get()


def test_a_file_that_is_refused_keeps_the_words(desk, webinar):
    page = desk.post(page_of(webinar), {"picture": upload(b"<svg/>"), "alt_en": "A market in the rain", "alt_es": "Un mercado"})

    assert page.status_code == 422
    assert "SVG" in page.context["form"].errors["picture"][0]
    assert 'value="A market in the rain"' in page.content.decode()
    assert 'value="Un mercado"' in page.content.decode()
    assert files() == set()


def test_nothing_chosen_is_asked_for(desk, webinar):
    page = desk.post(page_of(webinar), {"alt_en": "A market in the rain"})

    assert page.context["form"].errors == {"picture": ["Choose a picture."]}


def test_a_picture_that_waits_for_another_event_is_not_taken(desk, webinar, institute):
    other = factories.EventFactory(host=institute)
    kept = desk.post(page_of(other), {"picture": upload()}).context["form"]["kept"].value()

    page = desk.post(page_of(webinar), {"kept": kept, "alt_en": "A market"})

    assert page.context["form"].errors == {"picture": ["Choose a picture."]}
    assert desk.post(page_of(webinar), {"kept": "made:up", "alt_en": "A market"}).status_code == 422


def test_the_words_are_changed_without_a_new_picture(desk, webinar, now):
    picture = covered(webinar, now)

    desk.post(page_of(webinar), {"alt_en": "A market at noon", "alt_es": ""})

    cover = Cover.objects.get(event=webinar)
    assert (cover.alt_en, cover.picture) == ("A market at noon", picture)


def test_one_goes_back_to_the_woven_cover(desk, webinar, now):
    covered(webinar, now)

    desk.post(page_of(webinar), {"act": "woven"})

    assert not Cover.objects.exists()
    assert 'class="weave"' in desk.get(webinar.get_absolute_url()).content.decode()


def test_the_old_files_go_once_the_new_picture_stands(webinar, now, django_capture_on_commit_callbacks, bells):
    old = covered(webinar, now)
    with django_capture_on_commit_callbacks(execute=True):
        new = covered(webinar, now)

    assert bells == [("events.forget_picture", (old.pk,))]
    pictures.forget(old.pk)

    assert files() == {new.key}
    assert list(Picture.objects.all()) == [new]


def test_when_the_change_fails_the_old_picture_stays(webinar, now):
    old = covered(webinar, now)

    with suppress(RuntimeError), transaction.atomic():
        covers.put(webinar, kept_picture(now), alt_en="Another", alt_es="")
        raise RuntimeError
    for picture_id in Picture.objects.values_list("pk", flat=True):
        pictures.forget(picture_id)

    assert Cover.objects.get(event=webinar).picture == old
    assert files() == {old.key}


def test_what_nothing_shows_is_thrown_away_after_a_day(webinar, now):
    shown, waiting = covered(webinar, now), kept_picture(now)

    assert pictures.forgotten(now + timedelta(hours=23)) == []
    assert pictures.forgotten(now + timedelta(hours=25)) == [waiting.pk]
    pictures.forget(shown.pk)  # somebody rang for it wrongly
    pictures.forget(waiting.pk)

    assert files() == {shown.key}


def test_a_picture_that_is_shown_cannot_be_lost(webinar, now):
    picture = covered(webinar, now)

    with pytest.raises(ProtectedError):
        picture.delete()


def test_a_copy_shows_the_same_picture_and_keeps_it_when_the_first_one_changes(desk, webinar, now):
    picture = covered(webinar, now)
    times = Times(webinar.zone, webinar.starts_on, webinar.starts_time, webinar.ends_on, webinar.ends_time)
    copy = copying.copy(webinar, Copy(uuid4(), times), now=now)

    covers.take_off(webinar)
    pictures.forget(picture.pk)

    assert Cover.objects.get(event=copy).picture == picture
    assert files() == {picture.key}


def test_a_viewer_and_a_stranger_find_nothing(client, webinar, stranger, institute):
    viewer = factories.MembershipFactory(organization=institute, role="viewer").user

    for user in (viewer, stranger):
        client.force_login(user)
        assert client.get(page_of(webinar)).status_code == 404
        assert client.post(page_of(webinar), {"picture": upload(), "alt_en": "Mine"}).status_code == 404
    assert files() == set()


def test_a_large_picture_is_taken_in_three_widths(desk, webinar):
    desk.post(page_of(webinar), {"picture": upload(drawn("JPEG", size=(4_000, 3_000)), name="x.jpg"), "alt_en": "A hall"})

    assert Picture.objects.get().widths == [480, 960, 1_600]
