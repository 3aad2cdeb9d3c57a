"""Many people at once. On SQLite the IMMEDIATE transaction is the lock, on PostgreSQL the event's row."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from events_service.mail.models import Delivery
from registrations.domain import signup
from registrations.models import Registration, Status
from tests.factories import EventFactory
from tests.registrations.cast import register

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(work, arguments, *, workers):
    def one(argument):
        try:
            return work(argument)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(one, arguments))


def test_of_two_hundred_people_at_once_for_fifty_places_exactly_fifty_have_one(institute, now):
    event = EventFactory(host=institute, capacity=50)
    people = [f"person{number}@valle.example" for number in range(200 if connection.vendor == "postgresql" else 80)]

    at_once(lambda email: register(event, email, now=now), people, workers=16)

    assert Registration.objects.confirmed().count() == 50
    assert Registration.objects.waitlisted().count() == len(people) - 50
    assert Delivery.objects.count() == len(people)


def test_turns_on_the_waitlist_are_in_the_order_of_commit(institute, now):
    event = EventFactory(host=institute, capacity=1)

    at_once(lambda n: register(event, f"person{n}@valle.example", now=now), range(30), workers=8)

    by_turn = list(Registration.objects.waitlisted().values_list("pk", flat=True))
    assert by_turn == sorted(by_turn)
    assert len(by_turn) == 29


def test_the_same_person_at_once_gets_one_row(institute, now):
    event = EventFactory(host=institute, capacity=5)

    at_once(lambda _: register(event, "rosa@valle.example", now=now), range(12), workers=8)

    assert Registration.objects.count() == 1
    assert Delivery.objects.count() == 1


def test_people_coming_and_going_at_once_never_take_more_places_than_there_are(institute, now):
    event = EventFactory(host=institute, capacity=5, grace_minutes=0)
    held = [register(event, f"first{number}@valle.example", now=now) for number in range(5)]

    def come_or_go(number):
        if number % 2:
            signup.withdraw(held[number // 2], now=now)
        else:
            register(event, f"later{number}@valle.example", now=now)

    at_once(come_or_go, range(10), workers=8)

    assert Registration.objects.filter(status=Status.CONFIRMED).count() == 5
    assert Registration.objects.filter(status=Status.WITHDRAWN).count() == 5
    assert Registration.objects.waitlisted().count() == 0
