"""What stands in front of every organizer page: somebody is signed in, and nothing of the page is kept or indexed."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from events_service.accounts.models import User

P = ParamSpec("P")


class DeskRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User


def desk_page(
    view: Callable[Concatenate[DeskRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Open the page to who is signed in and lead everybody else to sign in. What one may see there is the page's to ask."""

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.user.is_authenticated:
            response: HttpResponseBase = view(cast(DeskRequest, request), *args, **kwargs)
        else:
            response = redirect_to_login(_page_of(request))
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return opened


def _page_of(request: HttpRequest) -> str:
    """Return where to come back to after signing in: this page, or of something sent the page on which its form stands."""
    if request.method == "GET":
        return request.get_full_path()
    form = urlsplit(request.headers.get("Referer", ""))
    return form._replace(scheme="", netloc="", fragment="").geturl() if form.netloc == request.get_host() else ""
