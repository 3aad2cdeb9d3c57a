"""The picture beside a shared link."""

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from events_service.lib import share_image
from events_service.lib.share_image import Shown, drawn, writable

SHOWN = Shown("Care is economy too", "Thursday, December 3, 2037, 10:00 AM Pacific Time", "Valley Institute", "seed", "abcd")


def opened(shown):
    return Image.open(BytesIO(drawn(shown)))


def is_written_on(shown):
    """Whether there is ink where the title stands, and not cloth."""
    colours = opened(shown).convert("RGB").crop((64, 420, 1_136, 470)).getcolors(100_000)
    return {(255, 255, 255), (20, 22, 43)} <= {colour for _count, colour in colours}


@pytest.mark.parametrize(
    "title",
    [
        "Care is economy too",
        "W" * 300,
        "Who counts as the economy? " * 11,
        "¿Quién cuenta como «la economía»?",
        "اقتصادنا معاً",
        "הכלכלה שלנו",
        "🧹👩🏽‍🍳❤️",
        "e\u0301\u0302\u0303" * 75,
        "\u202eymonoce eht\u202c",
        "",
    ],
    ids=["short", "one long word", "long", "spanish", "arabic", "hebrew", "emoji", "piled up accents", "turned around", "none"],
)
def test_every_title_makes_an_image_of_the_size_that_is_told(title):
    with opened(replace(SHOWN, title=title)) as image:
        assert (image.format, image.size) == ("PNG", (1_200, 630))


def test_it_is_light_enough_for_a_messenger():
    assert len(drawn(replace(SHOWN, title="Who counts as the economy? " * 11))) < 60_000


def test_the_title_stands_on_it():
    assert is_written_on(SHOWN)
    assert not is_written_on(replace(SHOWN, title=""))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Care work 🧹 counts ❤️", "Care work counts"),
        ("Niñez, cuidado y acción", "Niñez, cuidado y acción"),
        ("Nin\u0303ez", "Niñez"),
        ("Care work counts: 照护", "Care work counts:"),
        ("اقتصادنا معاً", ""),
        ("Our اقتصادنا", ""),
        ("🧹", ""),
    ],
)
def test_what_our_letters_cannot_write_is_left_out_and_no_half_title_stays(text, said):
    assert writable(text) == said


def test_whatever_it_shows_makes_another_version():
    others = [replace(SHOWN, **{name: "x"}) for name in ("title", "when", "who", "seed", "dyes")]

    assert len({one.version for one in [SHOWN, *others]}) == 6
    assert replace(SHOWN).version == SHOWN.version


def test_who_would_wait_long_is_told_so(monkeypatch):
    monkeypatch.setattr(share_image, "_WAIT", 0.01)

    with share_image._one_at_a_time, pytest.raises(share_image.Busy):
        drawn(SHOWN)
