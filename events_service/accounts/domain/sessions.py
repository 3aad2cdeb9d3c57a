"""Where somebody is signed in, and ending that."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from events_service.accounts.models import User

_BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}  # the first that is named
_SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "macOS", "Linux": "Linux"}


@dataclass(frozen=True)
class Place:
    """A browser in which somebody is signed in. `browser` and `system` are empty where the browser does not tell."""

    browser: str
    system: str
    ip: str
    since: datetime


def elsewhere(user: User, *, here: str, now: datetime) -> list[Place]:
    """Return where else this person is signed in, the latest first. `here` is the key of the session that asks."""
    known = UserSession.objects.filter(user=user).exclude(session_key=here)
    alive = Session.objects.filter(session_key__in=known.values("session_key"), expire_date__gt=now)
    return [
        Place(_named(row.user_agent, _BROWSERS), _named(row.user_agent, _SYSTEMS), row.ip, row.created_at)
        for row in known.filter(session_key__in=alive.values("session_key")).order_by("-created_at")
    ]


@transaction.atomic
def end_elsewhere(user: User, *, here: str) -> None:
    """Sign this person out everywhere but in the session whose key is `here`."""
    others = UserSession.objects.filter(user=user).exclude(session_key=here)
    Session.objects.filter(session_key__in=list(others.values_list("session_key", flat=True))).delete()
    others.delete()


def _named(user_agent: str, names: dict[str, str]) -> str:
    return next((name for mark, name in names.items() if mark in user_agent), "")
