import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _every_test_begins_in_english():
    """A request leaves its language behind in the thread, and addresses are made in it."""
    with translation.override("en"):
        yield
