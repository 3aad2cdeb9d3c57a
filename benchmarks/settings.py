"""The project's settings with one more address: a constant response through the whole middleware, the floor F of every web figure."""

from events_service.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
