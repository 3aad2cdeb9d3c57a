"""Slots: filled once, and by nobody but us."""

from hypothesis import given
from hypothesis import strategies as st

from events_service.lib.slots import fill, plain, slot


def test_each_slot_is_filled_with_its_own_words():
    skeleton = f"Hello {slot('text', 'name')}, it starts {slot('instant', 'starts_at')}."

    filled = fill(skeleton, lambda kind, name: f"<{kind} {name}>")

    assert filled == "Hello <text name>, it starts <instant starts_at>."


def test_what_fills_a_slot_is_never_read_for_slots_again():
    skeleton = f"{slot('text', 'name')} / {slot('link', 'my')}"
    words = {"name": slot("link", "my"), "my": "a secret"}

    filled = fill(skeleton, lambda _kind, name: words[name])

    assert filled == f"{slot('link', 'my')} / a secret"


@given(st.lists(st.text(max_size=30), max_size=6), st.text(max_size=30))
def test_a_text_of_any_people_has_only_the_slots_we_put_there(texts, name):
    skeleton = slot("text", "name").join(plain(text) for text in texts)
    asked = []

    filled = fill(skeleton, lambda kind, slot_name: asked.append((kind, slot_name)) or name)

    assert asked == [("text", "name")] * max(len(texts) - 1, 0)
    assert filled == name.join(plain(text) for text in texts)


@given(st.text(alphabet=st.sampled_from("\ue000\ue001:textlink_my"), max_size=40))
def test_nobodys_words_become_a_slot(words):
    assert fill(plain(words + slot("link", "my") + words), lambda _kind, _name: "FILLED").count("FILLED") == 0


def test_plain_text_keeps_lines_tabs_and_every_script():
    assert plain("¡Hola!\n\tÑandú 你好 👋🏽") == "¡Hola!\n\tÑandú 你好 👋🏽"


def test_plain_text_has_no_control_characters():
    assert plain("a\x00b\x08c\x0bd\x1be\x7ff\u2028g\u2029h") == "abcdefgh"


def test_half_a_mark_is_no_slot():
    assert fill("\ue000text:name and text:name\ue001", lambda _kind, _name: "FILLED") == "\ue000text:name and text:name\ue001"
