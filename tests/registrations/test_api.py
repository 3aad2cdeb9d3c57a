"""Registering by program. It is the page's own act, and says as little."""

import json

import pytest

from events_service.events.models import OldSlug
from events_service.mail.models import Delivery
from registrations.models import Registration
from tests.factories import EventFactory, RegistrationFactory

ROSA = {"name": "Rosa Valle", "email": "Rosa@valle.example", "language": "es", "zone": "America/Mexico_City", "source": "partner"}


def register(client, event, said=ROSA, **kwargs):
    return client.post(f"/api/v1/events/{event.slug}/registrations/", json.dumps(said), content_type="application/json", **kwargs)


def faulty(answer):
    return list(dict.fromkeys(error["field"] for error in answer.json()["errors"]))


def test_registering_takes_a_place_and_posts_the_mail(client, webinar):
    answer = register(client, webinar)

    registration = Registration.objects.get()
    assert (answer.status_code, answer.json()["status"]) == (202, "received")
    assert (registration.status, registration.email, registration.address) == ("confirmed", "Rosa@valle.example", "rosa@valle.example")
    assert (registration.language, registration.zone, registration.source) == ("es", "America/Mexico_City", "partner")
    assert Delivery.objects.get().recipient == registration.key


def test_a_name_and_an_address_are_enough(client, webinar):
    register(client, webinar, {"name": "  Rosa\n Valle ", "email": "rosa@valle.example"})

    registration = Registration.objects.get()
    assert (registration.name, registration.language, registration.zone) == ("Rosa Valle", "en", "America/Los_Angeles")


def test_a_known_address_gets_the_very_same_answer(client, webinar):
    new, known = register(client, webinar), register(client, webinar, ROSA | {"email": "ROSA@valle.example"})

    assert (new.status_code, new.content) == (known.status_code, known.content)
    assert Registration.objects.count() == 1


def test_the_answer_holds_neither_address_nor_link(client, webinar):
    answer = register(client, webinar)

    registration = Registration.objects.get()
    told = answer.content.decode() + str(answer.headers)
    assert [secret for secret in ("valle", registration.key, "/my/", "/inbox/") if secret in told] == []
    assert answer["Cache-Control"] == "no-store"


def test_an_old_slug_still_registers(client, webinar):
    OldSlug.objects.create(slug="old-name", event=webinar)
    webinar.slug = "old-name"

    assert register(client, webinar).status_code == 202


def test_a_closed_event_refuses(client, institute, now):
    event = EventFactory(host=institute, registration_closes_at=now)

    answer = register(client, event)

    assert answer.json() == {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "detail": "Registration for this event is not open.",
        "code": "not_open",
    }
    assert answer["Content-Type"] == "application/problem+json"


def test_a_full_event_without_a_waiting_list_refuses(client, institute):
    event = EventFactory(host=institute, capacity=1, has_waitlist=False)
    RegistrationFactory(event=event)

    answer = register(client, event)

    assert (answer.status_code, answer.json()["code"]) == (409, "full")


def test_a_full_event_with_one_lets_wait(client, institute):
    event = EventFactory(host=institute, capacity=1)
    RegistrationFactory(event=event)

    assert register(client, event).status_code == 202
    assert Registration.objects.waitlisted().count() == 1


def test_there_is_no_registering_for_a_draft(client, institute):
    answer = register(client, EventFactory(host=institute, published_at=None))

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({}, ["name", "email"]),
        (ROSA | {"email": "rosa"}, ["email"]),
        (ROSA | {"email": "rosa@valle.example\x00"}, ["email"]),
        (ROSA | {"email": f"{'r' * 250}@valle.example"}, ["email"]),
        (ROSA | {"name": " \x07 "}, ["name"]),
        (ROSA | {"name": "x" * 121}, ["name"]),
        (ROSA | {"name": "\ud800"}, ["name"]),
        (ROSA | {"name": ["Rosa"]}, ["name"]),
        (ROSA | {"language": "de"}, ["language"]),
        (ROSA | {"zone": "Mars/Olympus"}, ["zone"]),
        (ROSA | {"zone": "../../etc/passwd"}, ["zone"]),
        (ROSA | {"source": "x" * 41}, ["source"]),
        ([ROSA], [None]),
        ("Rosa", [None]),
        (None, [None]),
    ],
)
def test_bad_input_is_answered_with_its_fields_and_nothing_is_written(client, webinar, said, fields):
    answer = register(client, webinar, said)

    assert (answer.status_code, faulty(answer)) == (400, fields)
    assert not Registration.objects.exists()


@pytest.mark.parametrize("body", [b"{", b"[" * 50_000, b'{"name": NaN}', b"\xff\xfe", b'{"name": ' + b"9" * 5_000 + b"}"])
def test_a_body_that_is_no_json_is_refused(client, webinar, body):
    answer = client.post(f"/api/v1/events/{webinar.slug}/registrations/", body, content_type="application/json")

    assert (answer.status_code, answer.json()["detail"]) == (400, "The body is not JSON.")


def test_a_large_body_is_refused_unread(client, webinar):
    assert register(client, webinar, ROSA | {"name": "x" * 70_000}).status_code == 413


def test_a_foreign_form_is_refused(client, webinar):
    answer = client.post(f"/api/v1/events/{webinar.slug}/registrations/", ROSA)

    assert (answer.status_code, answer["Content-Type"]) == (415, "application/problem+json")


def test_sixty_a_minute_get_through_from_one_network(client, webinar, settings, time_machine, now):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "sixty"}}
    time_machine.move_to(now, tick=False)
    for _number in range(60):
        register(client, webinar, {}, REMOTE_ADDR="2001:db8:1:2::1")

    neighbour = register(client, webinar, REMOTE_ADDR="2001:db8:1:2::2")
    elsewhere = register(client, webinar, REMOTE_ADDR="2001:db8:1:3::1")
    time_machine.move_to(now.replace(minute=2))
    later = register(client, webinar, REMOTE_ADDR="2001:db8:1:2::2")

    assert (neighbour.status_code, neighbour["Retry-After"], neighbour["Content-Type"]) == (429, "60", "application/problem+json")
    assert (elsewhere.status_code, later.status_code) == (202, 202)


def test_a_network_cannot_hide_behind_a_header_where_no_proxy_stands(client, webinar, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "header"}}
    for number in range(60):
        register(client, webinar, {}, headers={"X-Forwarded-For": f"192.0.2.{number}"})

    assert register(client, webinar, headers={"X-Forwarded-For": "192.0.2.99"}).status_code == 429
