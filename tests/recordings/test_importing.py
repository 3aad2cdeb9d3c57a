"""Bringing the past in, by the command that a person types."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from events_service.events.models import Article, Event
from recordings.domain import publishing
from recordings.models import Player, Recap, Recording
from tests import factories

PAGE = Path(__file__).parent / "fixtures" / "page.json"
TITLE = "Webinar: Solidarity Economics: OUR Movement, OUR Economy"
RECORDING = '<a href="https://youtu.be/hK4I3UEKcEs">Recording</a>'


def bring(source, *options, organization="valley-institute"):
    """Return what the command prints."""
    out = StringIO()
    call_command("import_wordpress", str(source), "--organization", organization, *options, stdout=out)
    return out.getvalue()


def refusal(source, *options, organization="valley-institute"):
    """Return the sentence with which the command ends, and what it printed before; nothing may be written."""
    out = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("import_wordpress", str(source), "--organization", organization, *options, stdout=out)
    assert refused.value.returncode == 1
    assert not Event.objects.exists()
    assert not Article.objects.exists()
    return str(refused.value), out.getvalue()


@pytest.fixture
def page(tmp_path):
    """Write a page's HTML, or any other thing, as a file and return its path."""

    def write(content, name="page.html"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def post(html, **said):
    return {"id": 1, "link": "https://valley.example/one/", "title": {"rendered": "Our work"}, "content": {"rendered": html}, **said}


# What is made


def test_past_webinar_becomes_a_draft_without_a_date(institute):
    bring(PAGE)

    event = Event.objects.get()
    assert (event.title_en, event.precision, event.starts_on, event.published_at) == (TITLE, "none", None, None)
    assert [hosting.organization for hosting in event.hostings.all()] == [institute]


def test_its_recording_and_recap_are_there_and_not_shown(institute):
    bring(PAGE)

    recording, recap = Recording.objects.get(), Recap.objects.get()
    assert (recording.player, recording.video_id, recording.published_at) == (Player.YOUTUBE, "hK4I3UEKcEs", None)
    assert (recap.url, recap.published_at) == ("https://transform.ucsc.edu/past-event-solidarity-economics/", None)


def test_what_the_page_says_of_it_becomes_its_text(institute):
    bring(PAGE)

    assert Event.objects.get().text_en == (
        "Advocates and movement leaders talk about a book, "
        "[Solidarity Economics: Why Mutuality and Movements Matter](<https://solidarityeconomics.org/se-book/>)"
    )


def test_articles_are_there_with_outlet_date_and_author(institute):
    bring(PAGE)

    assert [(a.outlet, a.precision, str(a.published_on), a.authors) for a in Article.objects.order_by("id")] == [
        ("The Nonprofit Quarterly", "day", "2020-04-20", ""),
        ("The American Prospect", "day", "2020-03-23", ""),
        ("Forbes.com", "month", "2020-06-01", "Morgan Simon"),
    ]


def test_person_is_told_what_was_made(institute):
    told = bring(PAGE)

    assert f"Made: {TITLE} (date not recorded)" in told
    assert told.endswith("Events: 1 made as drafts, 0 already here. Articles: 3 made, 0 already here.\n")


def test_spanish_event_is_kept_in_spanish(institute, page):
    bring(page("<h2>Eventos pasados</h2><h3>Taller: Nuestra economía</h3><p>junio de 2020</p>"))

    event = Event.objects.get()
    assert (event.title_en, event.title_es, event.language, event.kind) == ("", "Taller: Nuestra economía", "es", "workshop")
    assert (event.precision, str(event.starts_on)) == ("month", "2020-06-01")


def test_markup_in_a_page_s_words_stays_words(institute, page):
    bring(page("<h2>Past events</h2><h3>One</h3><p># Not *bold* [x](javascript:alert(1)) &lt;script&gt;</p><script>alert(1)</script>"))

    assert Event.objects.get().text_en == r"\# Not \*bold\* \[x\](javascript:alert(1)) \<script\>"


def test_title_that_no_column_takes_is_cut(institute, page):
    bring(page(f"<h2>Past events</h2><h3>{'Long ' * 100}</h3>"))

    assert len(Event.objects.get().title_en) == 300


def test_draft_without_a_date_can_be_published_to_the_archive_as_it_is(institute, now):
    bring(PAGE)
    event = Event.objects.get()

    publishing.events_publishing.publish(event, now=now)
    publishing.publish(event, now=now)

    assert list(Event.objects.listed().over(now)) == [event]


# Twice is once


def test_bringing_in_twice_changes_nothing(institute):
    bring(PAGE)

    told = bring(PAGE)

    assert (Event.objects.count(), Recording.objects.count(), Recap.objects.count(), Article.objects.count()) == (1, 1, 1, 3)
    assert told.endswith("Events: 0 made as drafts, 1 already here. Articles: 0 made, 3 already here.\n")


def test_what_was_changed_by_hand_stays(institute, now):
    bring(PAGE)
    event = Event.objects.get()
    publishing.events_publishing.edit(event, details={"title_en": "Our own title"}, now=now)
    publishing.set_recording(event, url="https://vimeo.com/76979871", language="en", duration_seconds=None, now=now)
    publishing.set_recap(event, url="", text_en="Our own recap", text_es="")
    Article.objects.filter(outlet="Forbes.com").update(outlet="Forbes", url="https://forbes.example/moved")

    bring(PAGE)

    assert (Event.objects.get().title_en, Recording.objects.get().url) == ("Our own title", "https://vimeo.com/76979871")
    assert (Recap.objects.get().text_en, Recap.objects.get().url, Article.objects.count()) == ("Our own recap", "", 3)


def test_same_webinar_from_its_own_post_is_the_same_event(institute, page):
    bring(PAGE)
    own = post(
        f"<p>It was good.</p>{RECORDING}", title={"rendered": "Solidarity Economics"}, slug="past-event-solidarity-economics", type="post"
    )

    bring(page(json.dumps(own)))

    assert Event.objects.count() == 1


def test_events_that_share_one_page_of_recaps_stay_two(institute, page):
    listed = page(
        '<h2>Past events</h2><h3>One</h3><a href="https://v.example/recaps">Recap</a><h3>Two</h3><a href="https://v.example/recaps">Recap</a>'
    )

    bring(listed)
    bring(listed)

    assert Event.objects.count() == 2


def test_another_organization_brings_in_its_own(institute):
    factories.OrganizationFactory(name="Elsewhere", slug="elsewhere")
    bring(PAGE)

    bring(PAGE, organization="elsewhere")

    assert Event.objects.count() == 2


# The dry run and JSON


def test_dry_run_tells_and_writes_nothing(institute):
    told = bring(PAGE, "--dry-run")

    assert f"Found: {TITLE}" in told
    assert not Event.objects.exists()
    assert not Article.objects.exists()


def test_json_has_the_promised_shape(institute):
    printed = json.loads(bring(PAGE, "--json", "--dry-run"))

    assert printed["events"] == [
        {
            "title": TITLE,
            "date": None,
            "links": [
                {"url": "https://solidarityeconomics.org/se-book/", "kind": "other"},
                {"url": "https://transform.ucsc.edu/past-event-solidarity-economics/", "kind": "recap"},
                {"url": "https://youtu.be/hK4I3UEKcEs", "kind": "recording"},
            ],
        }
    ]
    assert printed["articles"][1] == {
        "title": "Solidarity Economics—for the Coronavirus Crisis and Beyond",
        "url": "https://prospect.org/economy/solidarity-economics-for-the-coronavirus-crisis-and-beyond/",
        "outlet": "The American Prospect",
        "date": "2020-03-23",
        "authors": [],
    }
    assert (len(printed["articles"]), printed["error"]) == (3, None)


def test_page_without_past_events_is_no_error(institute, page):
    source = page("<h2>Upcoming events</h2><h3>Soon</h3>")

    assert json.loads(bring(source, "--json")) == {"events": [], "articles": [], "error": None}
    assert bring(source).startswith("Nothing found")


# Sources


@pytest.mark.parametrize("wrap", [lambda p: p, lambda p: [p], lambda p: {"posts": [p]}, lambda p: [p, p]])
def test_json_may_hold_one_page_or_several(institute, page, wrap):
    bring(page(json.dumps(wrap(post("<h2>Past events</h2><h3>One</h3>"))), "page.json"))

    assert Event.objects.get().title_en == "One"


def test_posts_of_the_other_kind_of_json_are_read(institute, page):
    other = {
        "found": 1,
        "posts": [{"title": "Our work", "URL": "https://valley.example/one/", "content": "<h2>Past events</h2><h3>One</h3>"}],
    }

    bring(page(json.dumps(other)))

    assert Event.objects.get().title_en == "One"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_file_is_read_in_whatever_it_is_written(institute, page, charset):
    bring(page("<h2>Eventos pasados</h2><h3>Año nuevo</h3>".encode(charset)))

    assert Event.objects.get().title_es == "Año nuevo"


def test_whole_page_of_html_is_read_with_its_title_and_address(institute, page):
    html = f"""<!doctype html><html lang="es-MX"><head><title>Webinario: Uno – El sitio</title>
        <link rel="canonical" href="https://valley.example/webinario-uno/"></head>
        <body class="post-template single single-post"><header><h1>El sitio</h1></header><main><h1>Webinario:&nbsp;Uno</h1>
        <time class="entry-date published">3 de mayo de 2021</time><p>20 de abril de 2020</p>{RECORDING}</main></body></html>"""

    printed = json.loads(bring(page(html), "--json"))

    assert printed["events"] == [
        {
            "title": "Webinario: Uno",
            "date": "2020-04-20",
            "links": [
                {"url": "https://valley.example/webinario-uno/", "kind": "recap"},
                {"url": "https://youtu.be/hK4I3UEKcEs", "kind": "recording"},
            ],
        }
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "This page is empty."),
        ("  \n", "This page is empty."),
        ("<html><body><p> </p></body></html>", "This page is empty."),
        (json.dumps(post("")), "This page is empty."),
        ('{"id": 1, "content": {"rend', "This is not valid JSON, so it is no page of WordPress."),
        ("not a page at all", "This is not valid JSON, so it is no page of WordPress."),
        ("[" * 100_000, "This is not valid JSON, so it is no page of WordPress."),
        ("[]", "There is no page or post of WordPress in this JSON."),
        ('"text"', "There is no page or post of WordPress in this JSON."),
        ("[1, null]", "There is no page or post of WordPress in this JSON."),
        ('{"posts": 3}', "There is no page or post of WordPress in this JSON."),
        ('{"name": "something else"}', "There is no page or post of WordPress in this JSON."),
        (
            '{"code": "rest_forbidden", "message": "Sorry, you are not allowed.", "data": {"status": 401}}',
            "WordPress does not hand out this page: Sorry, you are not allowed.",
        ),
        (json.dumps(post("", content={"rendered": "", "protected": True})), "This page asks for a password, so there is nothing to read."),
        (
            '<html><body class="login"><form><input name="log"><input type="password" name="pwd"></form>Past events</body></html>',
            "This is a sign-in page. Save the page itself while you are signed in, and bring in that file.",
        ),
        (b"%PDF-1.7 whatever", "This is not a page but some other kind of file."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "This is not a page but some other kind of file."),
        ("<p>big</p>" * 600_000, "This file is too big: more than 5 MB."),
    ],
)
def test_what_is_no_page_is_refused_with_one_sentence(institute, page, content, sentence):
    source = page(content)

    assert refusal(source) == (sentence, "")
    said, printed = refusal(source, "--json")
    assert (said, json.loads(printed)) == (sentence, {"events": [], "articles": [], "error": sentence})


def test_file_that_is_not_there_is_named(institute, tmp_path):
    assert refusal(tmp_path / "nowhere.json")[0] == f"There is no file {tmp_path / 'nowhere.json'}."
    assert refusal(tmp_path)[0] == f"There is no file {tmp_path}."
    assert refusal("a\0b")[0].endswith(".")


def test_organization_that_is_not_here_is_named(institute):
    assert refusal(PAGE, organization="nobody")[0] == "There is no organization “nobody” here."
