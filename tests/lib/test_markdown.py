"""Markdown: whatever is pasted in, what comes out cannot run and loads nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_service.lib.markdown import to_html, to_text

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "<svg/onload=alert(1)>",
    "<iframe src='https://evil.example'></iframe>",
    "<p style='position:fixed'>x</p>",
    "![x](https://evil.example/pixel.gif)",
    '[x](https://a.example "t\\" onmouseover=alert(1) ")',
    "<https://a.example/\"onclick='x'>",
]


@pytest.mark.parametrize("source", HOSTILE)
def test_what_would_run_or_load_is_not_there(source):
    html = to_html(source)

    tags = "".join(part.partition(">")[0] + "\n" for part in html.split("<")[1:]).lower()
    for poison in ("script", "iframe", "svg", "img", "style", " onerror", " onload", "javascript:", "data:", "vbscript:"):
        assert poison not in tags
    assert not any(attribute.startswith("on") for attribute in tags.replace('title="t&quot; onmouseover', "").split())


def test_html_that_somebody_types_is_shown_as_typed():
    assert to_html("<b>bold</b> & more") == "<p>&lt;b&gt;bold&lt;/b&gt; &amp; more</p>\n"


def test_an_image_is_dropped_and_the_words_beside_it_stay():
    assert to_html("before ![alt](https://evil.example/pixel.gif) after") == "<p>before  after</p>\n"


def test_a_link_goes_out_without_trust():
    assert to_html("[here](https://a.example/?x=1&y=2)") == (
        '<p><a href="https://a.example/?x=1&amp;y=2" rel="noopener nofollow">here</a></p>\n'
    )


@pytest.mark.parametrize("target", ["mailto:rosa@valley.example", "tel:+15551234567", "http://a.example"])
def test_links_to_people_are_kept(target):
    assert f'href="{target}"' in to_html(f"[x]({target})")


def test_the_pages_own_first_heading_stays_the_only_one():
    assert to_html("# One\n\n## Two\n\n### Three") == "<h2>One</h2>\n<h2>Two</h2>\n<h3>Three</h3>\n"
    assert to_html("One\n===") == "<h2>One</h2>\n"


def test_lists_tables_and_line_breaks_are_what_people_expect():
    assert "<li>a</li>" in to_html("- a\n- b")
    assert "<td>1</td>" in to_html("| a |\n|---|\n| 1 |")
    assert to_html("one\ntwo") == "<p>one<br>\ntwo</p>\n"
    assert "<s>gone</s>" in to_html("~~gone~~")


def test_the_words_alone_have_no_markup():
    assert to_text("# Hi\n\n**R&D** for [all](https://a.example) <3") == "Hi\nR&D for all <3"


@given(st.text(max_size=200))
def test_any_text_at_all_is_rendered_and_carries_no_handler(source):
    html = to_html(source)

    assert "<script" not in html
    assert "<img" not in html


@pytest.mark.parametrize("source", ["[" * 5_000, "> " * 2_000, "*a " * 3_000, "`" * 5_000, "- " * 2_000])
def test_a_text_made_to_choke_us_is_done_in_a_moment(source):
    assert to_html(source) is not None
