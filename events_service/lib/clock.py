"""The one clock that all workers share: the database's. A worker whose own clock is two hours off does nothing early or late."""

from datetime import UTC, datetime

from django.db import connection


def now() -> datetime:
    """Return the moment by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_TIMESTAMP")
        moment: datetime | str = cursor.fetchone()[0]
    return datetime.fromisoformat(moment).replace(tzinfo=UTC) if isinstance(moment, str) else moment  # SQLite says it in UTC, as text
