"""No personal link is ever written to a log."""

import logging
from typing import get_args

import pytest
from django.conf import settings

from events_service.lib.logs import WithoutPersonalLinks
from events_service.lib.tokens import Purpose, personal_token

SECRETS = {purpose: personal_token(purpose, "ab" * 16, 1) for purpose in get_args(Purpose)} | {"sign-in": "MQ-c9x2kd-0123456789abcdef"}


def written(message, *args):
    record = logging.makeLogRecord({"msg": message, "args": args, "levelno": logging.INFO})
    assert WithoutPersonalLinks().filter(record)
    return record.getMessage()


@pytest.mark.parametrize(("purpose", "secret"), SECRETS.items(), ids=SECRETS)
@pytest.mark.parametrize("before", ["", "/es", "https://events.example/es", "/events/a-webinar"])
def test_the_secret_part_of_every_personal_link_is_blanked(purpose, secret, before):
    line = written(f"Not Found: {before}/{purpose}/{secret}/?calendar=1")

    assert line == f"Not Found: {before}/{purpose}/…/?calendar=1"


@pytest.mark.parametrize(("purpose", "secret"), SECRETS.items(), ids=SECRETS)
def test_a_secret_among_the_arguments_is_blanked_too(purpose, secret):
    line = written('"%s" %s %d', f"GET /{purpose}/{secret}/ HTTP/1.1", "404", 17)

    assert line == f'"GET /{purpose}/…/ HTTP/1.1" 404 17'


def test_two_links_on_one_line_are_both_blanked():
    line = written("from /my/%s/ to /join/%s", SECRETS["my"], SECRETS["join"])

    assert line == "from /my/…/ to /join/…"


def test_a_line_without_secrets_keeps_its_arguments_apart():
    record = logging.makeLogRecord({"msg": "%s came", "args": ("Rosa",)})

    WithoutPersonalLinks().filter(record)

    assert (record.msg, record.args) == ("%s came", ("Rosa",))


def test_every_handler_of_the_house_writes_without_secrets():
    for handler in settings.LOGGING["handlers"].values():
        assert "no_secrets" in handler["filters"]
