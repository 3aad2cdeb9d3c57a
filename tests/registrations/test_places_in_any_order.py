"""Whatever happens in whatever order: no place is given twice, the line is kept, and nobody is forgotten."""

import contextlib
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from events_service.events.models import Event
from events_service.lib.errors import DomainError
from registrations.domain import approving, places, signup, waitlist
from registrations.models import Registration, Seat, Status
from tests.conftest import NOW
from tests.factories import EventFactory
from tests.registrations.cast import details

PEOPLE = st.integers(0, 9)
SEATS = st.sampled_from([Seat.ROOM, Seat.ONLINE])
RULES = st.fixed_dictionaries(
    {
        "presence": st.sampled_from(["online", "hybrid"]),
        "capacity": st.integers(1, 4),
        "online_capacity": st.one_of(st.none(), st.integers(1, 4)),
        "kept_places": st.integers(0, 1),
        "grace_minutes": st.sampled_from([0, 10]),
        "offer_minutes": st.one_of(st.none(), st.just(60)),
        "needs_proof": st.booleans(),
        "needs_approval": st.booleans(),
    }
)


class OnePlaceIsOnePerson(RuleBasedStateMachine):
    """People come, go, come back, prove, are approved and offered places, while the capacity changes and time passes."""

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now = NOW
        self.lowered = {Seat.ROOM: 0, Seat.ONLINE: 0}  # how many had a place when the capacity fell below them

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @initialize(rules=RULES)
    def begin(self, rules):
        if rules["presence"] == "online":
            rules = rules | {"online_capacity": None}
        self.event = EventFactory(place="12 Main Street", **rules)

    @rule(person=PEOPLE, seat=SEATS)
    def register(self, person, seat):
        said = details(f"person{person}@valle.example", seat=seat)
        self._try(lambda: signup.register(self.event, details=said, now=self.now))

    @rule(person=PEOPLE)
    def withdraw(self, person):
        self._with(person, signup.withdraw)

    @rule(person=PEOPLE)
    def take_back(self, person):
        self._with(person, signup.take_back)

    @rule(person=PEOPLE)
    def prove(self, person):
        self._with(person, signup.prove)

    @rule(person=PEOPLE)
    def take_offer(self, person):
        self._with(person, signup.take_offer)

    @rule(person=PEOPLE, seat=SEATS)
    def change_seat(self, person, seat):
        self._with(person, lambda registration, now: signup.change_seat(registration, seat, now=now))

    @rule(person=PEOPLE, is_approved=st.booleans())
    def answer(self, person, is_approved):
        self._with(person, approving.approve if is_approved else approving.decline)

    @rule(minutes=st.sampled_from([1, 9, 11, 61]))
    def time_passes(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule()
    def the_sweep_comes(self):
        for event_id in waitlist.with_places_to_pass_on(self.now):
            waitlist.pass_on(Event.objects.get(pk=event_id), now=self.now)
        count = self._count()
        for seat in places.seats_of(self.event):
            here = count.of(seat)
            assert here.left == 0 or here.left is None or not self._waiting(seat), "somebody waits beside a free place"
            assert here.left is not None or not self._waiting(seat), "somebody waits where there is a place for all"

    @rule(capacity=st.integers(1, 5))
    def change_capacity(self, capacity):
        self._remember_who_has_one()
        Event.objects.filter(pk=self.event.pk).update(capacity=capacity)

    @precondition(lambda self: self.event.presence == "hybrid")
    @rule(capacity=st.one_of(st.none(), st.integers(1, 5)))
    def change_online_capacity(self, capacity):
        self._remember_who_has_one()
        Event.objects.filter(pk=self.event.pk).update(online_capacity=capacity)

    @invariant()
    def no_place_is_given_twice(self):
        if not hasattr(self, "event"):
            return
        count = self._count()
        for seat in places.seats_of(self.event):
            here = count.of(seat)
            most = None if here.capacity is None else max(here.capacity, self.lowered[seat])
            taken = self._taken(seat)
            assert most is None or taken <= most
            self.lowered[seat] = min(self.lowered[seat], taken)

    @invariant()
    def turns_are_one_each_and_held_by_who_waits(self):
        in_line = Registration.objects.waitlisted()
        turns = [registration.turn for registration in in_line]
        assert len(turns) == len(set(turns))
        for registration in in_line:
            assert registration.status == Status.WAITLISTED or (registration.status, registration.seat) == (Status.CONFIRMED, Seat.ONLINE)

    def _with(self, person, act):
        registration = Registration.objects.filter(address=f"person{person}@valle.example").first()
        if registration:
            self._try(lambda: act(registration, now=self.now))

    def _try(self, act):
        with contextlib.suppress(DomainError):
            act()

    def _count(self):
        self.event.refresh_from_db()
        return places.of(self.event, now=self.now)

    def _waiting(self, seat):
        return waitlist._in_line_for(self.event, seat).exists()

    def _remember_who_has_one(self):
        for seat in places.seats_of(self.event):
            self.lowered[seat] = max(self.lowered[seat], self._taken(seat))

    def _taken(self, seat):
        """Count one by one who has a place or a promise of one, not by the query that decides."""
        rows = Registration.objects.filter(seat=seat) if self.event.presence == "hybrid" else Registration.objects.all()
        promised = {Status.UNPROVEN, Status.OFFERED, Status.WITHDRAWN}
        return sum(
            row.status == Status.CONFIRMED or (row.status in promised and row.held_until is not None and row.held_until > self.now)
            for row in rows
        )


@pytest.mark.django_db
def test_no_order_of_events_gives_a_place_twice(institute):
    asked = settings(
        max_examples=30,
        stateful_step_count=30,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    run_state_machine_as_test(OnePlaceIsOnePerson, settings=asked)
