"""Fill a fresh installation with something to look at."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from recordings.domain import demo


class Command(BaseCommand):
    help = "Make the demo content: a past webinar with its recording and recap, three articles, and a series to come. Twice is once."

    def handle(self, *args: Any, **options: Any) -> None:
        made = demo.fill(now=timezone.now())
        self.stdout.write(
            f"Demo content is here ({made.made_events} events made now). Series: {made.series.title_en}. Organizer: {made.owner.email}"
        )
