"""Public pages may be kept by anyone, and are asked for anew each time, so that nobody reads a page older than the last change."""

import gzip
import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag

P = ParamSpec("P")


def public_page(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Give the page a strong ETag, made from its bytes, and answer 304 to who has them already. Such a page sets no cookie.

    It is sent compressed: it holds no secret that a compressed length could betray.
    """

    @wraps(view)
    def kept(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code != 200 or request.method not in {"GET", "HEAD"}:
            response.headers.setdefault("Cache-Control", "no-store")
            return response
        is_packed = re.search(r"\bgzip\b", request.headers.get("Accept-Encoding", "")) is not None
        tag = hashlib.sha256(response.content).hexdigest()[:32]
        response["ETag"] = etag = quote_etag(f"{tag}-gzip" if is_packed else tag)
        response["Cache-Control"] = "public, no-cache"
        patch_vary_headers(response, ["Accept-Encoding"])
        answer = get_conditional_response(request, etag=etag, response=response)
        if is_packed and answer is response:
            response.content = gzip.compress(response.content, compresslevel=6, mtime=0)
            response["Content-Encoding"] = "gzip"
        return answer or response

    return kept
