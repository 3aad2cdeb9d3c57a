from datetime import timedelta

import pytest

from events_service.mail.domain import erasing
from tests.mail.cast import a_message

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(days=-20 * 365)


def test_a_sign_in_link_is_erased_once_its_time_is_over():
    over, current = a_message("over", kind="sign-in", expires_in=LONG_AGO), a_message("current", kind="sign-in")

    erased = erasing.erase_spent_links()

    over.refresh_from_db()
    current.refresh_from_db()
    assert (erased, over.texts) == (1, {})
    assert current.texts["en"]["subject"] == "You are registered"


def test_other_texts_stay():
    message = a_message("over", kind="confirmation", expires_in=LONG_AGO)

    erased = erasing.erase_spent_links()

    message.refresh_from_db()
    assert (erased, message.texts != {}) == (0, True)
