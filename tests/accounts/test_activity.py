"""The activity log: who did what, when; appended and never changed."""

from datetime import date, time

import pytest
from django.db import IntegrityError

from events_service.accounts.domain import activity
from events_service.accounts.domain.activity import Subject
from events_service.accounts.models import Act, Deed
from events_service.events.domain import editing, hosting, publishing, scheduling
from events_service.events.domain.scheduling import Times
from events_service.events.domain.topics import topic_of
from tests import factories

A_WEEK_LATER = Times("America/Los_Angeles", date(2037, 12, 10), time(10), date(2037, 12, 10), time(11, 30))
ORGANIZATION = "/desk/organizations/valley-institute/activity/"


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


@pytest.fixture
def partner(site):
    return factories.OrganizationFactory(name="Partner", slug="partner")


def log(organization):
    return [activity.sentence(deed) for deed in activity.of_organization(organization)]


def lines(page):
    return [line.sentence for line in page.context["lines"]]


def record(institute, now, **said):
    activity.record(Act.PUBLISHED, Subject("event:7", "Who counts?"), concerns=[institute], **{"by": None, "now": now} | said)


def test_what_is_done_to_an_event_is_written_down_by_the_rule_that_does_it(institute, organizer, now):
    draft = factories.EventFactory(host=institute, title_en="Who counts?", published_at=None)

    publishing.publish(draft, by=organizer, now=now)
    scheduling.reschedule(draft, A_WEEK_LATER, by=organizer, now=now)
    publishing.cancel(draft, reason="Ill", by=organizer, now=now)
    publishing.reinstate(draft, by=organizer, now=now)

    assert log(institute) == [
        "Ines Valdivia let “Who counts?” take place after all.",
        "Ines Valdivia cancelled “Who counts?”.",
        "Ines Valdivia moved “Who counts?” to another time.",
        "Ines Valdivia published “Who counts?”.",
    ]
    assert [activity.sentence(deed) for deed in activity.of_subject(topic_of(draft))] == log(institute)


def test_a_published_series_is_written_down(institute, organizer, now):
    series = publishing.create_series(institute, details={"title_en": "Our Economy"}, now=now)

    publishing.publish_series(series, by=organizer, now=now)

    assert log(institute) == ["Ines Valdivia published “Our Economy”."]


def test_doing_it_twice_is_written_down_once(webinar, institute, organizer, now):
    for _ in range(2):
        publishing.cancel(webinar, reason="", by=organizer, now=now)
    for _ in range(2):
        publishing.reinstate(webinar, by=organizer, now=now)
        publishing.publish(webinar, by=organizer, now=now)
    for _ in range(2):
        scheduling.reschedule(webinar, A_WEEK_LATER, by=organizer, now=now)

    assert [deed.act for deed in Deed.objects.all()] == ["rescheduled", "reinstated", "cancelled"]


def test_the_times_of_a_draft_are_nobodys_news(institute, organizer, now):
    draft = factories.EventFactory(host=institute, published_at=None)

    scheduling.reschedule(draft, A_WEEK_LATER, by=organizer, now=now)

    assert log(institute) == []


def test_what_is_refused_is_not_written_down(institute, organizer, now):
    draft = factories.EventFactory(host=institute, published_at=None)

    with pytest.raises(publishing.IsDraft):
        publishing.cancel(draft, reason="", by=organizer, now=now)

    assert log(institute) == []


def test_every_host_reads_it(webinar, institute, partner, organizer, now):
    hosting.add_host(webinar, partner)

    publishing.cancel(webinar, reason="", by=organizer, now=now)

    assert log(partner)[0] == log(institute)[0] == "Ines Valdivia cancelled “Who counts as “the economy”?”."
    assert Deed.objects.filter(act=Act.CANCELLED).count() == 1


def test_who_does_not_host_reads_nothing(webinar, partner, organizer, now):
    publishing.cancel(webinar, reason="", by=organizer, now=now)

    assert log(partner) == []


def test_without_a_person_it_was_the_installation(institute, now):
    record(institute, now)

    assert log(institute) == ["The installation published “Who counts?”."]


def test_a_deed_is_never_changed_or_erased(institute, now):
    record(institute, now)
    deed = Deed.objects.get()

    with pytest.raises(IntegrityError):
        deed.save()
    for change in (deed.delete, Deed.objects.all().delete, lambda: Deed.objects.update(what="Nothing")):
        with pytest.raises(TypeError):
            change()


def test_words_that_are_too_long_are_cut(institute, now):
    activity.record(Act.HOST_ADDED, Subject("event:7", "x" * 400), concerns=[institute], by=None, now=now, more="y" * 200)

    deed = Deed.objects.get()
    assert (len(deed.what), len(deed.more)) == (300, 120)


@pytest.mark.parametrize("act", Act)
def test_every_act_is_a_sentence(act, institute, organizer, now):
    activity.record(act, Subject("x:1", "100 % Who"), concerns=[institute], by=organizer, now=now, more="Partner")

    assert log(institute)[0].endswith(".")


def test_the_pages_write_down_who_pressed_the_button(desk, institute, organizer):
    draft = factories.EventFactory(host=institute, title_en="Who counts?", published_at=None)

    desk.post(f"/desk/events/{draft.slug}/publish/")
    desk.post(f"/desk/events/{draft.slug}/cancel/", {"reason": "Ill"})
    desk.post(f"/desk/events/{draft.slug}/reinstate/")

    assert [(deed.act, deed.who) for deed in Deed.objects.all()] == [
        ("reinstated", organizer),
        ("cancelled", organizer),
        ("published", organizer),
    ]


def test_what_is_offered_for_access_is_written_down_with_its_status(desk, webinar, institute):
    page = f"/desk/events/{webinar.slug}/access/"
    desk.post(page, {"act": "save", "kind": "captions", "language": "en", "status": "planned"})
    captions = webinar.access_services.get().pk

    for act in ("booked", "remove", "remove"):
        desk.post(page, {"act": act, "service": captions})

    assert log(institute) == [
        "Ines Valdivia took back what was offered at “Who counts as “the economy”?”: Live captions in English.",
        "Ines Valdivia changed what is offered at “Who counts as “the economy”?”: Live captions in English (booked).",
        "Ines Valdivia offers at “Who counts as “the economy”?”: Live captions in English (planned).",
    ]


def test_how_places_are_given_is_written_down_where_it_is_changed(webinar, institute, organizer, now):
    publishing.edit(webinar, details={"title_en": "Who counts?"}, by=organizer, now=now)
    publishing.edit(webinar, details={"capacity": 20, "needs_approval": True}, by=organizer, now=now)
    publishing.edit(webinar, details={"capacity": 20}, by=organizer, now=now)

    assert log(institute) == ["Ines Valdivia changed how places at “Who counts?” are given."]


def test_an_answer_to_a_registration_is_written_down_without_a_name(desk, webinar, institute):
    rosa, _omar, _zoe = (factories.RegistrationFactory(event=webinar, status="pending", name=name) for name in ("Rosa", "Omar", "Zoe"))
    page = f"/desk/events/{webinar.slug}/places/{rosa.pk}/"

    for act in ("approve", "approve", "decline"):
        desk.post(page, {"act": act})

    assert log(institute) == ["Ines Valdivia approved a registration for “Who counts as “the economy”?”. Without an answer: 2."]


def test_an_organization_shows_who_did_what_and_leads_to_the_event(desk, webinar, organizer, now):
    publishing.cancel(webinar, reason="", by=organizer, now=now)

    page = desk.get(ORGANIZATION)

    assert lines(page) == ["Ines Valdivia cancelled “Who counts as “the economy”?”."]
    assert f'href="/desk/events/{webinar.slug}/"' in page.content.decode()


def test_an_event_is_called_as_it_is_called_now(desk, webinar, organizer, now):
    publishing.cancel(webinar, reason="", by=organizer, now=now)
    publishing.edit(webinar, details={"title_en": "Another name"}, now=now)

    assert lines(desk.get(ORGANIZATION)) == ["Ines Valdivia cancelled “Another name”."]


def test_an_event_shows_what_was_done_to_it_and_nothing_else(desk, webinar, institute, organizer, now):
    publishing.cancel(webinar, reason="", by=organizer, now=now)
    publishing.cancel(factories.EventFactory(host=institute), reason="", by=organizer, now=now)

    page = desk.get(f"/desk/events/{webinar.slug}/activity/")

    assert lines(page) == ["Ines Valdivia cancelled “Who counts as “the economy”?”."]


def test_names_are_shown_as_they_are_typed(desk, webinar, organizer, now):
    organizer.name = "<b>Ines</b> %(what)s"
    organizer.save()

    publishing.cancel(webinar, reason="", by=organizer, now=now)

    assert "&lt;b&gt;Ines&lt;/b&gt; %(what)s cancelled" in desk.get(ORGANIZATION).content.decode()


def test_a_long_log_goes_on_on_another_page(desk, institute, now):
    for _ in range(51):
        record(institute, now)

    assert [len(lines(desk.get(ORGANIZATION, {"page": number}))) for number in (1, 2)] == [50, 1]


def test_the_log_takes_as_many_queries_for_three_deeds_as_for_one(desk, institute, organizer, now, django_assert_max_num_queries):
    def queries():
        with django_assert_max_num_queries(30) as captured:
            assert desk.get(ORGANIZATION).status_code == 200
        return len(captured)

    publishing.cancel(factories.EventFactory(host=institute), reason="", by=organizer, now=now)
    one = queries()
    for _ in range(2):
        publishing.cancel(factories.EventFactory(host=institute), reason="", by=factories.UserFactory(), now=now)

    assert queries() == one


def test_publishing_on_the_page_names_who_does(institute, organizer, webinar, now):
    written = editing.Written({"title_en": "Who counts?"}, None, editing.RoomDetails(), [])
    draft = factories.EventFactory(host=institute, published_at=None)

    editing.change(draft, written=written, publish=True, by=organizer, now=now)

    assert log(institute) == ["Ines Valdivia published “Who counts?”."]
