"""Looking for words in everything that is kept: every row of every table, packed files in them, and the media folder."""

import zlib
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import connection


def found(*words):
    """Return where one of these words stands: table and column, or the path of a file."""
    return sorted({place for place, text in _texts() if any(word.casefold() in text for word in words)})


def _texts():
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  our own tables
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                yield from ((f"{table}.{column}", _readable(value)) for column, value in zip(columns, row, strict=True))
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        yield str(path), _readable(path.read_bytes()) if path.is_file() else path.name


def _readable(value):
    if isinstance(value, memoryview):
        value = bytes(value)
    if isinstance(value, bytes):
        with suppress(zlib.error):
            value = zlib.decompress(value)
        return value.decode("latin-1").casefold()
    return str(value).casefold()
