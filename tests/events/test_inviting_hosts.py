"""Asking another organization to host along: who sees what, who may do what, who is told."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from events_service.events.domain import hosting, inviting_hosts
from events_service.events.models import Event, HostInvitation
from events_service.mail.domain import sending
from events_service.mail.models import Delivery, Fate
from tests.factories import EventFactory, MembershipFactory, OrganizationFactory, RegistrationFactory, SeriesFactory, UserFactory


@pytest.fixture
def partner(site):
    return OrganizationFactory(slug="partner", name="Partner Institute", zone="Europe/Madrid")


@pytest.fixture
def olga(partner):
    """Who may answer for the partner."""
    user = UserFactory(email="olga@partner.example", name="Olga Prieto")
    MembershipFactory(user=user, organization=partner, role="owner")
    return user


@pytest.fixture
def invited(webinar, institute, partner, olga, now):
    """The webinar, which the partner is asked to host."""
    inviting_hosts.invite(webinar, partner, host=institute, now=now)
    return webinar


@pytest.fixture
def of(client):
    """The browser of somebody who is signed in."""

    def signed_in(user):
        client.force_login(user)
        return client

    return signed_in


def hosts(event):
    return f"/desk/events/{event.slug}/hosts/"


def does(browser, event, act, organization):
    return browser.post(hosts(event), {"act": act, "organization": organization.slug})


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def test_owners_and_organizers_are_told_and_nobody_else(webinar, institute, partner, olga, now):
    organizer = MembershipFactory(organization=partner, role="organizer").user
    MembershipFactory(organization=partner, role="viewer")
    MembershipFactory(organization=partner, role="owner", user=UserFactory(is_active=False))

    told = inviting_hosts.invite(webinar, partner, host=institute, now=now)

    assert told == 2
    assert set(Delivery.objects.values_list("address", flat=True)) == {olga.email, organizer.email}


def test_the_mail_says_who_asks_what_when_and_where_to_answer(invited):
    sending.drain()

    [sent] = mail.outbox
    assert (sent.from_email, sent.to) == ("Valley Institute <events@valley.example>", ["Olga Prieto <olga@partner.example>"])
    assert sent.subject == "Valley Institute invites you to host “Who counts as “the economy”?” together"
    assert "Thursday, December 3, 2037, 7:00 PM Central European Time" in sent.body
    assert f"https://events.example/desk/events/{invited.slug}/hosts/" in sent.body
    assert "List-Unsubscribe" not in sent.extra_headers


def test_the_invitation_to_a_series_says_how_many_events_it_is_about(institute, partner, olga, now):
    series = SeriesFactory(host=institute)
    EventFactory.create_batch(2, host=institute, series=series)

    inviting_hosts.invite(series, partner, host=institute, now=now)
    sending.drain()

    [sent] = mail.outbox
    assert "It then also hosts 2 events of the series that are still to come" in sent.body
    assert f"https://events.example/desk/series/{series.slug}/hosts/" in sent.body


def test_inviting_twice_writes_once(invited, institute, partner, now):
    again = inviting_hosts.invite(invited, partner, host=institute, now=now)

    assert again == 0
    assert Delivery.objects.count() == 1


def test_who_hosts_is_not_invited(webinar, institute, now):
    with pytest.raises(inviting_hosts.HostsAlready):
        inviting_hosts.invite(webinar, institute, host=institute, now=now)


def test_who_declined_may_be_asked_again(invited, institute, partner, now):
    inviting_hosts.decline(invited, partner, now=now)

    told = inviting_hosts.invite(invited, partner, host=institute, now=now + timedelta(days=1))

    assert told == 1
    assert [invitation.declined_at for invitation in HostInvitation.objects.all()] == [None]


@pytest.mark.parametrize("act", ["withdraw", "accept", "decline"])
def test_once_it_is_settled_no_mail_leaves_any_more(invited, partner, now, act):
    changed = {} if act == "withdraw" else {"now": now}

    getattr(inviting_hosts, act)(invited, partner, **changed)

    assert [copy.state for copy in Delivery.objects.all()] == [Fate.RECALLED]


@pytest.mark.parametrize("act", [inviting_hosts.accept, inviting_hosts.decline])
def test_what_was_withdrawn_is_not_answered(invited, partner, now, act):
    inviting_hosts.withdraw(invited, partner)

    with pytest.raises(inviting_hosts.NotAskedAnyMore):
        act(invited, partner, now=now)

    assert partner not in hosting.hosts_of(invited)


def test_accepting_a_series_settles_what_was_asked_of_its_events(institute, partner, olga, now):
    series = SeriesFactory(host=institute)
    event = EventFactory(host=institute, series=series)
    for asked in (series, event):
        inviting_hosts.invite(asked, partner, host=institute, now=now)

    inviting_hosts.accept(series, partner, now=now)

    assert hosting.hosts_of(Event.objects.get(pk=event.pk)) == [institute, partner]
    assert not HostInvitation.objects.exists()
    assert {copy.state for copy in Delivery.objects.all()} == {Fate.RECALLED}


def test_a_host_invites_by_name_and_sees_who_was_asked(of, organizer, webinar, partner, olga):
    browser = of(organizer)

    answer = browser.post(hosts(webinar), {"act": "invite", "organization": "partner"}, follow=True)

    assert said(answer) == ["Partner Institute is invited: 1 person there gets a mail."]
    assert "Invited on Tue, Nov 24" in answer.content.decode()
    assert not answer.context["can_choose"]


def test_where_nobody_can_answer_the_host_is_told_so(of, organizer, webinar, partner):
    answer = of(organizer).post(hosts(webinar), {"act": "invite", "organization": "partner"}, follow=True)

    assert said(answer) == ["Partner Institute is invited. No mail leaves: nobody there can be written to."]


def test_who_hosts_already_or_is_asked_is_not_offered(of, organizer, invited, stranger):
    choosing = of(organizer).get(hosts(invited)).context["choosing"]

    assert [str(organization) for organization in choosing.fields["organization"].queryset] == ["Elsewhere"]


def test_nothing_chosen_is_said_beside_the_field(of, organizer, webinar, partner):
    answer = of(organizer).post(hosts(webinar), {"act": "invite", "organization": ""})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"organization": ["Choose an organization"]}


@pytest.mark.parametrize("act", ["", "publish", "accept", "decline", "withdraw"])
def test_an_act_that_is_not_open_is_refused_with_a_sentence(of, organizer, webinar, partner, act):
    answer = does(of(organizer), webinar, act, partner)

    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()


def test_where_there_is_one_organization_the_page_says_how_another_one_joins(of, organizer, webinar):
    page = " ".join(of(organizer).get(hosts(webinar)).content.decode().split())

    assert "Valley Institute is the only organization here so far" in page
    assert "manage.py add_organization" in page


def test_an_invitation_waits_on_the_desk(of, olga, invited):
    page = of(olga).get("/desk/").content.decode()

    assert "Valley Institute invites Partner Institute." in page
    assert f'href="{hosts(invited)}"' in page


def test_whoever_is_asked_sees_the_question_and_nothing_else(of, olga, invited):
    rosa = RegistrationFactory(event=invited, name="Rosa Valle")
    browser = of(olga)

    page = browser.get(hosts(invited)).content.decode()
    others = [browser.get(f"/desk/events/{invited.slug}/{path}").status_code for path in ("", "edit/", "registrations/", "preview/")]

    assert "Valley Institute invites Partner Institute to host this event together" in page
    assert "Thursday, December 3, 2037" in page
    assert [secret for secret in (rosa.name, rosa.email, "Leave hosting", "Invite an organization") if secret in page] == []
    assert others == [404] * 4


@pytest.mark.parametrize("act", ["invite", "withdraw", "up", "leave"])
def test_whoever_is_asked_does_nothing_but_answer(of, olga, invited, institute, partner, act):
    answers = [does(of(olga), invited, act, organization).status_code for organization in (institute, partner)]

    assert answers == [422, 422]
    assert hosting.hosts_of(invited) == [institute]


def test_who_accepts_comes_to_the_event_and_has_every_right(of, olga, invited, partner):
    rosa = RegistrationFactory(event=invited, name="Rosa Valle")
    browser = of(olga)

    answer = browser.post(hosts(invited), {"act": "accept", "organization": "partner"}, follow=True)

    assert answer.redirect_chain == [(f"/desk/events/{invited.slug}/", 302)]
    assert said(answer) == ["Partner Institute hosts it now."]
    assert rosa.email in browser.get(f"/desk/events/{invited.slug}/registrations/").content.decode()
    assert browser.get(f"/desk/events/{invited.slug}/edit/").status_code == 200
    assert [row.event for row in browser.get("/desk/").context["coming"]] == [invited]


def test_who_declines_goes_back_to_the_desk_and_the_hosts_see_it(of, olga, organizer, invited):
    answer = of(olga).post(hosts(invited), {"act": "decline", "organization": "partner"}, follow=True)

    assert answer.redirect_chain == [("/desk/", 302)]
    assert olga_sees_nothing(of(olga), invited)
    assert "Declined on Tue, Nov 24" in of(organizer).get(hosts(invited)).content.decode()


def olga_sees_nothing(browser, event):
    return browser.get(hosts(event)).status_code == 404


def test_an_invitation_is_withdrawn(of, organizer, olga, invited, partner):
    answer = of(organizer).post(hosts(invited), {"act": "withdraw", "organization": "partner"}, follow=True)

    assert said(answer) == ["Partner Institute is not invited any more."]
    assert olga_sees_nothing(of(olga), invited)


@pytest.mark.parametrize("act", ["accept", "decline"])
def test_a_question_that_was_withdrawn_meanwhile_is_answered_with_a_sentence(of, olga, organizer, invited, partner, act):
    other = EventFactory(host=partner)
    hosting.add_host(invited, OrganizationFactory(slug="third", name="Third"))
    MembershipFactory(user=olga, organization=OrganizationFactory(slug="third"), role="owner")
    inviting_hosts.withdraw(invited, partner)

    answer = does(of(olga), invited, act, partner)

    assert other.pk
    assert answer.status_code == 422
    assert "somebody was faster" in answer.content.decode()


def test_who_leaves_goes_back_to_the_desk_where_it_stands_no_more(of, olga, invited, institute, partner, now):
    inviting_hosts.accept(invited, partner, now=now)

    answer = of(olga).post(hosts(invited), {"act": "leave", "organization": "partner"}, follow=True)

    assert answer.redirect_chain == [("/desk/", 302)]
    assert answer.context["coming"] == []
    assert hosting.hosts_of(invited) == [institute]


def test_the_last_host_is_not_offered_to_leave_and_cannot(of, organizer, webinar, institute):
    browser = of(organizer)

    page = browser.get(hosts(webinar)).content.decode()
    answer = does(browser, webinar, "leave", institute)

    assert "Leave hosting" not in page
    assert answer.status_code == 422
    assert "You are the only host." in answer.content.decode()


def test_a_host_sends_nobody_else_away(of, organizer, invited, institute, partner, now):
    inviting_hosts.accept(invited, partner, now=now)

    answer = does(of(organizer), invited, "leave", partner)

    assert answer.status_code == 422
    assert hosting.hosts_of(invited) == [institute, partner]


def test_the_order_is_changed_by_any_host(of, organizer, invited, institute, partner, now):
    inviting_hosts.accept(invited, partner, now=now)

    answer = of(organizer).post(hosts(invited), {"act": "up", "organization": "partner"}, follow=True)

    assert said(answer) == ["The order is changed. Partner Institute sends the mail."]
    assert hosting.hosts_of(invited) == [partner, institute]


@pytest.mark.parametrize("role", ["viewer", None])
@pytest.mark.parametrize("side", ["institute", "partner"])
def test_viewers_and_strangers_find_nothing(of, invited, institute, partner, stranger, role, side):
    user = MembershipFactory(organization={"institute": institute, "partner": partner}[side], role=role).user if role else stranger

    answers = [does(of(user), invited, "accept", partner).status_code, of(user).get(hosts(invited)).status_code]

    assert answers == [404, 404]


def test_a_series_is_accepted_at_its_own_page(of, organizer, olga, institute, partner):
    series = SeriesFactory(host=institute, slug="our-economy")
    EventFactory.create_batch(2, host=institute, series=series)
    path = "/desk/series/our-economy/hosts/"
    of(organizer).post(path, {"act": "invite", "organization": "partner"})

    asked = of(olga).get(path).content.decode()
    answer = of(olga).post(path, {"act": "accept", "organization": "partner"}, follow=True)

    assert "It then also hosts 2 events of the series that are still to come" in asked
    assert answer.redirect_chain == [(path, 302)]
    assert "It also leaves 2 events that are still to come and have other hosts." in answer.content.decode()
    assert len(of(olga).get("/desk/").context["coming"]) == 2


def test_a_strangers_series_is_not_found(of, stranger, institute):
    series = SeriesFactory(host=institute)

    assert of(stranger).get(f"/desk/series/{series.slug}/hosts/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_for_three_hosts_as_for_one(
    of, organizer, webinar, institute, count, now, django_assert_num_queries
):
    for number in range(count):
        hosting.add_host(webinar, OrganizationFactory(slug=f"host-{number}", name=f"Host {number}"))
        inviting_hosts.invite(webinar, OrganizationFactory(slug=f"asked-{number}", name=f"Asked {number}"), host=institute, now=now)
    browser = of(organizer)
    browser.get(hosts(webinar))

    with django_assert_num_queries(11):
        browser.get(hosts(webinar))


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_takes_as_many_queries_for_three_invitations_as_for_one(
    of, olga, institute, partner, count, now, django_assert_num_queries
):
    for _ in range(count):
        inviting_hosts.invite(EventFactory(host=institute), partner, host=institute, now=now)
    browser = of(olga)
    browser.get("/desk/")

    with django_assert_num_queries(12):
        page = browser.get("/desk/").content.decode()

    assert len(re.findall("Host it together\\?", page)) == count
