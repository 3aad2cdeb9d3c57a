"""The report of a year or a series: whose it is, what it counts, and what leaves the house."""

import csv
import io
import re
from datetime import UTC, date, datetime

import pytest

from events_service.events.domain import hosting
from registrations.domain import asking
from registrations.models import AccessRequest, Answer
from tests import factories

SEEN = datetime(2037, 3, 5, 18, 5, tzinfo=UTC)


@pytest.fixture
def partner(site):
    return factories.OrganizationFactory(slug="partner", name="Partner Institute")


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


def held(host, on=date(2037, 3, 5), **changed):
    starts_at = datetime(on.year, on.month, on.day, 18, tzinfo=UTC)
    when = {"starts_on": on, "ends_on": on, "starts_at": starts_at, "ends_at": starts_at.replace(hour=19)}
    return factories.EventFactory(host=host, **when, **changed)


def comes(event, address, *, is_seen=True, **changed):
    seen = {"attended_at": SEEN} if is_seen else {}
    return factories.RegistrationFactory(event=event, email=address, **seen, **changed)


def report(browser, **asked):
    return browser.get("/desk/report/", asked).context["report"]


def rows(browser, **asked):
    answer = browser.get("/desk/report.csv", asked)
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL))


def test_before_anything_was_held_the_page_says_what_will_be_here(desk, webinar):
    answer = desk.get("/desk/report/")

    assert "Here you will see the numbers of a year or a series" in words(answer)
    assert desk.get("/desk/report.csv").status_code == 404


def test_it_counts_places_that_were_kept_and_who_came(desk, institute):
    event = held(institute)
    comes(event, "rosa@valle.example")
    comes(event, "omar@valle.example", is_seen=False)
    comes(event, "luz@valle.example", is_seen=False, status="withdrawn")
    comes(event, "eva@valle.example", is_seen=False, status="waitlisted", turn=1)

    [line] = report(desk).events

    assert (line.event, line.registered, line.came) == (event, 2, 1)


def test_whoever_was_seen_there_came_whatever_became_of_the_place(desk, institute):
    comes(held(institute), "rosa@valle.example", status="withdrawn")

    numbers = report(desk)

    assert (numbers.registered, numbers.came) == (1, 1)


def test_people_are_counted_once_and_those_who_return(desk, institute):
    first, second = held(institute), held(institute, date(2037, 4, 2))
    comes(first, "rosa@valle.example")
    comes(second, "Rosa@valle.example")
    comes(first, "omar@valle.example")
    comes(second, "omar@valle.example", is_seen=False)
    comes(second, "luz@valle.example", is_seen=False)

    numbers = report(desk)

    assert (numbers.registered, numbers.came) == (5, 3)
    people = numbers.people
    assert (people.registered, people.registered_again, people.came, people.came_again) == (3, 2, 2, 1)


def test_an_event_of_two_hosts_is_counted_once_in_the_report_of_each(client, institute, partner):
    event = held(institute)
    hosting.add_host(event, partner)
    comes(event, "rosa@valle.example")

    for host, other in ((institute, partner), (partner, institute)):
        client.force_login(factories.MembershipFactory(organization=host).user)
        numbers = report(client)
        assert [(line.event, line.others, line.registered) for line in numbers.events] == [(event, [other], 1)]
        assert (numbers.registered, numbers.shared) == (1, 1)


def test_what_is_cancelled_to_come_a_draft_or_somebody_elses_is_left_out(desk, institute, partner, webinar):
    event = held(institute)
    held(institute, cancelled_at=SEEN)
    held(institute, published_at=None)
    held(partner)

    numbers = report(desk)

    assert [line.event for line in numbers.events] == [event]
    assert (numbers.cancelled, numbers.coming) == (1, 1)


def test_years_and_series_are_there_to_choose_the_latest_year_first(desk, institute):
    series = factories.SeriesFactory(host=institute, slug="our-economy")
    old, new = held(institute, date(2036, 5, 1), series=series), held(institute)
    undated = factories.EventFactory(
        host=institute, series=series, precision="none", **dict.fromkeys(("starts_on", "ends_on", "starts_at", "ends_at"))
    )

    periods = [period.key for period in desk.get("/desk/report/").context["choice"].periods]

    assert periods == ["year-2037", "year-2036", "series-our-economy"]
    assert [line.event for line in report(desk).events] == [new]
    assert [line.event for line in report(desk, period="year-2036").events] == [old]
    assert [line.event for line in report(desk, period="series-our-economy").events] == [old, undated]


@pytest.mark.parametrize("period", ["", "year-1815", "year-", "series-nothing", "x" * 5_000])
def test_a_period_that_makes_no_sense_is_the_latest_year(desk, institute, period):
    held(institute)

    assert len(report(desk, period=period).events) == 1


def test_places_are_divided_by_country_language_and_source(desk, institute):
    event = held(institute)
    comes(event, "a@valle.example", zone="America/Mexico_City", language="es", source="newsletter")
    comes(event, "b@valle.example", zone="America/Tijuana", language="es", is_seen=False)
    comes(event, "c@valle.example", zone="America/Los_Angeles", source="newsletter")
    comes(event, "d@valle.example", zone="UTC", is_seen=False)

    numbers = report(desk)

    assert [(part.words, part.registered, part.came) for part in numbers.countries] == [
        ("Mexico", 2, 1),
        ("United States", 1, 1),
        ("", 1, 0),
    ]
    assert [(part.words, part.registered, part.came) for part in numbers.languages] == [("English", 2, 1), ("Spanish", 2, 1)]
    assert [(part.words, part.registered, part.came) for part in numbers.sources] == [("newsletter", 2, 2), ("", 2, 0)]


def test_it_speaks_the_readers_language(desk, institute):
    comes(held(institute), "a@valle.example", zone="America/Mexico_City")

    numbers = desk.get("/es/desk/report/").context["report"]

    assert [part.words for part in numbers.countries + numbers.languages] == ["México", "inglés"]


def test_no_name_and_no_address_is_in_it_not_even_for_organizers(desk, institute):
    rosa = comes(held(institute), "rosa@valle.example", name="Rosa Valle")

    page, table = desk.get("/desk/report/").content.decode(), str(rows(desk))

    assert [secret for secret in (rosa.name, rosa.email, rosa.key) if secret in page + table] == []


def test_a_viewer_reads_it(client, institute):
    held(institute)
    client.force_login(factories.MembershipFactory(organization=institute, role="viewer").user)

    assert len(report(client).events) == 1
    assert rows(client)[1][:2] == ["All events", "1"]


@pytest.mark.parametrize("path", ["/desk/report/", "/desk/report.csv"])
def test_a_stranger_does_not(client, stranger, institute, path):
    event = held(institute)
    client.force_login(stranger)

    own, asked = client.get(path), client.get(path, {"organization": institute.slug})

    assert event.title_en not in own.content.decode()
    assert asked.status_code == 404


@pytest.mark.parametrize("path", ["/desk/report/", "/desk/report.csv"])
def test_who_is_not_signed_in_is_led_to_sign_in(client, institute, path):
    assert client.get(path).url.startswith("/sign-in/?next=/desk/report")


@pytest.mark.parametrize("path", ["/desk/report/", "/desk/report.csv"])
def test_nobody_keeps_it(desk, institute, path):
    held(institute)

    answer = desk.get(path)

    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-store", "noindex")


def test_whoever_works_for_two_organizations_chooses(desk, organizer, institute, partner):
    factories.MembershipFactory(user=organizer, organization=partner)
    held(institute)
    theirs = held(partner)

    assert [line.event for line in report(desk, organization="partner").events] == [theirs]
    assert '<option value="partner" selected>' in desk.get("/desk/report/", {"organization": "partner"}).content.decode()


def test_the_table_holds_the_same_numbers(desk, institute, partner):
    event = held(institute, title_en="Who counts?")
    hosting.add_host(event, partner)
    comes(event, "rosa@valle.example", source="newsletter")

    answer = desk.get("/desk/report.csv")

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="report-valley-institute-year-2037.csv"'
    assert answer.streaming
    head, _line_end, _rest = answer.getvalue().partition(b"\r\n")
    assert head.decode("utf-8-sig") == "What,Which,Date,Hosted with,Registered,Came,Asked for it,Were told yes,Events that had it"
    assert [row[:6] for row in rows(desk)[1:]] == [
        ["All events", "1", "", "", "1", "1"],
        ["People", "", "", "", "1", "1"],
        ["People at more than one event", "", "", "", "0", "0"],
        ["Event", "Who counts?", "2037-03-05", "Partner Institute", "1", "1"],
        ["Language of messages", "English", "", "", "1", "1"],
        ["Country, by time zone", "Mexico", "", "", "1", "1"],
        ["Source, by the link they came by", "newsletter", "", "", "1", "1"],
    ]


def test_every_row_of_the_table_is_as_long_as_its_headings(desk, institute, now):
    event = held(institute)
    asking.ask(comes(event, "omar@valle.example"), [], words="A ramp", now=now)

    assert {len(row) for row in rows(desk)} == {9}


def test_no_words_of_a_visitor_become_a_formula(desk, institute):
    comes(held(institute, title_en='=HYPERLINK("https://evil.example")'), "rosa@valle.example", source="@SUM(1+1)")

    cells = [row[1] for row in rows(desk)]

    assert '\'=HYPERLINK("https://evil.example")' in cells
    assert "'@SUM(1+1)" in cells


def test_the_bars_are_as_long_as_the_numbers(desk, institute):
    large, small = held(institute), held(institute, date(2037, 4, 2))
    for number in range(4):
        comes(large, f"person{number}@valle.example")
    comes(small, "rosa@valle.example", is_seen=False)

    page = desk.get("/desk/report/").content.decode()

    assert re.findall(r'class="(reg|att)" x="1" y="\d" width="(\d+)"', page) == [
        ("reg", "198"),
        ("att", "198"),
        ("reg", "50"),
        ("att", "0"),
    ]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("/desk/report/", 21), ("/desk/report.csv", 20)])
def test_it_takes_as_many_queries_for_three_events_as_for_one(desk, institute, partner, path, queries, count, django_assert_num_queries):
    for number in range(count):
        event = held(institute, date(2037, 3, 1 + number), series=factories.SeriesFactory(host=institute))
        hosting.add_host(event, partner)
        comes(event, f"person{number}@valle.example", source=f"label{number}")

    with django_assert_num_queries(queries):
        answer = desk.get(path)
        assert b"".join(answer) if answer.streaming else answer.content


def test_it_says_what_was_asked_for_and_given_before_and_after_the_erasing(desk, institute, now):
    event = held(institute)
    captions = event.access_services.create(kind="captions", language="en", status="confirmed", changed_at=now)
    slides = event.access_services.create(kind="slides", changed_at=now)
    event.access_services.create(kind="phone", changed_at=now)
    asking.ask(comes(event, "rosa@valle.example"), [captions.pk, slides.pk], words="", now=now)
    asking.ask(comes(event, "omar@valle.example"), [], words="A ramp", now=now)
    asking.answer(AccessRequest.objects.get(words=""), Answer.YES)

    before = report(desk).access
    asking.erase_spent(now)

    assert [(one.words, one.asked, one.given, one.events) for one in before] == [
        ("", 2, 1, 0),
        ("Live captions in English", 1, 1, 1),
        ("Slides ahead of time", 1, 1, 0),
    ]
    assert report(desk).access == before
    assert "Access, asked and given" in words(desk.get("/desk/report/"))
    assert ["Access", "Live captions in English", "", "", "", "", "1", "1", "1"] in rows(desk)
    assert "ramp" not in str(rows(desk))
