"""The door for the mail service's news: what was delivered, what bounced, who complained."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, cast

from anymail.exceptions import AnymailAPIError, AnymailWebhookValidationFailure
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt

from events_service.mail.domain import carriers


@csrf_exempt
def news(request: HttpRequest, service: str) -> HttpResponseBase:
    """Hand the news of the mail service in use to Anymail, which proves where they come from.

    There is no such page for other services, nor as long as nothing proves it: whoever could tell us of bounces that never
    happened could keep anybody from being written to.
    """
    if service != carriers.in_use() or not carriers.proves_its_news(service):
        raise Http404
    try:
        view: Any = resolve(f"/{service}/tracking/", "anymail.urls").func
    except Resolver404:
        raise Http404 from None
    return cast(HttpResponseBase, _hard_of_nonsense(view.view_class).as_view()(request))


@lru_cache
def _hard_of_nonsense(view: Any) -> Any:
    """Return Anymail's view, answering 400 to what it cannot read; an error of ours stays a 500, so that it is told again."""

    class News(view):  # type: ignore[misc]  # one class for each service, chosen by the settings
        def run_validators(self, request: HttpRequest) -> None:
            with _nonsense_is_refused():
                super().run_validators(request)

        def parse_events(self, request: HttpRequest) -> Any:
            with _nonsense_is_refused():
                return super().parse_events(request)

    return News


@contextmanager
def _nonsense_is_refused() -> Iterator[None]:
    try:
        yield
    except (ValueError, LookupError, TypeError, AttributeError, AnymailAPIError) as error:
        raise AnymailWebhookValidationFailure from error
