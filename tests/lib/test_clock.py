from datetime import timedelta

import pytest
from django.utils import timezone

from events_service.lib import clock


@pytest.mark.real_clock
@pytest.mark.django_db
def test_the_databases_clock_is_aware_and_goes_as_this_machines(time_machine):
    assert abs(clock.now() - timezone.now()) < timedelta(seconds=5)


@pytest.mark.real_clock
@pytest.mark.django_db
def test_a_worker_whose_clock_is_two_hours_off_has_the_right_one(time_machine):
    right = timezone.now()
    time_machine.move_to(right - timedelta(hours=2))

    assert abs(clock.now() - right) < timedelta(seconds=5)
