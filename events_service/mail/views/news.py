"""The door for the mail service's news: what was delivered, what bounced, who complained."""

import warnings
from typing import Any, cast

from anymail.exceptions import AnymailConfigurationError, AnymailInsecureWebhookWarning
from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def news(request: HttpRequest, service: str) -> HttpResponseBase:
    """Hand the news of the mail service in use to Anymail, which proves where they come from.

    There is no such page for other services, nor as long as no secret is set: whoever could tell us of bounces that never
    happened could keep anybody from being written to.
    """
    if f"anymail.backends.{service}.EmailBackend" != settings.EMAIL_BACKEND:
        raise Http404
    try:
        view: Any = resolve(f"/{service}/tracking/", "anymail.urls").func
    except Resolver404:
        raise Http404 from None
    if not _asks_for_proof(view.view_class):
        raise Http404
    return cast(HttpResponseBase, view(request))


def _asks_for_proof(view: type) -> bool:
    """Tell whether this view turns away who has no secret: Anymail warns where it does not, and refuses where a key is missing."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", AnymailInsecureWebhookWarning)
        try:
            view()
        except (AnymailInsecureWebhookWarning, AnymailConfigurationError):
            return False
    return True
