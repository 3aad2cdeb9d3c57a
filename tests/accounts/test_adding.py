"""Another organization, added by whoever has the machine at hand."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from events_service.accounts.models import Organization, User


def add(*words):
    out = StringIO()
    call_command("add_organization", *words, stdout=out)
    return out.getvalue()


def test_it_has_an_owner_who_signs_in_with_the_link(client, institute):
    said = add("Partner Institute", "olga@partner.example", "--owner-name", "Olga", "--zone", "Europe/Madrid")

    client.get(said.split()[-1])
    client.post(said.split()[-1])
    partner = Organization.objects.get(slug="partner-institute")
    assert (partner.name, partner.zone, partner.sender_address) == ("Partner Institute", "Europe/Madrid", "events@valley.example")
    assert [(m.user.email, m.user.name, m.role) for m in partner.memberships.all()] == [("olga@partner.example", "Olga", "owner")]
    assert client.get("/desk/").context["request"].user.email == "olga@partner.example"


def test_whoever_signs_in_here_already_stays_the_same_person(organizer):
    add("Partner", "INES@valley.example")

    assert User.objects.count() == 1
    assert organizer.memberships.count() == 2


def test_two_names_with_one_address_are_numbered(institute):
    add("Valley-Institute", "olga@partner.example")

    assert Organization.objects.filter(slug="valley-institute-2").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("valley institute", "olga@partner.example"), "Choose a name that no organization here has."),
        ((" ", "olga@partner.example"), "Choose a name that no organization here has."),
        (("Partner", "olga"), "This is no email address: olga"),
        (("Partner", "olga@partner.example", "--sender", "x"), "This is no email address: x"),
        (("Partner", "olga@partner.example", "--zone", "Mars/Base"), "Choose a time zone from the list."),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(institute, words, sentence):
    with pytest.raises(CommandError) as refusal:
        add(*words)

    assert str(refusal.value) == sentence
    assert Organization.objects.count() == 1


@pytest.mark.django_db
def test_before_the_set_up_there_is_nothing_to_add_to():
    with pytest.raises(CommandError):
        add("Partner", "olga@partner.example")
