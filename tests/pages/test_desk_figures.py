"""The overview of an event: what is counted, how it is drawn, and who may see it."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from events_service.mail.domain.fates import Copies
from events_service.mail.models import Delivery, Fate
from events_service.pages import charts
from events_service.pages.charts import Column
from registrations.domain import reminders
from tests import factories
from tests.registrations.cast import register

WEEK_BEFORE = datetime(2037, 11, 26, 18, 0, tzinfo=UTC)  # 10:00 in Los Angeles


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


@pytest.fixture
def viewer(client, institute):
    client.force_login(factories.MembershipFactory(organization=institute, role="viewer").user)
    return client


def overview(client, event):
    return client.get(f"/desk/events/{event.slug}/")


def test_registrations_are_drawn_by_the_day_with_their_table(desk, webinar):
    factories.RegistrationFactory.create_batch(2, event=webinar, registered_at=datetime(2037, 11, 20, 20, tzinfo=UTC))
    left_at = datetime(2037, 11, 22, 20, tzinfo=UTC)
    factories.RegistrationFactory(
        event=webinar, status="withdrawn", registered_at=datetime(2037, 11, 20, 21, tzinfo=UTC), withdrawn_at=left_at
    )

    page = overview(desk, webinar)

    assert "3 people have registered since November 1, 2037." in page.content.decode()
    assert "1 of them gave the place back." in page.content.decode()
    assert [(bar.hangs, bar.words) for bar in page.context["registering"].chart.bars] == [
        (False, "Nov 20: 3 registered, 0 gave it back"),
        (True, "Nov 22: 0 registered, 1 gave it back"),
    ]
    assert [(day, row.total) for day, row in page.context["registering"].rows] == [("Nov 20, 2037", 3), ("Nov 22, 2037", 2)]


def test_without_registrations_nothing_is_drawn(desk, webinar):
    assert 'class="chart"' not in overview(desk, webinar).content.decode()


def test_from_the_start_it_says_who_came_and_when(desk, webinar, time_machine):
    factories.RegistrationFactory(event=webinar, attended_at=datetime(2037, 12, 3, 18, 2, tzinfo=UTC))
    factories.RegistrationFactory(event=webinar)
    time_machine.move_to(datetime(2037, 12, 3, 18, 30, tzinfo=UTC))

    page = overview(desk, webinar)

    assert "1 of 2 people came by 10:30 AM, 1 not yet." in page.content.decode()
    assert [bar.words for bar in page.context["attendance"].chart.bars] == ["10:00 – 10:05 AM: 1"]
    assert [words for words, _came in page.context["attendance"].rows][::7] == ["before 9:50 AM", "10:20 – 10:25 AM", "from 10:55 AM"]
    assert page.context["attendance"].chart.flag.words == "Starts"


def test_after_the_end_who_did_not_come_did_not(desk, webinar, time_machine):
    factories.RegistrationFactory(event=webinar)
    time_machine.move_to(datetime(2037, 12, 4, tzinfo=UTC))

    assert "0 of 1 person came, 1 did not." in overview(desk, webinar).content.decode()


def test_before_the_start_nothing_is_said_of_who_came(desk, webinar):
    factories.RegistrationFactory(event=webinar)

    assert "Who came" not in overview(desk, webinar).content.decode()


@pytest.fixture
def reminded(webinar, now):
    """The reminder of the week before went to three: it reached one, one address bounced, one is on its way."""
    for email in ("rosa@valle.example", "omar@valle.example", "lena@valle.example"):
        register(webinar, email, now=now)
    reminders.switch_on(webinar, "week", now=now)
    for pk in reminders.due(WEEK_BEFORE):
        reminders.fire(pk, now=WEEK_BEFORE)
    for email, state in (("rosa@valle.example", Fate.SENT), ("omar@valle.example", Fate.BOUNCED)):
        Delivery.objects.filter(address=email, message__kind="reminder-week").update(state=state)
    return webinar


def test_a_reminder_on_the_time_line_says_what_became_of_it(desk, reminded):
    week = overview(desk, reminded).context["steps"][0]

    assert (week.planned.state, week.copies) == ("sent", Copies(left=1, in_transit=1, troubled=1, other=0))


@pytest.mark.parametrize("path", ["", "reminders/"])
def test_what_is_in_trouble_leads_to_the_mail(desk, reminded, path):
    page = desk.get(f"/desk/events/{reminded.slug}/{path}").content.decode()

    assert page.count(f'<a href="/desk/events/{reminded.slug}/mail/"><b>1</b> in trouble</a>') == 1


def test_a_viewer_sees_the_trouble_without_the_way_to_the_addresses(viewer, reminded):
    page = overview(viewer, reminded).content.decode()

    assert "<b>1</b> in trouble" in page
    assert "/mail/" not in page


def words(figures):
    return {figure.heading: (figure.number, figure.beside, figure.below, figure.alarm) for figure in figures}


def test_the_figures_say_it_in_words(desk, institute):
    event = factories.EventFactory(host=institute, capacity=2)
    factories.RegistrationFactory(event=event)
    factories.RegistrationFactory(event=event, status="waitlisted", turn=1)

    assert words(overview(desk, event).context["figures"]) == {
        "Registered": (1, "of 2", "1 place left", ""),
        "Waiting": (1, "", "The next one moves up by itself", ""),
        "Messages sent": (0, "of 0", "0 in transit, 0 in trouble", ""),
    }


def test_mail_in_trouble_is_an_alarm(desk, reminded):
    figures = words(overview(desk, reminded).context["figures"])

    assert figures["Messages sent"] == (1, "of 6", "4 in transit,", "1 in trouble")


@pytest.mark.parametrize(("hours", "below"), [(1, "1 not yet"), (2, "1 did not")])
def test_who_came_is_a_figure_from_the_start(desk, webinar, time_machine, hours, below):
    factories.RegistrationFactory(event=webinar, attended_at=datetime(2037, 12, 3, 18, 2, tzinfo=UTC))
    factories.RegistrationFactory(event=webinar)
    time_machine.move_to(datetime(2037, 12, 3, 18, tzinfo=UTC) + timedelta(hours=hours))

    assert words(overview(desk, webinar).context["figures"])["Came"] == (1, "of 2", below, "")


def spots(page):
    """Return what stands on the page in every spot that is kept up to date."""
    return dict(re.findall(r'data-live="([\w-]+)">([^<]*)<', page.content.decode()))


def fresh(client, event, **headers):
    return client.get(f"/desk/events/{event.slug}/figures/", headers=headers)


def test_what_is_asked_for_again_is_what_the_page_shows(desk, reminded):
    assert fresh(desk, reminded).json() == spots(overview(desk, reminded))


def test_a_viewer_has_the_figures_again_and_a_stranger_does_not(viewer, stranger, webinar):
    assert fresh(viewer, webinar).json()["registered-number"] == "0"

    viewer.force_login(stranger)

    assert fresh(viewer, webinar).status_code == 404


def test_who_has_the_figures_as_they_are_gets_none(desk, webinar):
    tag = fresh(desk, webinar)["ETag"]

    again = fresh(desk, webinar, if_none_match=tag)
    factories.RegistrationFactory(event=webinar)
    changed = fresh(desk, webinar, if_none_match=tag)

    assert (again.status_code, again.content) == (304, b"")
    assert (changed.status_code, changed.json()["registered-number"]) == (200, "1")


def test_the_figures_are_kept_nowhere_and_in_the_readers_language(desk, webinar):
    answer = desk.get(f"/es/desk/events/{webinar.slug}/figures/")

    assert answer["Cache-Control"] == "private, no-store"
    assert answer.json()["waiting-below"] == spots(desk.get(f"/es/desk/events/{webinar.slug}/"))["waiting-below"]


def test_the_figures_take_six_statements_however_many_registered(desk, webinar, time_machine, django_assert_num_queries):
    time_machine.move_to(datetime(2037, 12, 3, 19, tzinfo=UTC))
    factories.RegistrationFactory(event=webinar)
    with django_assert_num_queries(6):  # session, person, event, places taken and waiting, mail, who came
        fresh(desk, webinar)
    factories.RegistrationFactory.create_batch(2, event=webinar)

    with django_assert_num_queries(6):
        fresh(desk, webinar)


def test_a_reminder_that_was_not_sent_has_no_fates(desk, webinar):
    assert 'class="flow"' not in overview(desk, webinar).content.decode()


def test_a_link_to_share_says_how_to_count_by_it_while_one_may_register(desk, webinar):
    assert f"https://events.example/events/{webinar.slug}/?from=newsletter" in overview(desk, webinar).content.decode()


def test_a_link_is_not_offered_where_nobody_can_register(desk, institute):
    draft = factories.EventFactory(host=institute, published_at=None)

    assert "?from=" not in overview(desk, draft).content.decode()


def test_the_links_they_came_by_stand_in_a_table(desk, webinar):
    factories.RegistrationFactory(event=webinar, source="newsletter <b>")
    factories.RegistrationFactory.create_batch(3, event=webinar)

    page = overview(desk, webinar).content.decode()

    assert "newsletter &lt;b&gt;" in page
    assert re.findall(r'class="p" width="(\d+%)"', page) == ["75%", "25%"]


def test_no_drawing_carries_a_style_of_its_own(desk, webinar):
    factories.RegistrationFactory(event=webinar)

    page = overview(desk, webinar).content.decode()

    assert 'class="chart"' in page
    assert "style=" not in page


def test_bars_stand_on_a_line_at_zero_and_keep_to_the_scale():
    drawn = charts.bars([Column("a", "", 10), Column("b", "", 5, 2)])

    tall, half, hanging = drawn.bars
    assert [line.words for line in drawn.lines] == ["0", "5", "10"]
    assert [line.y for line in drawn.lines] == ["157.0", "89.5", "22.0"]
    assert (tall.y, tall.height) == ("22.0", "135.0")
    assert (half.y, half.height) == ("89.5", "67.5")
    assert (hanging.y, hanging.height) == ("157.0", "27.0")


@pytest.mark.parametrize(
    ("most", "lines"), [(0, ["0", "1"]), (3, ["0", "1", "2", "3"]), (9, ["0", "5", "10"]), (412, ["0", "200", "400", "600"])]
)
def test_lines_stand_at_round_numbers(most, lines):
    assert [line.words for line in charts.bars([Column("a", "", most)]).lines] == lines


@pytest.mark.parametrize("columns", [1, 5, 6, 100])
def test_few_marks_stand_below_many_bars(columns):
    marks = charts.bars([Column(str(place), "", 1) for place in range(columns)]).marks

    assert len(marks) <= 5
    assert marks[0].words == "0"
