"""Full text in both databases, over one column of prepared words: a generated `tsvector` with GIN, or FTS5 kept by triggers.

The words are ASCII letters and digits with single spaces (`lib.stemming`), so neither database's own idea of a word matters. What
belongs to one database alone is here and in no model.
"""

import sqlite3
from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunSQL
from django.db.migrations.state import ProjectState

_POSTGRESQL = """
ALTER TABLE {table} ADD COLUMN words_index tsvector GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED;
CREATE INDEX {table}_words ON {table} USING gin (words_index) WITH (fastupdate = off);
ALTER TABLE {table} ALTER COLUMN words_index SET STATISTICS 1000;
"""
_POSTGRESQL_BACK = "ALTER TABLE {table} DROP COLUMN words_index;"

_SQLITE_BACK = """
DROP TRIGGER IF EXISTS {table}_added;
DROP TRIGGER IF EXISTS {table}_removed;
DROP TRIGGER IF EXISTS {table}_changed;
DROP TABLE IF EXISTS {table}_fts;
"""
_SQLITE = """
CREATE VIRTUAL TABLE {table}_fts USING fts5(words, content='{table}', content_rowid='id', tokenize='ascii');
CREATE TRIGGER {table}_added AFTER INSERT ON {table} BEGIN
  INSERT INTO {table}_fts(rowid, words) VALUES (new.id, new.words);
END;
CREATE TRIGGER {table}_removed AFTER DELETE ON {table} BEGIN
  INSERT INTO {table}_fts({table}_fts, rowid, words) VALUES ('delete', old.id, old.words);
END;
CREATE TRIGGER {table}_changed AFTER UPDATE OF id, words ON {table} BEGIN
  INSERT INTO {table}_fts({table}_fts, rowid, words) VALUES ('delete', old.id, old.words);
  INSERT INTO {table}_fts(rowid, words) VALUES (new.id, new.words);
END;
INSERT INTO {table}_fts({table}_fts) VALUES ('rebuild');
"""


class FullText(RunSQL):
    """Index the column `words` of a table, in the way of whichever database this is.

    SQLite drops a table's triggers when a later migration rebuilds it: repeat the operation at the end of such a migration.
    """

    def __init__(self, table: str) -> None:
        super().__init__(RunSQL.noop, RunSQL.noop)
        self.table = table

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [self.table], {})

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        install(schema_editor.connection, self.table)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        _run(schema_editor.connection, _SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else _POSTGRESQL_BACK, self.table)


def install(database: BaseDatabaseWrapper, table: str) -> None:
    """Make the index of this table; on SQLite anew, with its triggers, whether they are there or not."""
    for script in (_SQLITE_BACK, _SQLITE) if database.vendor == "sqlite" else (_POSTGRESQL,):
        _run(database, script, table)


def condition(expression: str) -> dict[str, str]:
    """Return the condition, for `filter`, on a model with an index; on SQLite it has its FTS5 table beside it as `fts`."""
    return {"fts__words__matches" if connection.vendor == "sqlite" else "words__matches": expression}


def _run(database: BaseDatabaseWrapper, script: str, table: str) -> None:
    with database.cursor() as cursor:
        for statement in _statements(script.format(table=table)):
            cursor.execute(statement)


def _statements(script: str) -> list[str]:
    """Split where a statement is complete: a trigger holds semicolons of its own."""
    found, statement = [], ""
    for line in script.splitlines():
        statement += f"{line}\n"
        if line.strip() and sqlite3.complete_statement(statement):
            found.append(statement.strip())
            statement = ""
    return found


@models.TextField.register_lookup
class Matches(models.Lookup[Any]):
    """`words__matches=`: on PostgreSQL a `tsquery` over the column's index, on SQLite an FTS5 expression over the FTS5 table."""

    lookup_name = "matches"

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        column, _nothing = self.process_lhs(compiler, connection)
        return column.removesuffix('"') + '_index" @@ %s::tsquery', [self.rhs]

    def as_sqlite(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        column, _nothing = self.process_lhs(compiler, connection)
        return f"{column} MATCH %s", [self.rhs]
