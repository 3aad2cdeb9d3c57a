"""Letting somebody in: by a mail with a link, once, within seven days."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from events_service.accounts.domain import activity, inviting, people
from events_service.accounts.models import Invitation, Membership, Role, User
from events_service.lib.tokens import personal_token
from events_service.mail.models import Delivery, Fate
from tests import factories
from tests.registrations.cast import deliver

PEOPLE = "/desk/organizations/valley-institute/people/"
INVITATIONS = "/desk/organizations/valley-institute/invitations/"
SPENT = "This invitation was accepted, withdrawn or is too old. Ask whoever invited you for a new one."


@pytest.fixture
def owner(institute):
    user = factories.UserFactory(email="olga@valley.example", name="Olga Owner")
    factories.MembershipFactory(organization=institute, user=user, role="owner")
    return user


@pytest.fixture
def desk(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def invited(institute, owner, now):
    """Ana, invited as an organizer."""
    return invite(institute, owner, now)


def invite(institute, owner, now, email="ana@valle.example", role=Role.ORGANIZER):
    return inviting.invite(institute, email=email, role=role, by=owner, now=now)


def token_of(invitation):
    return personal_token("invitation", invitation.key, 1)


def link(mail):
    return re.search(r"https://events.example(/\S*invitation/\S+)", mail.body)[1]


def roles(institute):
    return {membership.user.email: membership.role for membership in people.of(institute)}


def log(institute):
    return [activity.sentence(deed) for deed in activity.of_organization(institute)]


def test_an_owner_invites_and_who_accepts_is_in(client, desk, institute):
    desk.post(PEOPLE, {"email": "ana@valle.example", "role": "organizer"})
    (mail,) = deliver()
    ana = Client()

    page = ana.post(link(mail), {"name": "Ana Prieto"}, follow=True)

    assert page.redirect_chain == [("/desk/", 302)]
    assert ana.session["_auth_user_id"] == str(User.objects.get(email="ana@valle.example").pk)
    assert roles(institute) == {"olga@valley.example": "owner", "ana@valle.example": "organizer"}
    assert log(institute) == [
        "Ana Prieto accepted the invitation. Role: Organizer.",
        "Olga Owner invited a•••@v•••.example. Role: Organizer.",
    ]


def test_the_mail_says_who_invites_to_what_as_what_and_until_when(invited):
    (mail,) = deliver()

    assert (mail.to, mail.subject) == (["ana@valle.example"], "Olga Owner invites you to Valley Institute")
    assert mail.from_email == "Valley Institute <events@valley.example>"
    assert mail.body == (
        "Hello,\n\n"
        "Olga Owner invites you to the organizer desk of Valley Institute.\n"
        "Your role: Organizer. You write events and see who registers.\n\n"
        "Open this link and press the button to accept:\n\n"
        f"https://events.example/invitation/{token_of(invited)}/\n\n"
        "It works once, until Tuesday, December 1, 2037, 9:00 AM Pacific Time.\n"
        "You do not know what this is about? Then there is nothing to do: without the link nobody gets in.\n\n"
        "--\nValley Institute\n"
    )


def test_the_link_is_kept_nowhere(invited):
    kept = [str(row) for model in (Invitation, Delivery) for row in model.objects.values()]
    kept += [str(Delivery.objects.get().message.texts)]

    assert [row for row in kept if token_of(invited) in row] == []


def test_an_address_invited_twice_has_one_invitation_and_one_mail(institute, owner, invited, now):
    again = invite(institute, owner, now + timedelta(minutes=1), email="ANA@valle.example")

    assert (again, Invitation.objects.count(), Delivery.objects.count()) == (invited, 1, 1)


def test_invited_anew_with_another_role_the_latest_one_holds(institute, owner, invited, now):
    again = invite(institute, owner, now + timedelta(minutes=1), role=Role.VIEWER)

    assert (again, again.role, Invitation.objects.count(), Delivery.objects.count()) == (invited, "viewer", 1, 2)


def test_who_has_an_account_gets_no_second_one_and_keeps_their_name(client, institute, stranger, owner, now):
    found = invite(institute, owner, now, email="EVE@elsewhere.example")

    client.post(f"/invitation/{token_of(found)}/", {"name": "Somebody Else"})

    assert roles(institute)["eve@elsewhere.example"] == "organizer"
    stranger.refresh_from_db()
    assert stranger.name == "A Person"


def test_who_has_an_account_without_a_name_says_one(client, institute, owner, now):
    nameless = factories.UserFactory(email="ana@valle.example", name="")
    found = invite(institute, owner, now)

    client.post(f"/invitation/{token_of(found)}/", {"name": "Ana Prieto"})

    nameless.refresh_from_db()
    assert nameless.name == "Ana Prieto"


def test_opening_the_link_changes_nothing(client, institute, invited):
    page = client.get(f"/invitation/{token_of(invited)}/")

    assert page.status_code == 200
    assert "sessionid" not in client.cookies
    assert Membership.objects.filter(organization=institute).count() == 1
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("same-origin", "noindex")
    assert "no-store" in page["Cache-Control"]


def test_the_link_works_once(client, institute, invited):
    client.post(f"/invitation/{token_of(invited)}/", {"name": "Ana"})

    again = Client().post(f"/invitation/{token_of(invited)}/", {"name": "Ana"})

    assert again.status_code == 410
    assert SPENT in again.content.decode()


@pytest.mark.parametrize(("after", "status"), [(timedelta(days=7, seconds=-1), 200), (timedelta(days=7), 410)])
def test_the_link_is_good_for_seven_days(client, invited, time_machine, now, after, status):
    time_machine.move_to(now + after)

    assert client.get(f"/invitation/{token_of(invited)}/").status_code == status


@pytest.mark.parametrize("token", ["x", "ñ", "A" * 46, "%00", "0" * 5_000])
def test_what_was_never_a_link_is_answered_with_a_sentence(client, invited, token):
    page = client.get(f"/invitation/{token}/")

    assert (page.status_code, SPENT in page.content.decode()) == (410, True)


@pytest.mark.parametrize("purpose", ["my", "join", "stop", "inbox"])
def test_a_link_of_another_purpose_opens_no_invitation(client, invited, purpose):
    assert client.get(f"/invitation/{personal_token(purpose, invited.key, 1)}/").status_code == 410


def test_an_account_that_was_closed_is_not_opened_by_an_invitation(client, institute, owner, now):
    factories.UserFactory(email="ana@valle.example", is_active=False)
    found = invite(institute, owner, now)

    assert client.post(f"/invitation/{token_of(found)}/", {"name": "Ana"}).status_code == 410


def test_who_came_in_another_way_keeps_their_role(client, institute, invited):
    user = factories.UserFactory(email="ana@valle.example")
    factories.MembershipFactory(organization=institute, user=user, role="owner")

    client.post(f"/invitation/{token_of(invited)}/")

    assert roles(institute)["ana@valle.example"] == "owner"


def test_who_is_signed_in_as_somebody_else_is_told_and_changes_over(desk, owner, invited):
    page = desk.get(f"/invitation/{token_of(invited)}/").content.decode()
    desk.post(f"/invitation/{token_of(invited)}/", {"name": "Ana"})

    assert "You are signed in as Olga Owner at the moment." in page
    assert desk.session["_auth_user_id"] == str(User.objects.get(email="ana@valle.example").pk)


@pytest.mark.parametrize(
    ("name", "sentence"), [("", "Enter your name"), ("  ", "Enter your name"), ("a" * 121, "Enter a name of at most 120 characters")]
)
def test_without_a_name_nobody_comes_in_and_the_sentence_stands_beside_the_field(client, institute, invited, name, sentence):
    page = client.post(f"/invitation/{token_of(invited)}/", {"name": name})

    assert (page.status_code, page.context["form"].errors["name"]) == (422, [sentence])
    assert Membership.objects.filter(organization=institute).count() == 1


def test_the_rule_asks_for_a_name_too(invited, now):
    with pytest.raises(inviting.NameMissing):
        inviting.accept(token_of(invited), now=now)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_accept_at_once_one_gets_in(institute, invited, now):
    def accept():
        try:
            return inviting.accept(token_of(invited), name="Ana", now=now)
        except inviting.InvitationSpent:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        got_in = [attempt.result() for attempt in [pool.submit(accept) for _ in range(6)]]

    assert [user.email for user in got_in if user] == ["ana@valle.example"]
    assert sorted(roles(institute)) == ["ana@valle.example", "olga@valley.example"]


@pytest.mark.django_db(transaction=True)
def test_invited_by_two_organizations_and_accepting_both_at_once_is_one_account(institute, owner, now):
    partner = factories.OrganizationFactory(name="Partner", slug="partner")
    factories.MembershipFactory(organization=partner, user=owner, role="owner")
    invitations = [invite(organization, owner, now) for organization in (institute, partner)]

    def accept(invitation):
        try:
            return inviting.accept(token_of(invitation), name="Ana", now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        users = [attempt.result() for attempt in [pool.submit(accept, invitation) for invitation in invitations]]

    assert users[0] == users[1]
    assert users[0].memberships.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_same_address_invited_by_many_at_once_has_one_invitation(institute, owner, now):
    def one_more(_):
        try:
            return invite(institute, owner, now).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(one_more, range(4)))

    assert (len(made), Invitation.objects.count(), Delivery.objects.count()) == (1, 1, 1)


def test_sent_again_it_is_good_for_another_seven_days_and_the_old_mail_still_opens_it(desk, invited, time_machine, now):
    time_machine.move_to(now + timedelta(days=8))

    desk.post(f"{INVITATIONS}{invited.key}/again/")

    invited.refresh_from_db()
    assert invited.expires_at.date() == (now + timedelta(days=15)).date()
    assert [link(mail) for mail in deliver()][-1] == f"/invitation/{token_of(invited)}/"
    assert desk.get(f"/invitation/{token_of(invited)}/").status_code == 200


def test_sent_again_at_once_it_is_refused_with_a_sentence(desk, invited):
    page = desk.post(f"{INVITATIONS}{invited.key}/again/", follow=True)

    assert [str(message) for message in page.context["messages"]] == [
        "The last mail left a moment ago. Wait two minutes before you send another one."
    ]
    assert Delivery.objects.count() == 1


def test_three_mails_an_hour_are_enough_for_an_address(desk, institute, owner, invited, time_machine, now):
    for minutes in (3, 6):
        time_machine.move_to(now + timedelta(minutes=minutes))
        desk.post(f"{INVITATIONS}{invited.key}/again/")
    desk.post(f"{INVITATIONS}{invited.key}/withdraw/")

    page = desk.post(PEOPLE, {"email": "ana@valle.example", "role": "viewer"})

    assert page.context["form"].errors["email"] == [
        "Three mails went to this address within an hour. Wait a while before you send another one."
    ]
    assert (Invitation.objects.count(), Delivery.objects.count()) == (0, 3)
    time_machine.move_to(now + timedelta(hours=2))
    assert desk.post(PEOPLE, {"email": "ana@valle.example", "role": "viewer"}).url == PEOPLE


def test_withdrawn_the_link_ends_and_the_mail_that_waits_stays(desk, institute, invited):
    page = desk.post(f"{INVITATIONS}{invited.key}/withdraw/", follow=True)

    assert page.context["pending"] == []
    assert Delivery.objects.get().state == Fate.RECALLED
    assert desk.get(f"/invitation/{token_of(invited)}/").status_code == 410
    assert log(institute)[0] == "Olga Owner withdrew the invitation of a•••@v•••.example."


@pytest.mark.parametrize("act", ["resend", "withdraw"])
def test_what_was_withdrawn_meanwhile_is_refused_with_a_sentence(institute, owner, invited, now, act):
    Invitation.objects.all().delete()

    with pytest.raises(inviting.InvitationSpent, match="in the meantime"):
        getattr(inviting, act)(invited, by=owner, now=now + timedelta(hours=1))


def test_who_is_an_owner_no_more_invites_nobody(institute, organizer, now):
    with pytest.raises(people.NotAnOwner):
        invite(institute, organizer, now)


def test_who_belongs_already_is_not_invited(desk):
    page = desk.post(PEOPLE, {"email": "OLGA@valley.example", "role": "viewer"})

    assert page.status_code == 422
    assert page.context["form"].errors["email"] == ["Whoever has this address is among your people already. Change their role there."]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"email": ""}, "email", "Enter the address of the person you invite"),
        ({"email": "ana"}, "email", "Enter an email address with an @, like rosa@valle.org"),
        ({"email": "a" * 250 + "@b.org"}, "email", "Enter an email address of at most 254 characters"),
        ({"email": "a\x00@b.org"}, "email", "Null characters are not allowed."),
        ({"role": ""}, "role", "Choose a role"),
        ({"role": "king"}, "role", "Choose a role"),
    ],
)
def test_what_cannot_be_an_invitation_is_refused_beside_the_field_and_kept(desk, typed, field, sentence):
    page = desk.post(PEOPLE, {"email": "ana@valle.example", "role": "viewer"} | typed)

    assert (page.status_code, sentence in page.context["form"].errors[field]) == (422, True)
    assert Invitation.objects.count() == 0


def test_the_desk_says_which_are_pending_which_expired_and_what_became_of_the_mail(desk, institute, invited, now):
    factories.InvitationFactory(organization=institute, sent_at=now - timedelta(days=8))
    deliver()

    pending = desk.get(PEOPLE).context["pending"]

    assert [(row.has_expired, row.fate) for row in pending] == [(True, None), (False, Fate.SENT)]


@pytest.mark.parametrize("act", ["again", "withdraw"])
@pytest.mark.parametrize("who", ["organizer", "stranger"])
def test_only_an_owner_sends_again_or_withdraws(client, organizer, stranger, invited, who, act):
    client.force_login({"organizer": organizer, "stranger": stranger}[who])

    assert client.post(f"{INVITATIONS}{invited.key}/{act}/").status_code == 404
    assert Invitation.objects.get() == invited


@pytest.mark.parametrize("act", ["again", "withdraw"])
def test_opening_those_addresses_changes_nothing(desk, invited, act):
    assert desk.get(f"{INVITATIONS}{invited.key}/{act}/").status_code == 405


def test_the_invitation_speaks_the_language_of_who_invites(desk):
    desk.post(f"/es{PEOPLE}", {"email": "ana@valle.example", "role": "viewer"})

    (mail,) = deliver()

    assert link(mail).startswith("/es/invitation/")
