"""Transcripts as tools write them: what is said, by whom and when, and nothing that was not said."""

import random
import time
from contextlib import suppress
from pathlib import Path

import pytest

from recordings.domain import captions
from recordings.domain.caption_files import LARGEST
from recordings.domain.captions import Unreadable
from recordings.domain.timecodes import written

CAPTIONS = Path(__file__).parent / "fixtures" / "captions"


def read(text):
    return captions.read(text if isinstance(text, bytes) else text.encode())


def said(reading):
    return [(cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in reading.cues]


def of_file(name):
    return read((CAPTIONS / name).read_bytes())


def refusal(data):
    with pytest.raises(Unreadable) as caught:
        read(data)
    return str(caught.value.sentence)


def vtt(*blocks):
    return "WEBVTT\n\n" + "\n\n".join(blocks) + "\n"


def text_of(line):
    """What is left of one line of a caption."""
    (cue,) = read(vtt(f"00:01.000 --> 00:02.000\n{line}")).cues
    return cue.text


def speaker_of(line):
    (cue,) = read(vtt(f"00:01.000 --> 00:02.000\n{line}")).cues
    return (cue.speaker, cue.text)


# As tools write it


def test_zoom():
    assert said(of_file("zoom.vtt")) == [
        (2410, 5960, "Rosa Valle", "Good morning, and welcome to the second session."),
        (6120, 9330, "Rosa Valle", "We begin at 10:30 with one question: who cooks?"),
        (9800, 13070, "Tomás Ibarra-Luna", "Thank you. Note: nobody cooks alone."),
        (13500, 14000, "", "(laughs)"),
    ]


def test_youtube_says_every_word_once_and_in_sentences():
    reading = of_file("youtube-auto.vtt")

    assert [cue.text for cue in reading.cues] == [
        "welcome to the lending circle as infrastructure.",
        "We will ask who keeps the books.",
        "Nobody did.",
    ]
    assert (reading.cues[0].start_ms, reading.cues[1].end_ms) == (240, 7510)
    assert (reading.language, reading.warnings) == ("en", [])


def test_teams():
    assert said(of_file("teams.vtt")) == [
        (3103, 6460, "Rosa Valle", "The cooperative began with eleven people."),
        (6460, 9800, "Tomás Ibarra & Ana", "Eleven, and one stove."),
    ]


def test_otter_text_lasts_until_the_next_time():
    assert said(of_file("otter.txt")) == [
        (3000, 62000, "Rosa Valle", "Good morning. Today we look at who pays for the kitchen, and at 10:15 there is a break."),
        (62000, 3675000, "Speaker 2", "Thank you, Rosa. I have brought the ledger."),
        (3675000, 3676600, "Rosa Valle", "That was an hour."),
    ]


def test_an_editor_two_voices_in_one_caption():
    assert said(of_file("editor.srt")) == [
        (1000, 3500, "ROSA", "¿Quién cocina?"),
        (1000, 3500, "TOMÁS", "Yo."),
        (4200, 6000, "", "Y nadie más."),
    ]


def test_broken_captions_are_named_by_line_and_the_good_ones_kept():
    reading = of_file("broken.vtt")

    assert [cue.text for cue in reading.cues] == ["The first is good.", "The seventh should stand before it.", "The sixth is good."]
    assert [warning.split(":")[0] for warning in reading.warnings] == ["Line 14", "Line 18", "Line 22", "Line 26", "Line 37"]
    assert reading.warnings[1] == "Line 18: this caption ends before it begins, so it was left out: “00:00:05.000 --\u203a 00:00:04.000”."


@pytest.mark.parametrize(
    ("text", "cues"),
    [
        (
            "0:15\n15 seconds\nhello there\n1:15\n1 minute, 15 seconds\ngoodbye",
            [(15000, 75000, "", "hello there"), (75000, 76000, "", "goodbye")],
        ),
        ("[00:12] Rosa: Hello.\n[00:15.5] Well then.", [(12000, 15500, "Rosa", "Hello."), (15500, 16500, "", "Well then.")]),
        ("Rosa Valle (00:02):\nHello.\n\nTomás (00:05):\nYes.", [(2000, 5000, "Rosa Valle", "Hello."), (5000, 6000, "Tomás", "Yes.")]),
        ("0:01 one two\n0:04 three", [(1000, 4000, "", "one two"), (4000, 5000, "", "three")]),
        ("00:01:02 - one\n00:01:04 - two", [(62000, 64000, "", "one"), (64000, 65000, "", "two")]),
        ("0:00:01.000,0:00:03.000\nhello\nthere\n", [(1000, 3000, "", "hello there")]),
    ],
    ids=["YouTube’s page", "brackets", "names with times", "times in front", "dashes", "SBV"],
)
def test_plain_text_with_times(text, cues):
    assert said(read(text)) == cues


# Times


@pytest.mark.parametrize(
    ("times", "span"),
    [
        ("00:01.000 --> 00:02.000", (1000, 2000)),
        ("00:00:01,000 --> 00:00:02,000", (1000, 2000)),
        ("0:0:1.5 --> 0:0:2.25", (1500, 2250)),
        ("120:00:00.000 --> 120:00:01.000", (432000000, 432001000)),
        ("75:10.000 --> 75:11.000", (4510000, 4511000)),
        ("00:00:01:250 --> 00:00:02:000", (1250, 2000)),
        ("00:01.000-->00:02.000", (1000, 2000)),
        ("00:01.000 -> 00:02.000", (1000, 2000)),
        ("00:01.123456 --> 00:02.000 align:start line:0%", (1123, 2000)),
        ("00:01.000 --> 00:01.000", (1000, 1000)),
    ],
)
def test_times_as_people_and_tools_write_them(times, span):
    (cue,) = read(f"{times}\nhello").cues

    assert (cue.start_ms, cue.end_ms) == span


@pytest.mark.parametrize("times", ["00:00:61.000 --> 00:01:02.000", "9999:00:00.000 --> 9999:00:01.000", "--> 00:01.000", "aa --> bb"])
def test_times_that_are_none_are_told_by_line(times):
    reading = read(vtt(f"{times}\nlost", "00:05.000 --> 00:06.000\nkept"))

    assert [cue.text for cue in reading.cues] == ["kept"]
    assert [warning.split(":")[0] for warning in reading.warnings] == ["Line 3"]


def test_a_thousand_broken_captions_make_a_hundred_sentences():
    reading = read(vtt("00:05.000 --> 00:06.000\nkept", *["aa --> bb\nlost"] * 1000))

    assert len(reading.warnings) == 101
    assert reading.warnings[-1] == "And 900 more like these."


# Files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_and_every_end_of_line(encoding, end):
    text = vtt("1\n00:01.000 --> 00:02.000\nTomás says\nhello.", "2\n00:03.000 --> 00:04.000\nAnd more.").replace("\n", end)

    assert said(read(text.encode(encoding))) == [(1000, 2000, "", "Tomás says hello."), (3000, 4000, "", "And more.")]


def test_nul_and_other_unseen_characters_are_left_out():
    assert text_of("he\x00l\x07lo \ufeffthere\u2028you\ue000") == "hello there you"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"%PDF-1.7 00:01 --> 00:02", "PDF"),
        (b"PK\x03\x04word/document.xml", "Word"),
        (b"<!DOCTYPE html><p>00:01</p>", "web page"),
        (b"\xef\xbb\xbf<html>", "web page"),
        (b'{"cues": []}', "JSON"),
        (b"[\n{}]", "JSON"),
        (b"<?xml version='1.0'?><tt/>", "XML"),
        (b"{\\rtf1 0:01}", "RTF"),
        (b"\x00\x00\x00\x20ftypisom", "video"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"", "empty"),
        (b"\x00\x00 \n", "empty"),
        (b"WEBVTT\n", "No captions"),
        (b"Dear Rosa,\nthank you.", "No captions"),
        (b"WEBVTT\n\naa --> bb\nlost", "Line 3"),
        (b"0:01 " * (LARGEST // 4), "larger than 8 MB"),
    ],
)
def test_what_is_no_transcript_is_recognized_and_said(data, word):
    assert word in refusal(data)


def test_more_captions_than_anybody_says_are_refused():
    assert "50,000" in refusal("00:01 --> 00:02\na\n\n" * 50_001)


# Who speaks


@pytest.mark.parametrize(
    ("line", "spoken"),
    [
        ("Rosa: Hello.", ("Rosa", "Hello.")),
        ("ROSA VALLE: Hello.", ("ROSA VALLE", "Hello.")),
        (">> Rosa Valle: Hello.", ("Rosa Valle", "Hello.")),
        ("&gt;&gt; Rosa: Hello.", ("Rosa", "Hello.")),
        ("- Rosa: Hello.", ("Rosa", "Hello.")),
        (">> Hello.", ("", "Hello.")),
        ("Speaker 12: Hello.", ("Speaker 12", "Hello.")),
        ("Dr. Ana de la Cruz: Hello.", ("Dr. Ana de la Cruz", "Hello.")),
        ("Seán O’Brien-Walsh (VISP): Hello.", ("Seán O’Brien-Walsh (VISP)", "Hello.")),
        ("Moderadora: Hola.", ("Moderadora", "Hola.")),
        ("<v Rosa Valle>Hello.", ("Rosa Valle", "Hello.")),
        ("<v.loud Rosa>Hello.</v>", ("Rosa", "Hello.")),
        ("<v Rosa>Rosa: Hello.", ("Rosa", "Hello.")),
        ("Note: this matters.", ("", "Note: this matters.")),
        ("Nota: esto importa.", ("", "Nota: esto importa.")),
        ("10:30 is the time: now.", ("", "10:30 is the time: now.")),
        ("At 10:30", ("", "At 10:30")),
        ("Two things matter: bread and roses.", ("", "Two things matter: bread and roses.")),
        ("The Problem: nobody cooks.", ("", "The Problem: nobody cooks.")),
        ("https://valley.example", ("", "https://valley.example")),
        ("it ends so: Rosa", ("", "it ends so: Rosa")),
        ("[Music]", ("", "[Music]")),
    ],
)
def test_not_every_colon_names_a_speaker(line, spoken):
    assert speaker_of(line) == spoken


def test_who_is_named_speaks_until_the_end_of_the_caption():
    assert speaker_of("Rosa: Hello,\nand welcome.") == ("Rosa", "Hello, and welcome.")


# Markup


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("<i>all</i> of <c.yellow.bg_blue>it</c>", "all of it"),
        ("one<00:00:01.500><c> two</c>", "one two"),
        ("Tom &amp; Ana &#233;t&eacute;", "Tom & Ana été"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("a &lt;b&gt;bold&lt;/b&gt; word", "a bold word"),
        ("<scr<b>ipt>alert(1)</script>", "alert(1)"),
        ("<img src=x onerror=alert(1)", "< img src=x onerror=alert(1)"),
        ("&lt;img src=x onerror=alert(1) ", "< img src=x onerror=alert(1)"),
        ("2 < 3 and 4 > 3", "2 < 3 and 4 > 3"),
        ("one<br>two", "one two"),
        ("{\\an8}top", "top"),
    ],
)
def test_markup_is_never_emitted(line, words):
    assert text_of(line) == words


# Rolling and overlapping


def blocks(*captions_):
    return "\n\n".join(f"00:{start:06.3f} --> 00:{end:06.3f}\n{text}" for start, end, text in captions_)


@pytest.mark.parametrize(
    ("shown", "cues"),
    [
        (
            [(1, 4, "we looked at the"), (2, 6, "we looked at the numbers again.")],
            [(1000, 6000, "", "we looked at the numbers again.")],
        ),
        (
            [(1, 4, "We built the kitchen"), (3.5, 6, "together last year.")],
            [(1000, 6000, "", "We built the kitchen together last year.")],
        ),
        (
            [(0, 5, "Hello everyone."), (3, 7, "Welcome back.")],
            [(0, 3000, "", "Hello everyone."), (3000, 7000, "", "Welcome back.")],
        ),
        ([(1, 2, "Yes."), (2, 3, "Yes.")], [(1000, 2000, "", "Yes."), (2000, 3000, "", "Yes.")]),
        (
            [(1, 2, "Thank you, Rosa."), (2, 3, "Thank you, Ana.")],
            [(1000, 2000, "", "Thank you, Rosa."), (2000, 3000, "", "Thank you, Ana.")],
        ),
        ([(1, 4, "Rosa: We must"), (3, 5, "Ana: No.")], [(1000, 4000, "Rosa", "We must"), (3000, 5000, "Ana", "No.")]),
        (
            [(1, 2, "Rosa: Dr. Valle said"), (1.5, 3, "so. And left.")],
            [(1000, 2000, "Rosa", "Dr. Valle said"), (1500, 3000, "", "so. And left.")],
        ),
        ([(1, 3, "one\ntwo three"), (3, 5, "two three\nfour"), (5, 7, "four\nfive")], [(1000, 7000, "", "one two three four five")]),
        ([(1, 3, "up"), (1, 2, "stairs")], [(1000, 3000, "", "up stairs")]),
    ],
    ids=["growing", "overlapping", "two sentences", "said twice", "alike", "two at once", "nobody named", "rolling lines", "one moment"],
)
def test_what_rolls_or_overlaps_is_said_once(shown, cues):
    assert said(read(blocks(*shown))) == cues


def test_ordinary_captions_stay_as_they_are():
    assert len(read(blocks(*[(n, n + 1, f"half of a line {n}") for n in range(50)])).cues) == 50


# It never hangs, and whatever comes in, what comes out is sound

EVIL = [
    "<" * 1_000_000,
    "00:00 --> 00:10\n" + "<v " * 500_000,
    "00:00 --> 00:10\n" + "a " * 1_000_000,
    "00:00 --> 00:10\n" + "a:" * 1_000_000,
    "00:00 --> 00:10\n" + "{\\" * 1_000_000,
    "00:00 --> 00:10\n" + "&amp;" * 500_000,
    "00:00 --> 00:10" + " " * 2_000_000 + "x\nwords",
    "1:" * 1_000_000,
    "0:01 " * 500_000,
    "a" + "\t" * 2_000_000 + "0:01",
    "-->\n" * 300_000,
    ("a" + " " * 60 + "b" + " " * 50 + "\n") * 15_000,
    "00:00:00.000 --> 00:10:00.000\nx\n" * 40_000,
    ("00:00:00.000 --> 00:10:00.000\n" + "a " * 40 + "\n\n") * 15_000,
]


@pytest.mark.parametrize("text", EVIL, ids=range(len(EVIL)))
def test_no_text_makes_it_hang(text):
    began = time.process_time()
    with suppress(Unreadable):
        read(text)

    assert time.process_time() - began < 3


def test_five_hours_are_read_in_two_seconds():
    spoken = [f"{n}\n{written(n * 1000)} --> {written(n * 1000 + 1000)}\nRosa Valle: and so on {n}" for n in range(5 * 3600)]
    began = time.process_time()

    assert len(read(vtt(*spoken)).cues) == 18_000
    assert time.process_time() - began < 2


PIECES = [
    *("WEBVTT", "\n", "\n\n", "\r\n", "00:00:01.000", " --> ", "-->", "00:02,5", "99:99:99.999", "1", "NOTE x", "STYLE", " ", "…", "%PDF"),
    *("<v Rosa>", "</v>", "<i>", "<", ">", "&lt;", "&amp;lt;script&amp;gt;", "&#0;", "&#xD800;", "<script>", "{\\an8}", "\x00", "\ufeff"),
    *("Rosa: ", "10:30 ", ">> ", "- ", "word ", "¿qué? ", "\u2028", "[0:15] ", "Rosa  0:03\n", "0:00:01.000,0:00:02.000\n", "\U0001f600"),
    "00:00:01.000 --> 00:00:03.000\nhello there ",
]


def test_whatever_comes_in_what_comes_out_is_sound():
    dice = random.Random(7)  # noqa: S311  the same every time
    for _round in range(400):
        data = "".join(dice.choices(PIECES, k=dice.randint(1, 40))).encode(
            dice.choice(["utf-8", "utf-16", "utf-16-le", "cp1252"]), "replace"
        )
        check_sound(bytes(byte for byte in data if dice.random() > 0.01))


def check_sound(data):
    try:
        reading = captions.read(data)
    except Unreadable:
        return
    assert reading.cues
    starts = [cue.start_ms for cue in reading.cues]
    assert starts == sorted(starts)
    for cue in reading.cues:
        assert 0 <= cue.start_ms <= cue.end_ms < 2**31
        assert cue.text == " ".join(cue.text.split()) != ""
        assert len(cue.text) <= 2000
        assert len(cue.speaker) <= 80
        for words in (cue.text, cue.speaker):
            assert "\x00" not in words
            words.encode()
            assert not any(f"<{mark}" in words for mark in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/!?")
