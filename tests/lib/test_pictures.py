"""Pictures: what comes in is drawn anew."""

from io import BytesIO

import pytest
from PIL import Image

from events_service.lib import pictures
from tests.pictures import drawn, polyglot, with_exif

BOMB = drawn(size=(20_000, 20_000), mode="1", colour=1)


def made(content, cut=pictures.COVER):
    return pictures.make(BytesIO(content), size=len(content), cut=cut)


def opened(content):
    with Image.open(BytesIO(content)) as picture:
        picture.load()
        return picture


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_a_picture_is_kept_in_three_widths_as_avif_and_webp(kind):
    kept = made(drawn(kind, size=(2_000, 1_000)))

    assert (kept.width, kept.height, kept.widths) == (1_600, 800, (480, 960, 1_600))
    looks = {name: (opened(content).format, opened(content).size) for name, content in kept.files.items()}
    assert looks == {
        f"{width}.{ending}": (kind, (width, width // 2)) for width in kept.widths for ending, kind in (("avif", "AVIF"), ("webp", "WEBP"))
    }


def test_no_picture_is_made_larger_than_it_came():
    assert made(drawn(size=(1_000, 600))).widths == (480, 960)
    assert made(drawn(size=(200, 100))).widths == (200,)


def test_a_face_is_cut_to_a_square():
    kept = made(drawn(size=(900, 600)), pictures.FACE)

    assert (kept.width, kept.height, kept.widths) == (384, 384, (96, 192, 384))


def test_it_stands_upright_and_nothing_the_camera_wrote_is_kept():
    kept = made(with_exif(orientation=6, size=(1_000, 600)))

    assert (kept.width, kept.height) == (480, 800)
    for content in kept.files.values():
        assert b"Secret" not in content
        assert dict(opened(content).getexif()) == {}
        assert opened(content).info.keys().isdisjoint({"exif", "xmp", "icc_profile", "comment"})


def test_nothing_of_a_file_that_is_a_program_too_is_kept():
    assert b"Secret" in polyglot()

    assert [name for name, content in made(polyglot()).files.items() if b"Secret" in content or b"script" in content] == []


def test_what_follows_the_picture_is_not_kept():
    kept = made(drawn("JPEG") + b"<script>Secret</script>PK\x03\x04")

    assert [name for name, content in kept.files.items() if b"Secret" in content] == []


@pytest.mark.parametrize(
    ("content", "colour"),
    [
        (drawn("JPEG", mode="CMYK", colour=(0, 255, 255, 0)), (255, 0, 0)),
        (drawn("PNG", mode="I;16", colour=0x8000), (128, 128, 128)),
        (drawn("PNG", mode="1", colour=1), (255, 255, 255)),
        (drawn("PNG", mode="LA", colour=(128, 255)), (128, 128, 128)),
        (drawn("GIF", save_all=True, append_images=[Image.new("RGB", (1_000, 600), "blue")]), (255, 0, 0)),
        (drawn("WEBP", save_all=True, append_images=[Image.new("RGB", (1_000, 600), "blue")]), (255, 0, 0)),
    ],
    ids=["CMYK", "16 bits", "1 bit", "grey with transparency", "animated GIF", "animated WebP"],
)
def test_whatever_its_colours_they_are_seen(content, colour):
    seen = opened(made(content).files["480.webp"]).convert("RGB").getpixel((100, 100))

    assert max(abs(here - there) for here, there in zip(seen, colour, strict=True)) <= 6


def test_a_profile_that_is_none_does_not_matter():
    assert made(drawn("JPEG", icc_profile=b"nonsense")).widths == (480, 960)


def test_a_picture_full_of_noise_is_no_heavier_than_a_page_can_bear():
    out = BytesIO()
    Image.effect_noise((1_700, 1_000), 120).convert("RGB").save(out, "PNG")

    heaviest = {name: len(content) for name, content in made(out.getvalue()).files.items()}

    assert heaviest["480.avif"] < 30_000
    assert heaviest["1600.avif"] < 300_000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "SVG"),
        (b"<?xml version='1.0'?><svg/>", "SVG"),
        (b"<!DOCTYPE html><script>1</script>", "not a JPEG, PNG"),
        (b"", "not a JPEG, PNG"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 40, "not a JPEG, PNG"),
        (drawn("JPEG", size=(800, 800))[:700], "not a JPEG, PNG"),
        (drawn("PNG")[:-40], "not a JPEG, PNG"),
        (drawn("TIFF"), "not a JPEG, PNG"),
        (drawn("BMP"), "not a JPEG, PNG"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n", "not a JPEG, PNG"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 11 * 1024 * 1024, "larger than 10 MB"),
        (BOMB, "more pixels"),
        (drawn(size=(10_000, 6_000), mode="1", colour=1), "more pixels"),
        (drawn(size=(3_000, 100)), "long and narrow"),
        (drawn(size=(100, 3_000)), "long and narrow"),
    ],
    ids=[
        *("svg", "svg in xml", "page", "empty", "jpeg in name only", "torn jpeg", "torn png", "tiff", "bmp", "postscript"),
        *("11 MB", "bomb", "60 megapixels", "banner", "tower"),
    ],
)
def test_what_is_no_picture_of_ours_is_refused_with_a_sentence(content, words):
    with pytest.raises(pictures.NoPicture, match=words):
        made(content)


def test_the_bomb_is_a_small_file():
    assert len(BOMB) < 100_000
