"""The API as a whole: its description, its doors, what it says of what is not there."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from openapi_spec_validator import OpenAPIV31SpecValidator


@pytest.fixture
def description(client, site):
    return client.get(reverse("schema")).json()


def test_the_description_is_valid_openapi(description):
    assert description["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(description).iter_errors()) == []


def test_the_description_names_every_endpoint(description):
    assert {(method, path) for path, methods in description["paths"].items() for method in methods} == {
        ("get", "/api/v1/events/"),
        ("get", "/api/v1/events/{slug}/"),
        ("post", "/api/v1/events/{slug}/registrations/"),
        ("get", "/api/v1/series/"),
        ("get", "/api/v1/series/{slug}/"),
        ("get", "/api/v1/recordings/"),
        ("get", "/api/v1/recordings/{id}/"),
        ("get", "/api/v1/search/"),
    }


def test_every_refusal_is_described_as_a_problem(description):
    answers = [
        (code, list(answer["content"]))
        for methods in description["paths"].values()
        for operation in methods.values()
        for code, answer in operation["responses"].items()
        if code >= "400"
    ]

    assert {kinds for _code, [kinds] in answers} == {"application/problem+json"}
    assert {code for code, _kinds in answers} == {"400", "404", "409", "413", "415", "429"}


def test_the_front_door_leads_to_the_lists(client, site):
    doors = client.get("/api/v1/").json()

    assert doors == {
        "events": "https://events.example/api/v1/events/",
        "series": "https://events.example/api/v1/series/",
        "recordings": "https://events.example/api/v1/recordings/",
        "description": "https://events.example/api/v1/schema/",
        "documentation": "https://events.example/api/v1/docs/",
    }
    assert {client.get(address.removeprefix("https://events.example")).status_code for address in doors.values()} == {200}


@pytest.mark.parametrize("path", ["/api/v1/people/", "/api/v1/events/no-such-event/", "/api/v1/recordings/0/", "/api/v1/events/a%00b/"])
def test_what_is_not_there_is_a_problem_and_no_page(client, site, path):
    answer = client.get(path)

    assert (answer.status_code, answer["Content-Type"], answer.json()["status"]) == (404, "application/problem+json", 404)


def test_a_forgotten_slash_is_added(client, site):
    answer = client.get("/api/v1/events")

    assert (answer.status_code, answer["Location"]) == (301, "/api/v1/events/")


def test_the_page_for_people_says_what_can_be_asked_sent_and_answered(client, site):
    page = BeautifulSoup(client.get(reverse("docs")).content, "html.parser")

    assert [" ".join(heading.get_text().split()) for heading in page.select(".docs h2")] == [
        "GET /api/v1/events/",
        "GET /api/v1/events/{slug}/",
        "POST /api/v1/events/{slug}/registrations/",
        "GET /api/v1/recordings/",
        "GET /api/v1/recordings/{id}/",
        "GET /api/v1/search/",
        "GET /api/v1/series/",
        "GET /api/v1/series/{slug}/",
        *(
            "AccessService",
            "Article",
            "Event",
            "EventBrief",
            "FieldProblem",
            "Heard",
            "Host",
            "PaginatedEventList",
            "PaginatedRecordingList",
            "PaginatedSeriesList",
        ),
        *("Problem", "Recap", "Received", "RecordedEvent", "Recording", "Registration"),
        *("Said", "Sentence", "Series", "SeriesBrief", "SeriesWhole", "Speaker"),
        "Venue",
    ]
    registering = page.select(".docs section")[2].get_text(" ", strip=True)
    assert "Send a JSON body: Registration" in registering
    assert "409 Conflict, Problem" in registering
    assert [name.get_text(" ", strip=True) for name in page.find(id="Registration").parent.select("tbody th")] == [
        "name",
        "email",
        "language optional",
        "zone optional",
        "source optional",
        "access optional",
        "need optional",
        "seat optional",
    ]
    assert " ".join(page.find(id="Event").parent.find("code", string="starts_at").find_parent("tr").get_text(" ").split()) == (
        "starts_at date-time, or null The instant, in UTC; null where the time is not known."
    )


def test_every_link_of_the_page_for_people_leads_somewhere(client, site):
    page = BeautifulSoup(client.get(reverse("docs")).content, "html.parser")

    targets = {link["href"][1:] for link in page.select('.docs a[href^="#"]')}
    assert targets <= {heading["id"] for heading in page.select("[id]")}
    assert "EventBrief" in targets


def test_the_page_for_people_has_no_script_and_sets_no_cookie(client, site):
    answer = client.get(reverse("docs"))

    page = answer.content.decode()
    assert [inline for inline in ("<style", " style=", "<script", " onclick") if inline in page] == []
    assert answer["Cache-Control"] == "public, no-cache"
    assert not answer.cookies
