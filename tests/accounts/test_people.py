"""Who belongs to an organization: roles, the last owner, handing over, leaving."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from events_service.accounts.domain import activity, people
from events_service.accounts.models import Membership, Role
from tests import factories
from tests.registrations.cast import deliver


@pytest.fixture
def owner(institute):
    user = factories.UserFactory(email="olga@valley.example", name="Olga Owner")
    return factories.MembershipFactory(organization=institute, user=user, role="owner")


@pytest.fixture
def ines(organizer):
    return organizer.memberships.get()


@pytest.fixture
def viewer(institute):
    user = factories.UserFactory(email="vera@valley.example", name="Vera Viewer")
    return factories.MembershipFactory(organization=institute, user=user, role="viewer")


@pytest.fixture
def desk(client, owner):
    client.force_login(owner.user)
    return client


def log(institute):
    return [activity.sentence(deed) for deed in activity.of_organization(institute)]


def said(page):
    return [str(message) for message in page.context["messages"]]


def test_owners_stand_first_then_organizers_then_viewers_as_they_came(institute, viewer, ines, owner):
    second = factories.MembershipFactory(organization=institute, role="organizer")

    assert list(people.of(institute)) == [owner, ines, second, viewer]


def test_another_role_is_given_and_written_down(owner, ines, now):
    people.change_role(ines, role=Role.VIEWER, by=owner.user, now=now)

    ines.refresh_from_db()
    assert ines.role == "viewer"
    assert log(ines.organization) == ["Olga Owner gave Ines Valdivia another role: Viewer."]


def test_the_same_role_again_is_not_written_down(owner, ines, now):
    people.change_role(ines, role=Role.ORGANIZER, by=owner.user, now=now)

    assert log(ines.organization) == []


def test_the_last_owner_keeps_the_role(owner, ines, now):
    with pytest.raises(people.LastOwner, match="Olga Owner is the last owner"):
        people.change_role(owner, role=Role.VIEWER, by=owner.user, now=now)


def test_the_last_owner_does_not_leave(owner, ines, now):
    with pytest.raises(people.LastOwner):
        people.leave(owner, successor=ines, now=now)


def test_an_owner_who_cannot_sign_in_any_more_does_not_count(owner, institute, now):
    closed = factories.MembershipFactory(organization=institute, role="owner", user=factories.UserFactory(is_active=False))

    with pytest.raises(people.LastOwner):
        people.leave(owner, successor=closed, now=now)


def test_an_owner_among_several_may_step_down(owner, institute, now):
    factories.MembershipFactory(organization=institute, role="owner")

    people.change_role(owner, role=Role.ORGANIZER, by=owner.user, now=now)

    assert list(Membership.objects.owners().filter(organization=institute)) != [owner]


def test_who_goes_hands_over_first(owner, ines, now):
    people.leave(ines, successor=owner, now=now)

    assert list(people.of(owner.organization)) == [owner]
    assert log(owner.organization) == ["Ines Valdivia left.", "Ines Valdivia hands over to Olga Owner what is to be done."]


def test_who_takes_over_is_told(owner, ines, now):
    people.leave(ines, successor=owner, now=now)

    (mail,) = deliver()
    assert (mail.to, mail.subject) == (["Olga Owner <olga@valley.example>"], "Ines Valdivia leaves Valley Institute: you take over")
    assert "https://events.example/desk/" in mail.body


def test_who_takes_over_by_their_own_act_is_not_told(owner, ines, now):
    people.remove(ines, successor=owner, by=owner.user, now=now)

    assert deliver() == []


@pytest.mark.parametrize("successor", ["nobody", "themselves", "a viewer", "a stranger"])
def test_nobody_goes_before_somebody_who_may_act_takes_over(owner, ines, viewer, stranger, now, successor):
    named = {"nobody": None, "themselves": ines, "a viewer": viewer, "a stranger": stranger.memberships.get()}[successor]

    with pytest.raises(people.NobodyTakesOver):
        people.leave(ines, successor=named, now=now)

    assert Membership.objects.filter(pk=ines.pk).exists()
    assert log(owner.organization) == []


def test_a_viewer_has_nothing_to_hand_over(owner, viewer, now):
    people.leave(viewer, now=now)

    assert log(owner.organization) == ["Vera Viewer left."]


def test_who_is_removed_hands_over_too(owner, ines, now):
    people.remove(ines, successor=owner, by=owner.user, now=now)

    assert log(owner.organization) == [
        "Olga Owner removed Ines Valdivia.",
        "Ines Valdivia hands over to Olga Owner what is to be done.",
    ]


@pytest.mark.parametrize("act", ["change_role", "remove"])
def test_who_is_an_owner_no_more_changes_nobody(owner, ines, viewer, now, act):
    act, named = (people.change_role, {"role": Role.OWNER}) if act == "change_role" else (people.remove, {})

    with pytest.raises(people.NotAnOwner):
        act(viewer, **named, by=ines.user, now=now)


def test_who_is_gone_meanwhile_is_not_changed(owner, viewer, now):
    Membership.objects.filter(pk=viewer.pk).delete()

    with pytest.raises(people.IsGone):
        people.change_role(viewer, role=Role.OWNER, by=owner.user, now=now)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["demote", "remove"])
def test_of_two_owners_who_put_each_other_out_at_once_one_remains(institute, now, act):
    first, second = factories.MembershipFactory.create_batch(2, organization=institute, role="owner")

    def put_out(other, by):
        try:
            if act == "demote":
                people.change_role(Membership.objects.get(pk=other.pk), role=Role.VIEWER, by=by.user, now=now)
            else:
                people.remove(Membership.objects.get(pk=other.pk), successor=by, by=by.user, now=now)
        except (people.NotAnOwner, people.LastOwner, people.IsGone, Membership.DoesNotExist):
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for attempt in [pool.submit(put_out, first, second), pool.submit(put_out, second, first)]:
            attempt.result()

    assert Membership.objects.owners().filter(organization=institute).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_owners_who_leave_at_once_one_remains(institute, now):
    owners = factories.MembershipFactory.create_batch(5, organization=institute, role="owner")
    organizer = factories.MembershipFactory(organization=institute)

    def leave(membership):
        try:
            people.leave(Membership.objects.get(pk=membership.pk), successor=organizer, now=now)
        except people.LastOwner:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        for attempt in [pool.submit(leave, membership) for membership in owners]:
            attempt.result()

    assert Membership.objects.owners().filter(organization=institute).count() == 1


def test_the_desk_leads_to_the_people(desk, institute):
    assert 'href="/desk/organizations/"' in desk.get("/desk/").content.decode()
    assert desk.get("/desk/organizations/").url == "/desk/organizations/valley-institute/people/"


def test_who_belongs_to_several_chooses(desk, owner):
    factories.MembershipFactory(user=owner.user, organization=factories.OrganizationFactory(name="Partner", slug="partner"))

    page = desk.get("/desk/organizations/")

    assert [str(membership.organization) for membership in page.context["memberships"]] == ["Partner", "Valley Institute"]


def test_who_belongs_nowhere_is_told_what_to_do(client, site):
    client.force_login(factories.UserFactory())

    assert "Ask an owner to invite you." in client.get("/desk/organizations/").content.decode()


@pytest.mark.parametrize(("role", "sees"), [("owner", True), ("organizer", True), ("viewer", False)])
def test_viewers_see_the_people_without_their_addresses(client, institute, owner, role, sees):
    me = factories.MembershipFactory(organization=institute, role=role).user
    factories.InvitationFactory(organization=institute, email="ana@valle.example")
    client.force_login(me)

    page = client.get("/desk/organizations/valley-institute/people/").content.decode()

    assert "Olga Owner" in page
    assert [address in page for address in ("olga@valley.example", "ana@valle.example")] == [sees, sees]


def test_who_has_no_name_is_known_by_what_is_left_of_the_address(client, owner, viewer):
    factories.MembershipFactory(organization=owner.organization, user=factories.UserFactory(email="nameless@valley.example", name=""))
    client.force_login(viewer.user)

    page = client.get("/desk/organizations/valley-institute/people/").content.decode()

    assert "nameless" not in page
    assert "n•••@v•••.example" in page


def test_an_owner_changes_a_role_on_a_page(desk, ines):
    page = desk.post(f"/desk/organizations/valley-institute/people/{ines.pk}/", {"act": "role", "role": "owner"}, follow=True)

    ines.refresh_from_db()
    assert ines.role == "owner"
    assert said(page) == ["Ines Valdivia has another role now: Owner."]


def test_the_last_owner_is_told_why_beside_the_field(desk, owner):
    page = desk.post(f"/desk/organizations/valley-institute/people/{owner.pk}/", {"act": "role", "role": "viewer"})

    assert page.status_code == 422
    assert page.context["role_form"].errors["role"] == ["Olga Owner is the last owner. Make somebody else an owner first."]


@pytest.mark.parametrize("role", ["", "king"])
def test_a_role_that_does_not_exist_is_refused_beside_the_field(desk, ines, role):
    page = desk.post(f"/desk/organizations/valley-institute/people/{ines.pk}/", {"act": "role", "role": role})

    assert page.context["role_form"].errors["role"] == ["Choose a role"]


def test_an_owner_removes_somebody_on_a_page(desk, owner, ines):
    typed = {"act": "remove", "successor": owner.pk}

    page = desk.post(f"/desk/organizations/valley-institute/people/{ines.pk}/", typed, follow=True)

    assert list(people.of(owner.organization)) == [owner]
    assert said(page) == ["Ines Valdivia is not among your people any more."]


@pytest.mark.parametrize(
    ("successor", "sentence"),
    [("", "Choose who takes over"), ("0", "Choose who takes over from the list"), ("x", "Choose who takes over from the list")],
)
def test_removing_without_a_successor_is_refused_beside_the_field(desk, ines, successor, sentence):
    page = desk.post(f"/desk/organizations/valley-institute/people/{ines.pk}/", {"act": "remove", "successor": successor})

    assert page.status_code == 422
    assert page.context["parting_form"].errors["successor"] == [sentence]


def test_the_last_owner_is_not_removed(desk, owner, ines):
    page = desk.post(f"/desk/organizations/valley-institute/people/{owner.pk}/", {"act": "remove", "successor": ines.pk})

    assert page.context["parting_form"].non_field_errors() == ["Olga Owner is the last owner. Make somebody else an owner first."]


def test_an_organizer_leaves_after_naming_who_takes_over(client, owner, ines):
    client.force_login(ines.user)

    page = client.post("/desk/organizations/valley-institute/people/leave/", {"successor": owner.pk}, follow=True)

    assert list(people.of(owner.organization)) == [owner]
    assert said(page) == ["You have left Valley Institute."]
    assert client.get("/desk/organizations/valley-institute/people/").status_code == 404


def test_a_viewer_leaves_with_one_button(client, owner, viewer):
    client.force_login(viewer.user)

    answer = client.post("/desk/organizations/valley-institute/people/leave/")

    assert answer.url == "/desk/"
    assert list(people.of(owner.organization)) == [owner]


def test_the_last_owner_is_told_why_they_cannot_leave(desk, owner, ines):
    page = desk.post("/desk/organizations/valley-institute/people/leave/", {"successor": ines.pk})

    assert page.status_code == 422
    assert page.context["form"].non_field_errors() == ["Olga Owner is the last owner. Make somebody else an owner first."]


def test_opening_the_pages_changes_nothing(desk, owner, ines):
    for path in ("people/leave/", f"people/{ines.pk}/", "people/"):
        assert desk.get(f"/desk/organizations/valley-institute/{path}").status_code == 200

    assert list(people.of(owner.organization)) == [owner, ines]


@pytest.mark.parametrize("who", ["organizer", "viewer", "stranger"])
def test_only_an_owner_manages_people(client, owner, ines, viewer, stranger, who):
    client.force_login({"organizer": ines.user, "viewer": viewer.user, "stranger": stranger}[who])
    page = f"/desk/organizations/valley-institute/people/{viewer.pk}/"
    typed = {"act": "role", "role": "owner", "email": "ana@valle.example"}

    answers = [client.get(page), client.post(page, typed), client.post("/desk/organizations/valley-institute/people/", typed)]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_an_owner_does_not_manage_the_people_of_another_organization(desk, stranger):
    there = stranger.memberships.get()

    assert desk.get(f"/desk/organizations/elsewhere/people/{there.pk}/").status_code == 404
    assert desk.get(f"/desk/organizations/valley-institute/people/{there.pk}/").status_code == 404


def test_the_list_takes_as_many_queries_for_three_people_as_for_one(desk, institute, django_assert_max_num_queries):
    def queries():
        with django_assert_max_num_queries(30) as captured:
            assert desk.get("/desk/organizations/valley-institute/people/").status_code == 200
        return len(captured)

    factories.InvitationFactory(organization=institute)
    one = queries()
    factories.MembershipFactory.create_batch(2, organization=institute)
    factories.InvitationFactory.create_batch(2, organization=institute)

    assert queries() == one
