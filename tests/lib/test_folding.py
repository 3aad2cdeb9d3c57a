"""Words as they are looked for."""

import pytest

from events_service.lib.folding import folded


@pytest.mark.parametrize(
    ("words", "sought"),
    [
        ("José  Ñandú", "jose nandu"),
        ("jose\u0301", "jose"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Łukasz", "łukasz"),
        ("", ""),
        ("王伟", "王伟"),
    ],
)
def test_accents_capitals_and_doubled_spaces_are_ironed_out(words, sought):
    assert folded(words) == sought
