"""What every endpoint of the API shares: pages of a list, and problems that say what is wrong (RFC 9457)."""

from typing import Any

from django.http import Http404
from rest_framework import status
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response

from events_service.lib.errors import DomainError


class Pages(PageNumberPagination):
    """Fifty to a page, at most a hundred."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 100


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an error as application/problem+json: type, title, status, detail and, for bad input, errors by field."""
    if isinstance(error, DomainError):
        return _problem(status.HTTP_409_CONFLICT, str(error.sentence), field=error.field)
    if isinstance(error, Http404):
        error = NotFound()
    if isinstance(error, ValidationError):
        return _invalid(error)
    if isinstance(error, APIException):
        response = _problem(error.status_code, str(error.detail))
        wait = getattr(error, "wait", None)
        if wait:
            response["Retry-After"] = str(int(wait))
        return response
    return None


def _invalid(error: ValidationError) -> Response:
    detail = error.detail if isinstance(error.detail, dict) else {"": error.detail}
    errors = [{"field": field, "detail": str(sentence)} for field, sentences in detail.items() for sentence in _flat(sentences)]
    return _problem(status.HTTP_400_BAD_REQUEST, " ".join(e["detail"] for e in errors), errors=errors)


def _flat(sentences: Any) -> list[Any]:
    if isinstance(sentences, dict):
        return [s for inner in sentences.values() for s in _flat(inner)]
    return [s for inner in sentences for s in _flat(inner)] if isinstance(sentences, list) else [sentences]


def _problem(code: int, detail: str, *, field: str | None = None, errors: list[dict[str, str]] | None = None) -> Response:
    body: dict[str, Any] = {"type": "about:blank", "title": _TITLES.get(code, "Error"), "status": code, "detail": detail}
    if field:
        errors = [{"field": field, "detail": detail}]
    if errors:
        body["errors"] = errors
    return Response(body, status=code, content_type="application/problem+json")


_TITLES = {400: "Bad request", 403: "Forbidden", 404: "Not found", 405: "Method not allowed", 409: "Conflict", 415: "Unsupported media type", 429: "Too many requests"}
