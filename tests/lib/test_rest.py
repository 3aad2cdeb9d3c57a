"""What the API's endpoints share."""

import json

import pytest
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import Throttled, ValidationError
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from events_service.lib.errors import DomainError
from events_service.lib.rest import network_of, problem


class NotOnTuesdays(DomainError):
    """A refusal for these tests."""


def body_of(error):
    return problem(error, {}).data


def test_a_refusal_is_a_conflict_with_a_name_and_a_sentence():
    assert body_of(NotOnTuesdays(_("Come back tomorrow."))) == {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "detail": "Come back tomorrow.",
        "code": "not_on_tuesdays",
    }


def test_a_refusal_of_one_field_names_it():
    assert body_of(NotOnTuesdays("Come back tomorrow.", field="day"))["errors"] == [{"field": "day", "detail": "Come back tomorrow."}]


def test_bad_input_is_told_field_by_field_however_deep():
    error = ValidationError(
        {"name": ["Enter a name."], "hosts": [{}, {"slug": ["Too long."]}], "non_field_errors": ["Something is missing."]}
    )

    told = body_of(error)

    assert (told["status"], told["detail"]) == (400, "Enter a name. Too long. Something is missing.")
    assert told["errors"] == [
        {"field": "name", "detail": "Enter a name."},
        {"field": "hosts", "detail": "Too long."},
        {"field": None, "detail": "Something is missing."},
    ]


def test_what_is_not_there_is_not_found_without_the_reason():
    assert body_of(Http404("No Event matches the given query."))["detail"] == "There is nothing at this address."


def test_who_is_too_quick_is_told_when_to_come_back():
    assert problem(Throttled(wait=1.2), {})["Retry-After"] == "2"


def test_an_error_of_ours_is_no_problem_of_theirs():
    assert problem(ZeroDivisionError(), {}) is None


def test_a_problem_is_sent_as_one():
    class Refusing(APIView):
        def get(self, request):
            raise NotOnTuesdays("Come back tomorrow.")

    answer = Refusing.as_view()(APIRequestFactory().get("/")).render()

    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert json.loads(answer.content)["code"] == "not_on_tuesdays"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
    ],
)
def test_a_network_is_an_ipv4_address_or_the_64_of_an_ipv6_one(address, network):
    assert network_of(address) == network


@pytest.mark.parametrize("address", ["", "unix:", "192.0.2.7, 198.51.100.1", "\ud800"])
def test_what_is_no_address_is_a_network_of_its_own(address):
    assert network_of(address) == network_of(address) != network_of("something else")
