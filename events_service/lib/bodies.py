"""What the API is sent. A file of its own, since the framework loads it before its views."""

import json
from collections.abc import Mapping
from typing import IO, Any

from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser


class TooLarge(APIException):
    """The body is larger than anything one can mean here."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "The body is too large."


class SmallJson(BaseParser):
    """JSON in UTF-8 (RFC 8259) of at most 64 KB: Django's own limit does not hold for bodies that are read as a stream."""

    media_type = "application/json"
    limit = 64 * 1024

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        body = stream.read(self.limit + 1)
        if len(body) > self.limit:
            raise TooLarge
        try:
            return json.loads(body, parse_constant=_refuse)
        except (ValueError, RecursionError):  # a body of nothing but brackets
            raise ParseError("The body is not JSON.") from None


def _refuse(constant: str) -> None:
    raise ValueError(constant)
