"""Whether the process lives, and whether mail leaves."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events_service.mail.domain import health
from events_service.mail.domain.health import Finding, Health

AWAY = Finding("database", "The database does not answer.", is_grave=True)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers. It touches nothing else, so that a database that is away restarts nobody."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether the database answers, sweeps come by and urgent mail leaves in time: 200, or 503 with what is wrong."""
    try:
        found = health.read()
    except DatabaseError:
        return JsonResponse({"ready": False, "findings": [_said(AWAY)]}, status=503)
    return JsonResponse(_state(found), status=200 if found.is_ready else 503)


def _state(found: Health) -> dict[str, object]:
    return {
        "ready": found.is_ready,
        "last_tick_seconds": round(found.silence.total_seconds()) if found.silence is not None else None,
        "oldest_due_seconds": {
            queue.lane.name.lower(): round(queue.oldest.total_seconds()) if queue.oldest else 0 for queue in found.queues
        },
        "findings": [_said(finding) for finding in found.findings],
    }


def _said(finding: Finding) -> dict[str, str]:
    return {"name": finding.name, "sentence": finding.sentence}
