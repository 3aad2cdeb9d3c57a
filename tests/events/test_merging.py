"""Two rows of one person become one: all that refers to the one refers to the other, and nobody's link breaks."""

import pytest

from events_service.accounts.domain import activity
from events_service.events.domain import merging, templates
from events_service.events.models import Appearance, Engagement, OldSlug, Speaker
from events_service.lib.tokens import personal_token
from tests import factories

PAGE = "/desk/organizations/valley-institute/speakers/merge/"


@pytest.fixture
def desk(client, organizer):
    client.force_login(organizer)
    return client


@pytest.fixture
def zoe(institute):
    return factories.SpeakerFactory(organization=institute, name="Zoe Prado", slug="zoe-prado")


@pytest.fixture
def z_prado(institute):
    return factories.SpeakerFactory(organization=institute, name="Z. Prado", slug="z-prado", about="Economist", bio_es="Vive en Madrid.")


def appears(event, speaker, role="speaker"):
    return factories.AppearanceFactory(event=event, speaker=speaker, role=role)


def invited(event, speaker, now, **said):
    return factories.EngagementFactory(event=event, speaker=speaker, invited_at=now, told_starts_at=event.starts_at, **said)


def parts():
    return set(Appearance.objects.values_list("event__slug", "speaker__name", "role"))


def test_who_stays_appears_in_place_of_the_other_once_in_each_part(webinar, institute, zoe, z_prado, now):
    other = factories.EventFactory(host=institute)
    appears(webinar, zoe)
    appears(webinar, z_prado)
    appears(webinar, z_prado, "moderator")
    appears(other, z_prado)

    merging.merge(zoe, z_prado, now=now)

    assert parts() == {
        (webinar.slug, "Zoe Prado", "speaker"),
        (webinar.slug, "Zoe Prado", "moderator"),
        (other.slug, "Zoe Prado", "speaker"),
    }
    assert [speaker.name for speaker in Speaker.objects.all()] == ["Zoe Prado"]


def test_what_is_said_of_who_stays_counts_and_what_is_missing_is_taken_over(zoe, z_prado, now):
    zoe.about = "Writer"
    zoe.save()

    kept = merging.merge(zoe, z_prado, now=now)

    assert (kept.about, kept.bio_es, kept.name) == ("Writer", "Vive en Madrid.", "Zoe Prado")


def test_the_page_of_the_other_leads_to_who_stays(client, webinar, zoe, z_prado, now):
    appears(webinar, z_prado)
    address = z_prado.get_absolute_url()

    merging.merge(zoe, z_prado, now=now)

    answer = client.get(f"/es{address}?from=x")
    assert (answer.status_code, answer["Location"]) == (301, "/es/speakers/zoe-prado/?from=x")


def test_an_event_may_have_had_the_same_address(zoe, z_prado, webinar, now):
    OldSlug.objects.create(slug="z-prado", event=webinar)

    merging.merge(zoe, z_prado, now=now)

    assert OldSlug.objects.filter(slug="z-prado").count() == 2


def test_who_is_merged_twice_still_leads_to_who_stays(client, institute, zoe, z_prado, webinar, now):
    first = factories.SpeakerFactory(organization=institute, name="Zoé Prado", slug="zoe-prado-2")
    appears(webinar, first)
    address = first.get_absolute_url()

    merging.merge(z_prado, first, now=now)
    merging.merge(zoe, z_prado, now=now)

    assert client.get(address)["Location"] == "/speakers/zoe-prado/"


def test_a_personal_link_stays_good(client, webinar, zoe, z_prado, now):
    appears(webinar, z_prado)
    theirs = invited(webinar, z_prado, now)
    link = f"/speaking/{personal_token('speaking', theirs.key, theirs.link_version)}/"

    merging.merge(zoe, z_prado, now=now)

    assert client.get(link).status_code == 200
    assert "Zoe Prado" in client.get(link).content.decode()


@pytest.mark.parametrize("is_kept_invited", [True, False])
def test_of_two_engagements_at_one_event_the_invited_one_goes_on(webinar, zoe, z_prado, now, is_kept_invited):
    one, two = (zoe, z_prado) if is_kept_invited else (z_prado, zoe)
    kept = invited(webinar, one, now, email="one@prado.example")
    factories.EngagementFactory(event=webinar, speaker=two, email="two@prado.example")

    merging.merge(zoe, z_prado, now=now)

    engagement = Engagement.objects.get()
    assert (engagement.pk, engagement.speaker, engagement.email) == (kept.pk, zoe, "one@prado.example")


def test_where_both_were_invited_it_is_refused_and_nothing_is_changed(desk, webinar, zoe, z_prado, now):
    for speaker in (zoe, z_prado):
        appears(webinar, speaker)
        invited(webinar, speaker, now)
    before = parts()

    shown = desk.get(PAGE, {"keep": zoe.pk, "other": z_prado.pk}).content.decode()
    answer = desk.post(PAGE, {"keep": zoe.pk, "other": z_prado.pk})

    assert "were both invited to these events" in " ".join(shown.split())
    assert "Make them one person" not in shown
    assert answer.status_code == 422
    assert f"Both were invited to “{webinar.title}”." in answer.content.decode()
    assert (parts(), Speaker.objects.count()) == (before, 2)


def test_templates_name_who_stays_once(webinar, institute, zoe, z_prado, organizer, now):
    for speaker in (z_prado, zoe):
        appears(webinar, speaker)
    template = templates.save(webinar, institute, name="Monthly", by=organizer, now=now)

    merging.merge(zoe, z_prado, now=now)

    template.refresh_from_db()
    assert [part["speaker"] for part in template.written["speakers"]] == [zoe.pk]


def test_the_page_shows_both_and_what_will_happen_and_does_it_at_a_second_yes(desk, webinar, institute, zoe, z_prado):
    appears(webinar, z_prado)

    shown = " ".join(desk.get(PAGE, {"keep": zoe.pk, "other": z_prado.pk}).content.decode().split())
    before = Speaker.objects.count()
    done = desk.post(PAGE, {"keep": zoe.pk, "other": z_prado.pk}, follow=True)

    assert "At 1 event Zoe Prado stands in place of Z. Prado." in shown
    assert "/speakers/z-prado/ leads to /speakers/zoe-prado/ for ever." in shown
    assert (before, Speaker.objects.count()) == (2, 1)
    assert "Zoe Prado is one person now." in done.content.decode()
    assert [activity.sentence(deed) for deed in activity.of_organization(institute)] == [
        "Ines Valdivia said that “Zoe Prado” and “Z. Prado” are one person."
    ]


@pytest.mark.parametrize("count", [1, 5])
def test_the_page_takes_as_many_queries_for_five_events_as_for_one(desk, institute, zoe, z_prado, count, django_assert_max_num_queries):
    for event in factories.EventFactory.create_batch(count, host=institute):
        appears(event, zoe)
        appears(event, z_prado)

    with django_assert_max_num_queries(16):
        desk.get(PAGE, {"keep": zoe.pk, "other": z_prado.pk})


def test_twice_is_once(desk, zoe, z_prado):
    asked = {"keep": zoe.pk, "other": z_prado.pk}
    desk.post(PAGE, asked)

    again = desk.post(PAGE, asked)

    assert again.status_code == 422
    assert Speaker.objects.count() == 1


@pytest.mark.parametrize("other", ["", "x", "0", "zoe"])
def test_who_is_nobody_or_the_same_is_said_beside_the_field(desk, zoe, other):
    page = desk.get(PAGE, {"keep": zoe.pk, "other": zoe.pk if other == "zoe" else other})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["other"]


def test_people_of_another_organization_are_not_there(desk, zoe):
    theirs = factories.SpeakerFactory(organization=factories.OrganizationFactory(slug="partner"), name="Secret Guest")

    page = desk.get(PAGE, {"keep": zoe.pk, "other": theirs.pk})

    assert page.status_code == 422
    assert "Secret Guest" not in page.content.decode()


def test_the_rule_refuses_people_of_two_organizations(zoe, now):
    theirs = factories.SpeakerFactory(organization=factories.OrganizationFactory(slug="partner"))

    with pytest.raises(merging.NotTwo):
        merging.merge(zoe, theirs, now=now)


def test_a_viewer_finds_no_such_page(client, institute):
    client.force_login(factories.MembershipFactory(organization=institute, role="viewer").user)

    assert client.get(PAGE).status_code == 404


def test_the_page_of_a_person_at_the_desk_leads_here(desk, webinar, zoe):
    appears(webinar, zoe)

    page = desk.get(f"/desk/events/{webinar.slug}/speakers/{zoe.pk}/").content.decode()

    assert f'href="{PAGE}?keep={zoe.pk}"' in page
