"""Personal links: one purpose, one row, one version."""

import pytest

from events_service.lib.tokens import is_genuine, key_of, personal_address, personal_token

KEY = "0123456789abcdef" * 2


def test_a_token_tells_its_key_and_proves_genuine():
    token = personal_token("my", KEY, 1)

    assert key_of(token) == KEY
    assert is_genuine(token, "my", KEY, 1)


def test_a_token_is_short_and_safe_in_a_path():
    token = personal_token("my", "f" * 32, 1)

    assert len(token) == 46
    assert token.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize(
    ("purpose", "key", "version"),
    [("join", KEY, 1), ("stop", KEY, 1), ("inbox", KEY, 1), ("my", "f" * 32, 1), ("my", KEY, 2)],
    ids=["join", "stop", "inbox", "another row", "a later version"],
)
def test_a_token_is_of_no_use_for_anything_else(purpose, key, version):
    token = personal_token("my", KEY, 1)

    assert not is_genuine(token, purpose, key, version)


@pytest.mark.parametrize("place", [0, 10, 22, 45])
def test_a_token_with_one_letter_changed_is_not_genuine(place):
    token = personal_token("my", KEY, 1)
    forged = token[:place] + ("A" if token[place] != "A" else "Q") + token[place + 1 :]

    assert not is_genuine(forged, "my", KEY, 1)


@pytest.mark.parametrize("text", ["", "a", "favicon.ico", "ñ" * 46, "A" * 45, "A" * 47, "A" * 5_000, "%00", "../../etc/passwd"])
def test_what_was_never_a_token_claims_no_key_and_proves_nothing(text):
    assert key_of(text) is None
    assert not is_genuine(text, "my", KEY, 1)


def test_another_installation_makes_other_tokens(settings):
    token = personal_token("my", KEY, 1)

    settings.SECRET_KEY += ", but of another house"

    assert not is_genuine(token, "my", KEY, 1)


def test_a_personal_address_is_whole_and_in_the_readers_language():
    token = personal_token("join", KEY, 3)

    assert personal_address("join", KEY, 3, "en") == f"https://events.example/join/{token}/"
    assert personal_address("join", KEY, 3, "es") == f"https://events.example/es/join/{token}/"
