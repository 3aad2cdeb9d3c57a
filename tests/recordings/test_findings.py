"""What a page of WordPress tells of."""

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events_service.lib.errors import DomainError
from recordings.domain.findings import find
from recordings.domain.sources import Page, pages_at

TODAY = date(2026, 11, 24)
PAGE = Path(__file__).parent / "fixtures" / "page.json"
URL = "https://valley.example/events/"


def found(html, **page):
    return find([Page(**{"url": URL, "title": "Our work", "html": html, **page})], today=TODAY)


def events(html, **page):
    return [(event.title, event.date and event.date.iso) for event in found(html, **page).events]


def links(html, **page):
    return [(link.kind, link.url) for event in found(html, **page).events for link in event.links]


def articles(html):
    return [(a.title, a.outlet, a.date and a.date.iso, list(a.authors)) for a in found(html).articles]


def test_real_page_tells_of_its_webinar_with_recap_and_recording():
    (event,) = find(pages_at(str(PAGE)), today=TODAY).events

    assert (event.title, event.date) == ("Webinar: Solidarity Economics: OUR Movement, OUR Economy", None)
    assert [(link.kind, link.url) for link in event.links] == [
        ("other", "https://solidarityeconomics.org/se-book/"),
        ("recap", "https://transform.ucsc.edu/past-event-solidarity-economics/"),
        ("recording", "https://youtu.be/hK4I3UEKcEs"),
    ]


def test_real_page_tells_of_its_articles_with_outlet_date_and_who_a_by_line_names():
    found = find(pages_at(str(PAGE)), today=TODAY).articles

    assert [(a.title, a.outlet, a.date.iso, a.authors) for a in found] == [
        ("Scaling Economic Solidarity: The Pandemic, Nonprofits, and Power", "The Nonprofit Quarterly", "2020-04-20", ()),
        ("Solidarity Economics—for the Coronavirus Crisis and Beyond", "The American Prospect", "2020-03-23", ()),
        (
            "What’s Next? Envisioning An Equitable Economy Post Covid-19 & Systemic Racism With Dr. Manuel Pastor",
            "Forbes.com",
            "2020-06",
            ("Morgan Simon",),
        ),
    ]


# Under which heading


@pytest.mark.parametrize(
    "heading",
    [
        *(
            "Past Events",
            "PAST EVENTS",
            "past events:",
            "Past webinars",
            "Previous Events",
            "Our Past Events & Workshops",
            "Past Events (2020)",
        ),
        *(
            "Event archive",
            "Archived Webinars",
            "Past Solidarity Economics Events",
            "Past Events and Recordings",
            "Past&nbsp;Events",
            "Recordings of past events",
        ),
        *(
            "Eventos pasados",
            "Eventos anteriores",
            "EVENTOS PASADOS",
            "Nuestros eventos pasados",
            "Webinarios anteriores",
            "Talleres realizados",
        ),
        *(
            "Événements passés",
            "ÉVÉNEMENTS PASSÉS",
            "Nos e\u0301ve\u0301nements précédents",
            "Webinaires passés",
            "Archives des événements",
            "Rencontres passées",
        ),
    ],
)
def test_event_is_found_under_a_heading_that_says_past_events(heading):
    assert events(f"<h2>{heading}</h2><h3>Our Economy</h3><p>A talk.</p>") == [("Our Economy", None)]


@pytest.mark.parametrize(
    "heading",
    [
        *(
            "Events",
            "Upcoming Events",
            "News",
            "Our Past",
            "The past is not even past",
            "Upcoming and past events",
            "Eventos",
            "Próximos eventos",
        ),
        *(
            "Événements à venir",
            "Lessons from past events for organizers today",
            "Pasado y presente",
            "Prior work",
            "Events that shaped our past decade",
        ),
    ],
)
def test_event_is_not_found_under_another_heading(heading):
    assert (
        events(f'<h2>{heading}</h2><h3>Our Economy</h3><p>April 20, 2020. <a href="https://youtu.be/hK4I3UEKcEs">Recording</a></p>') == []
    )


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_heading_may_be_of_any_level(level):
    here, below = f"h{level}", f"h{level + 1}"
    html = f"<{here}>Past events</{here}><{below}>One</{below}><p>Talk</p><{here}>About us</{here}><{below}>Two</{below}>"

    assert events(html) == [("One", None)]


def test_section_ends_at_the_next_heading_of_its_level_in_whatever_boxes():
    html = """
        <div><div><div><h3>Past events</h3></div></div></div>
        <div><section class="elementor-section"><h4>One</h4></section><div><h4>Two</h4></div></div>
        <div><div><h3>Contact</h3></div><h4>Write to us</h4></div>
    """

    assert events(html) == [("One", None), ("Two", None)]


def test_section_ends_with_the_element_that_holds_it():
    html = "<section><h2>Past events</h2><h3>One</h3></section><section><h3>Our team</h3></section>"

    assert events(html) == [("One", None)]


def test_folded_part_is_a_section():
    html = "<h2>Events</h2><details><summary>Past events</summary><h4>One</h4></details><h4>Upcoming thing</h4>"

    assert events(html) == [("One", None)]


def test_other_parts_within_the_section_are_no_events():
    html = "<h2>Past events</h2><h3>One</h3><h3>Upcoming events</h3><h4>Soon</h4><h3>Related articles</h3><h4><a href='https://a.example/x'>Read</a></h4>"

    assert events(html) == [("One", None)]
    assert articles(html) == [("Read", "", None, [])]


def test_menus_footers_and_hidden_parts_are_not_read():
    past = "<h2>Past events</h2><h3>One</h3>"
    html = f"<nav>{past}</nav><footer>{past}</footer><div hidden>{past}</div><template>{past}</template><!-- {past} -->"

    assert events(html) == []


# How events are listed


def test_headings_of_years_group_events():
    html = "<h2>Past events</h2><h3>2021</h3><h4>One</h4><h4>Two</h4><p>May 3, 2021</p><h3>Spring 2020</h3><ul><li><a href='https://v.example/3'>Three</a></li></ul>"

    assert events(html) == [("One", "2021"), ("Two", "2021-05-03"), ("Three", "2020")]


def test_headings_of_kinds_group_events():
    html = "<h2>Past events</h2><h3>Webinars</h3><h4>One</h4><h3>Talks at the fair</h3><h4>Two</h4><h4>Three</h4>"

    assert events(html) == [("One", None), ("Two", None), ("Three", None)]


def test_headings_of_parts_belong_to_their_event():
    html = """
        <h2>Past events</h2>
        <h3>One</h3><h4>Speakers</h4><p>Ana</p><h4>Recording</h4><p><a href="https://vimeo.com/76979871">Here</a></p>
        <h3>Two</h3><h4>A conversation with Ana</h4><p>May 2020</p>
    """

    assert events(html) == [("One", None), ("Two", "2020-05")]
    assert links(html) == [("recording", "https://vimeo.com/76979871")]


def test_list_of_linked_titles_is_a_list_of_events():
    html = """<h2>Past events</h2><p>What we did, newest first.</p><ul>
        <li><a href="/one">One economy</a>, April 20, 2020</li>
        <li>May 2020: <a href="/two">Two economies</a></li>
        <li>Three economies (2021) – <a href="https://youtu.be/hK4I3UEKcEs">Watch the recording</a> | <a href="/r">Recap</a></li>
        <li>June 5, 2021 – Four economies – <a href="https://youtu.be/aaaaaaaaaaa">Recording</a></li>
    </ul>"""

    assert events(html) == [
        ("One economy", "2020-04-20"),
        ("Two economies", "2020-05"),
        ("Three economies", "2021"),
        ("Four economies", "2021-06-05"),
    ]


def test_bold_lines_are_titles_where_there_are_no_headings():
    html = """<h2>Past events</h2>
        <p><strong>One economy</strong></p><p>April 20, 2020</p><ul><li><a href="/r">Recap</a></li><li><a href="https://youtu.be/hK4I3UEKcEs">Recording</a></li></ul>
        <p><b>Two economies</b><br>May 2020<br><a href="https://v.example/two.mp4">Watch</a></p>"""

    assert events(html) == [("One economy", "2020-04-20"), ("Two economies", "2020-05")]
    assert links(html) == [
        ("recap", "https://valley.example/r"),
        ("recording", "https://youtu.be/hK4I3UEKcEs"),
        ("recording", "https://v.example/two.mp4"),
    ]


def test_rows_of_a_table_are_events():
    html = """<h2>Past events</h2><table><thead><tr><th>Date</th><th>Event</th></tr></thead>
        <tr><td>April 20, 2020</td><td><a href="/one">One economy</a></td></tr>
        <tr><td>May 2020</td><td>Two economies</td><td><a href="https://youtu.be/hK4I3UEKcEs">Recording</a></td></tr></table>"""

    assert events(html) == [("One economy", "2020-04-20"), ("Two economies", "2020-05")]


def test_plain_lines_over_a_date_and_links_are_titles():
    html = """<h2>Past events</h2><p>This is what we did so far.</p>
        <p>One economy</p><p>April 20, 2020</p><ul><li><a href="/r">Event recap</a></li></ul>
        <p>Two economies</p><p><a href="https://youtu.be/hK4I3UEKcEs">Recording</a></p>"""

    assert events(html) == [("One economy", "2020-04-20"), ("Two economies", None)]
    assert [kind for kind, _url in links(html)] == ["recap", "recording"]


def test_list_within_a_list_belongs_to_its_item():
    html = """<h2>Past events</h2><ul><li><strong>One economy</strong><ul><li><a href="/r">Recap</a></li><li><a href="https://youtu.be/hK4I3UEKcEs">Video</a>
        </li></ul></li><li>Two economies<ul><li>May 2020</li><li><a href="/s">Recap</a></li></ul></li></ul>"""

    assert events(html) == [("One economy", None), ("Two economies", "2020-05")]


def test_terms_and_their_descriptions_are_events():
    html = """<h2>Past events</h2><dl><dt>One economy</dt><dd>May 2020</dd><dd><a href="/r">Recap</a></dd>
        <dt>Two economies</dt><dd>2021</dd></dl>"""

    assert events(html) == [("One economy", "2020-05"), ("Two economies", "2021")]


def test_plain_words_under_the_heading_are_no_events():
    assert events('<h2>Past events</h2><p>Nothing yet. See <a href="/calendar">our calendar</a>.</p>') == []


# Links


@pytest.mark.parametrize(
    ("link", "kind"),
    [
        ('<a href="https://www.youtube.com/watch?v=hK4I3UEKcEs&t=30">Event recap</a>', "recording"),
        ('<a href="https://ucsc.zoom.us/rec/share/abc">Here</a>', "recording"),
        ('<a href="https://v.example/talk">Watch the recording</a>', "recording"),
        ('<a href="https://v.example/talk">Ver la grabación</a>', "recording"),
        ('<a href="https://v.example/talk">Voir l’enregistrement</a>', "recording"),
        ('<iframe src="https://www.youtube.com/embed/hK4I3UEKcEs"></iframe>', "recording"),
        ('<div class="wp-block-embed__wrapper">\nhttps://youtu.be/hK4I3UEKcEs\n</div>', "recording"),
        ('<a href="https://v.example/talk">Event recap</a>', "recap"),
        ('<a href="https://v.example/talk">Lee el resumen</a>', "recap"),
        ('<a href="https://v.example/talk">Compte rendu</a>', "recap"),
        ('<a href="https://v.example/past-event-talk/">Read more</a>', "recap"),
        ('<a href="https://v.example/slides.pdf">Slides</a>', "other"),
        ('<a href="https://www.youtube.com/@valley">Our channel</a>', "other"),
    ],
)
def test_link_is_told_by_where_it_leads_and_what_it_says(link, kind):
    assert [found for found, _url in links(f"<h2>Past events</h2><h3>One</h3>{link}")] == [kind]


@pytest.mark.parametrize(
    "target",
    [
        *(
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "mailto:a@v.example",
            "tel:1",
            "#top",
            "",
            "file:///etc/passwd",
        ),
        *(
            "http://localhost/r",
            "http://127.0.0.1/r",
            "https://10.0.0.1/",
            "http://169.254.169.254/",
            "http://[::1]/",
            "https://me:pw@v.example/",
        ),
        *("http://[", "https://www.facebook.com/sharer/sharer.php?u=x", "java&#10;script:alert(1)", "https://v.example/e.ics"),
    ],
)
def test_link_that_leads_nowhere_public_is_dropped(target):
    assert links(f'<h2>Past events</h2><h3>One</h3><p><a href="{target}">Recording</a></p>') == []


def test_relative_link_is_resolved_against_the_page():
    assert links('<h2>Past events</h2><h3>One</h3><a href="../recap-one/">Recap</a>') == [("recap", "https://valley.example/recap-one/")]


def test_relative_link_of_a_page_without_address_is_dropped():
    assert links('<h2>Past events</h2><h3>One</h3><a href="/recap-one/">Recap</a>', url="") == []


# Dates


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        *(
            ("April 20, 2020", "2020-04-20"),
            ("Monday, April 20th, 2020, 10 am", "2020-04-20"),
            ("Apr. 20, 2020", "2020-04-20"),
            ("20 April 2020", "2020-04-20"),
        ),
        *(
            ("April 20–22, 2020", "2020-04-20"),
            ("April 30 – May 2, 2020", "2020-04-30"),
            ("4/20/2020", "2020-04-20"),
            ("2020-04-20", "2020-04-20"),
        ),
        *(
            ("June 2020", "2020-06"),
            ("Summer 2020", "2020"),
            ("2020", "2020"),
            ("Date: 2020", None),
            ("Held on April 20, 2020 with friends", "2020-04-20"),
        ),
        *(
            ("20 de abril de 2020", "2020-04-20"),
            ("lunes 20 de abril del 2020", "2020-04-20"),
            ("junio de 2020", "2020-06"),
            ("1.º de mayo de 2020", "2020-05"),
        ),
        *(("le 20 avril 2020", "2020-04-20"), ("1er juin 2020", "2020-06-01"), ("3 août 2021", "2021-08-03"), ("décembre 2020", "2020-12")),
        *(
            ("Posted on May 3, 2021", None),
            ("Register by May 3, 2021", None),
            ("Covid-19", None),
            ("February 30", None),
            ("10:00, room 2020 B", None),
        ),
        (f"{'It was a full house and a good talk. ' * 4} The talk took place in June 2020.", "2020-06"),
        (f"{'It was a full house and a good talk. ' * 4} The book came out in June 2020.", None),
    ],
)
def test_date_is_read_as_exactly_as_it_is_written(text, iso):
    assert events(f"<h2>Past events</h2><h3>One</h3><p>{text}</p>") == [("One", iso)]


def test_day_comes_first_where_the_page_is_spanish():
    assert events("<h2>Eventos pasados</h2><h3>Uno</h3><p>4/5/2020</p>") == [("Uno", "2020-05-04")]


def test_date_in_the_title_counts_and_the_title_stays_as_written():
    assert events("<h2>Past events</h2><h3>One &amp; all&nbsp;(May 2020)</h3><p>Photo of June 1, 2021</p>") == [
        ("One & all (May 2020)", "2020-05")
    ]


def test_date_on_which_the_page_was_posted_is_never_the_event_s():
    html = """<h2>Past events</h2><h3>One</h3><time class="entry-date published" datetime="2021-05-03">May 3, 2021</time>
        <div class="entry-meta">May 3, 2021</div><div class="wp-block-post-date"><time>May 3, 2021</time></div>
        <p>Last updated: May 3, 2021</p>"""

    assert events(html) == [("One", None)]


# A page that is itself one event


def test_post_with_the_name_of_an_event_and_a_recording_is_one():
    page = {"title": "Solidarity Economics", "labels": "past-event-solidarity-economics", "type": "post"}

    assert events('<p>It was good.</p><iframe src="https://www.youtube.com/embed/hK4I3UEKcEs"></iframe>', **page) == [
        ("Solidarity Economics", None)
    ]
    assert links('<a href="https://youtu.be/hK4I3UEKcEs">Watch</a>', **page) == [
        ("recap", URL),
        ("recording", "https://youtu.be/hK4I3UEKcEs"),
    ]


def test_post_with_the_name_of_an_event_and_a_date_in_its_text_is_one():
    assert events("<p>April 20, 2020, 10 am</p><p>Ana spoke.</p>", title="Webinar: One Economy") == [("Webinar: One Economy", "2020-04-20")]


def test_page_that_wordpress_calls_an_event_is_one():
    assert events("<p>Ana speaks.</p>", title="One Economy", type="tribe_events") == [("One Economy", None)]


def test_page_of_an_event_that_is_still_to_come_is_none_of_the_past():
    assert events("<p>December 3, 2026</p>", title="One Economy", type="tribe_events") == []


@pytest.mark.parametrize("title", ["Events", "Upcoming Webinar: One", "Past Webinars 2020", "Our economy", ""])
def test_page_that_is_not_one_event_is_none(title):
    assert events('<p>April 20, 2020</p><a href="https://youtu.be/hK4I3UEKcEs">Watch</a>', title=title) == []


def test_page_that_lists_coming_events_is_not_itself_one():
    assert events("<h2>Upcoming events</h2><h3>One</h3><p>April 20, 2020</p>", title="A webinar series") == []


# Articles


@pytest.mark.parametrize(
    "heading",
    [
        *(
            "Related Articles",
            "RELATED ARTICLES",
            "Articles",
            "In the News",
            "Solidarity Economics in the news",
            "Press",
            "Press coverage",
            "Further reading",
        ),
        *(
            "Artículos relacionados",
            "Artículos",
            "En los medios",
            "Prensa",
            "Lecturas recomendadas",
            "Articles connexes",
            "Revue de presse",
            "Dans la presse",
        ),
    ],
)
def test_article_is_found_under_a_heading_that_says_so(heading):
    assert len(articles(f"<h2>{heading}</h2><ul><li><a href='https://n.example/a'>A story</a></li></ul>")) == 1


@pytest.mark.parametrize("heading", ["News", "Press contact", "Press releases", "Media", "About", "Articles of incorporation"])
def test_article_is_not_found_under_another_heading(heading):
    assert articles(f"<h2>{heading}</h2><ul><li><a href='https://n.example/a'>A story</a></li></ul>") == []


@pytest.mark.parametrize(
    ("line", "outlet", "iso", "authors"),
    [
        ("The Nation, April 20, 2020", "The Nation", "2020-04-20", []),
        ("April 20, 2020 | The Nation", "The Nation", "2020-04-20", []),
        ("The Nation (June 2020)", "The Nation", "2020-06", []),
        ("Published in The Nation on April 20, 2020", "The Nation", "2020-04-20", []),
        ("By Ana Ruiz and Luz Vega, The Nation – 2020", "The Nation", "2020", ["Ana Ruiz", "Luz Vega"]),
        ("By Ana Ruiz, The Nation, June 2020", "The Nation", "2020-06", ["Ana Ruiz"]),
        ("By Ana Ruiz, Luz Vega, and Eva Sol", "", None, ["Ana Ruiz", "Luz Vega", "Eva Sol"]),
        ("Por Ana Ruiz y Luz Vega", "", None, ["Ana Ruiz", "Luz Vega"]),
        ("Dr. Ana Ruiz discusses how we got here and where we go from here.", "", None, []),
    ],
)
def test_outlet_date_and_by_line_are_told_apart(line, outlet, iso, authors):
    assert articles(f"<h2>Articles</h2><h3><a href='https://n.example/a'>A story</a></h3><p>{line}</p>") == [
        ("A story", outlet, iso, authors)
    ]


def test_list_of_articles_is_read_line_by_line():
    html = """<h2>In the news</h2><ul>
        <li><a href="https://n.example/a">A story</a>, The Nation, April 20, 2020</li>
        <li>“<a href="https://n.example/b">Another story</a>,” <em>El País</em>, 3 de mayo de 2020</li></ul>"""

    assert articles(html) == [("A story", "The Nation", "2020-04-20", []), ("Another story", "El País", "2020-05-03", [])]


def test_article_told_of_twice_is_there_once():
    html = "<h2>Articles</h2><ul><li><a href='https://n.example/a'>A</a></li><li><a href='https://n.example/a'>A again</a></li></ul>"

    assert len(articles(html)) == 1


# Whatever comes

_TAGS = st.sampled_from(
    ["h1", "h2", "h3", "p", "ul", "li", "a", "div", "section", "strong", "br", "iframe", "tr", "td", "summary", "main", "time"]
)
_WORDS = st.sampled_from(
    [
        "Past Events",
        "Related Articles",
        "April 20, 2020",
        "Recording",
        "By Ana",
        "2020",
        "Eventos pasados",
        "<![",
        "<!--",
        "&#x0;",
        "&nbsp;",
    ]
)
_URLS = st.sampled_from(
    ["https://youtu.be/hK4I3UEKcEs", "javascript:x", "http://[", "//", "https://v.example/recap", "http://10.0.0.1", "http://\x00"]
)
_PARTS = st.one_of(
    st.builds("<{}>".format, _TAGS),
    st.builds("</{}>".format, _TAGS),
    st.builds('<a href="{}" src={}>'.format, _URLS, _URLS),
    _WORDS,
    st.text(max_size=20),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_PARTS, max_size=40))
def test_no_page_is_too_odd_to_be_read(parts):
    findings = found("".join(parts), title="A webinar")

    assert all(link.url.startswith("http") for event in findings.events for link in event.links)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(str.encode),
        st.builds('{{"content": {}}}'.format, st.text(max_size=40)).map(str.encode),
    )
)
def test_no_file_is_too_odd_to_be_read_or_refused(tmp_path, body):
    file = tmp_path / "page"
    file.write_bytes(body)

    with suppress(DomainError):
        find(pages_at(str(file)), today=TODAY)


@pytest.mark.parametrize(
    "html", ["<div>" * 30_000 + "<h2>Past events</h2>", "<li>" * 30_000, "<a>" * 30_000, "<h2>Past events</h2><h3>One</h3>" * 3_000]
)
def test_page_that_nests_without_end_is_read(html):
    assert found(html) is not None
