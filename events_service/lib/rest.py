"""What every endpoint of the API shares: pages of a list, answers that may be kept, and problems that say what is wrong."""

import hashlib
import ipaddress
import re
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from events_service.lib.errors import DomainError

PROBLEM = "application/problem+json"


class Pages(PageNumberPagination):
    """Fifty to a page, at most a hundred. Links lead to the site's own address, whatever name it was asked by."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 100

    def get_next_link(self) -> str | None:
        return self._link(self.page.next_page_number()) if self.page and self.page.has_next() else None

    def get_previous_link(self) -> str | None:
        return self._link(self.page.previous_page_number()) if self.page and self.page.has_previous() else None

    def _link(self, number: int) -> str:
        assert self.request is not None  # noqa: S101  a page has been asked for
        return replace_query_param(settings.SITE_URL + self.request.get_full_path(), self.page_query_param, number)


class Kept(APIView):
    """Answers to GET may be kept by anyone and are asked for anew each time: a strong ETag of their bytes, and 304 to who has them."""

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if request.method not in {"GET", "HEAD"} or answer.status_code != status.HTTP_200_OK:
            answer.headers.setdefault("Cache-Control", "no-store")
            return answer
        answer["Cache-Control"] = "public, no-cache"
        answer.add_post_render_callback(lambda rendered: _unless_unchanged(request, rendered))
        return answer


def _unless_unchanged(request: Request, rendered: HttpResponse) -> HttpResponse | None:
    rendered["ETag"] = etag = quote_etag(hashlib.sha256(rendered.content).hexdigest()[:32])
    return get_conditional_response(request._request, etag=etag, response=rendered)


class PerNetwork(SimpleRateThrottle):
    """So many requests a minute from one network: an IPv4 address, or the /64 that one household or office has in IPv6."""

    scope = "network"
    rate = "60/min"

    def get_cache_key(self, request: Request, view: APIView) -> str:
        ident = self.get_ident(request) or ""
        return self.cache_format % {"scope": self.scope, "ident": network_of(ident)}


def network_of(address: str) -> str:
    """Return the network of an IP address; what is none counts as a network of its own."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return hashlib.sha256(address.encode(errors="replace")).hexdigest()[:16]
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False))


def problems(*codes: int) -> dict[tuple[int, str], Any]:
    """Return the problems that an endpoint may answer with, for its description."""
    return dict.fromkeys(((code, PROBLEM) for code in codes), Problem)


Problem = inline_serializer(
    "Problem",
    {
        "type": serializers.CharField(help_text="Always about:blank: the status says what kind it is (RFC 9457)."),
        "title": serializers.CharField(),
        "status": serializers.IntegerField(),
        "detail": serializers.CharField(help_text="A sentence to show to a person."),
        "code": serializers.CharField(required=False, help_text="For a refusal, its name: not_open, full."),
        "errors": inline_serializer(
            "FieldProblem",
            {"field": serializers.CharField(allow_null=True), "detail": serializers.CharField()},
            many=True,
            required=False,
        ),
    },
)


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an error as application/problem+json: type, title, status, detail and, for bad input, errors by field."""
    if isinstance(error, DomainError):
        return _refusal(error)
    if isinstance(error, Http404):
        error = NotFound("There is nothing at this address.")
    if isinstance(error, ValidationError):
        return _invalid(error)
    if isinstance(error, APIException):
        response = _problem(error.status_code, str(error.detail))
        if wait := getattr(error, "wait", None):
            response["Retry-After"] = str(int(wait))
        return response
    return None


def _refusal(error: DomainError) -> Response:
    sentence = str(error.sentence)
    more: dict[str, Any] = {"code": re.sub(r"(?<!^)(?=[A-Z])", "_", type(error).__name__).lower()}
    if error.field:
        more["errors"] = [{"field": error.field, "detail": sentence}]
    return _problem(status.HTTP_409_CONFLICT, sentence, **more)


def _invalid(error: ValidationError) -> Response:
    detail = error.detail if isinstance(error.detail, dict) else {api_settings.NON_FIELD_ERRORS_KEY: error.detail}
    errors = [
        {"field": None if field == api_settings.NON_FIELD_ERRORS_KEY else field, "detail": sentence}
        for field, sentences in detail.items()
        for sentence in _flat(sentences)
    ]
    return _problem(status.HTTP_400_BAD_REQUEST, " ".join(str(each["detail"]) for each in errors), errors=errors)


def _flat(sentences: Any) -> list[str]:
    if isinstance(sentences, dict):
        return [sentence for inner in sentences.values() for sentence in _flat(inner)]
    return [sentence for inner in sentences for sentence in _flat(inner)] if isinstance(sentences, list) else [str(sentences)]


def _problem(number: int, detail: str, **more: Any) -> Response:
    body = {"type": "about:blank", "title": _TITLES.get(number, "Error"), "status": number, "detail": detail} | more
    return Response(body, status=number, content_type=PROBLEM)


_TITLES = {
    400: "Bad request",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    409: "Conflict",
    413: "Content too large",
    415: "Unsupported media type",
    429: "Too many requests",
}
