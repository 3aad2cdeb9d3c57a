"""What stands in front of every organizer page: somebody is signed in, and nothing of the page is kept or indexed."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from events_service.accounts.models import User

P = ParamSpec("P")


class DeskRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User


def desk_page(view: Callable[Concatenate[DeskRequest, P], HttpResponse]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Open the page to who is signed in and lead everybody else to sign in. What one may see there is the page's to ask."""

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            response = view(cast(DeskRequest, request), *args, **kwargs)
        else:
            response = redirect_to_login(request.get_full_path() if request.method == "GET" else "")
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return opened
