"""Woven covers: the same cloth for the same seed, for ever, and never two alike."""

import re
from xml.etree import ElementTree

import pytest

from events_service.lib.weave import cover, weave


def test_the_same_seed_gives_the_same_cloth_for_ever():
    cloth = weave("care-budget", 12, 6)

    assert ("".join(cloth.warp), "".join(cloth.weft)) == ("ddcddccddcdd", "aaabba")


def test_no_two_events_have_the_same_cover():
    covers = {cover(f"event-{number}", 64, 7) for number in range(500)}

    assert len(covers) == 500


def test_a_series_gives_its_dyes_to_all_its_covers():
    used = set(re.findall(r'class="d(.)"', "".join(cover(f"event-{number}", 64, 7, "ace") for number in range(20))))

    assert used == set("ace")


def test_warp_and_weft_share_no_dye_so_that_every_crossing_stays_visible():
    for number in range(50):
        cloth = weave(f"event-{number}", 64, 7, "abcdef")

        assert set(cloth.warp).isdisjoint(cloth.weft)


@pytest.mark.parametrize("dyes", ["", "a", "aa", "xyz", "<>"])
def test_too_few_dyes_are_replaced_by_the_usual_four(dyes):
    assert cover("seed", 6, 5, dyes) == cover("seed", 6, 5, "abcd")


def test_a_cover_is_small_well_formed_and_hidden_from_readers():
    drawing = cover("care-budget", 64, 7)

    assert ElementTree.fromstring(drawing).get("aria-hidden") == "true"  # noqa: S314  made by ourselves
    assert len(drawing) < 8_000
    assert "style" not in drawing
