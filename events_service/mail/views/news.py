"""The door for the mail service's news: what was delivered, what bounced, who complained."""

from typing import cast

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
        view = resolve(f"/{service}/tracking/", "anymail.urls").func
    except Resolver404:
        raise Http404 from None
    return cast(HttpResponseBase, view(request))
