"""Index everything that can be found, anew."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from events_service.lib import fulltext
from recordings.domain import indexing
from recordings.models import Entry, Line


class Command(BaseCommand):
    help = "Index what was said and written anew, all of it or nothing. Needed after a change of the stemmer alone."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor == "sqlite":
            for model in (Entry, Line):
                fulltext.install(connection, model._meta.db_table)
        what = ""
        for name, done, total in indexing.rebuild():
            if name != what or done == total or done % 10 == 0:
                what = name
                self.stderr.write(f"\r{name}: {done} of {total} ", ending="\n" if done == total else "")
                self.stderr.flush()
        self.stdout.write(f"{Line.objects.count()} spoken lines and {Entry.objects.count()} texts can be found.")
