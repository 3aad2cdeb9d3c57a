"""Public pages may be kept by anyone, and are asked for anew each time, so that nobody reads a page older than the last change."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, set_response_etag

P = ParamSpec("P")


def public_page(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Give the page a strong ETag, made from its bytes, and answer 304 to who has them already. Such a page sets no cookie."""

    @wraps(view)
    def kept(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code != 200 or request.method not in {"GET", "HEAD"}:
            response.headers.setdefault("Cache-Control", "no-store")
            return response
        response["Cache-Control"] = "public, no-cache"
        set_response_etag(response)
        return get_conditional_response(request, etag=response["ETag"], response=response) or response

    return kept
