"""By which links they came."""

from datetime import UTC, datetime

from registrations.domain import sources
from registrations.domain.sources import Source
from tests import factories

CAME_AT = datetime(2037, 12, 3, 18, tzinfo=UTC)


def came_by(event, *labels, **said):
    for label in labels:
        factories.RegistrationFactory(event=event, source=label, **said)


def test_the_most_used_label_stands_first_and_an_empty_one_is_direct(webinar):
    came_by(webinar, "newsletter", "newsletter", "newsletter", "partner", "", "")

    assert sources.of(webinar) == [Source("newsletter", 3, 0), Source("", 2, 0), Source("partner", 1, 0)]


def test_spaces_and_capitals_make_no_other_label(webinar):
    came_by(webinar, "Our Newsletter", "our  newsletter ", "our newsletter", "our newsletter")

    assert sources.of(webinar) == [Source("our newsletter", 4, 0)]


def test_who_came_is_counted_beside(webinar):
    came_by(webinar, "partner", attended_at=CAME_AT)
    came_by(webinar, "partner")

    assert sources.of(webinar) == [Source("partner", 2, 1)]


def test_who_waits_counts_and_who_gave_the_place_back_does_not_unless_they_came(webinar):
    came_by(webinar, "a waiter", status="waitlisted", turn=1)
    came_by(webinar, "left", status="withdrawn")
    came_by(webinar, "was there", status="withdrawn", attended_at=CAME_AT)

    assert sources.of(webinar) == [Source("a waiter", 1, 0), Source("was there", 1, 1)]


def test_many_labels_are_told_as_one_at_the_end(webinar):
    came_by(webinar, *[f"label {number:02}" for number in range(12)])

    told = sources.of(webinar)

    assert [source.label for source in told[:-1]] == [f"label {number:02}" for number in range(10)]
    assert told[-1] == Source(None, 2, 0)


def test_a_label_that_looks_like_an_address_is_not_named(webinar):
    came_by(webinar, "rosa@valle.example", "rosa@valle.example", "partner")

    assert sources.of(webinar) == [Source("partner", 1, 0), Source(None, 2, 0)]


def test_another_events_labels_are_not_counted(webinar):
    came_by(factories.EventFactory(), "partner")

    assert sources.of(webinar) == []


def test_all_labels_are_counted_in_one_statement_and_who_was_erased_in_another(webinar, django_assert_num_queries):
    came_by(webinar, "a", "b", "")

    with django_assert_num_queries(2):
        sources.of(webinar)
