"""What it costs to find something among 450,000 spoken lines, as a ratio to the floor of the same run.

    python -m benchmarks.search [--rounds 3] [--searches 100] [--recordings 500] [--lines 900]

Works on a database of its own, made beside the one of the settings and dropped at the end; PostgreSQL by DATABASE_URL. The lines are
words drawn from 20,000 with the frequencies of speech (Zipf), the same in every run. The index is built by `manage.py rebuild_search`.
The floor K is 20 cues by id. Prints wall-clock milliseconds, since the database works in another process: medians over the rounds of
p50 and p99.
"""

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from events_service.accounts.models import Organization  # noqa: E402
from events_service.events.models import Event, Hosting  # noqa: E402
from recordings.domain import queries, search, texts  # noqa: E402
from recordings.models import Cue, Line, Recording, Transcript  # noqa: E402

SEED = 7
VOCABULARY = 20_000
WORDS = 13  # of a line
KINDS = ("a common word", "a rarer word", "a rare word", "two words", "a phrase", "a beginning", "what nobody said")
_SYLLABLES = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "u", "an", "er", "os")]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--searches", type=int, default=100, help="of each kind in a round")
    asked.add_argument("--recordings", type=int, default=500)
    asked.add_argument("--lines", type=int, default=900, help="of a recording: an hour's")
    options = asked.parse_args()
    kept = settings.DATABASES["default"]["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        speech = Speech()
        _timed("the lines written", lambda: _fill(speech, options.recordings, options.lines))
        _timed("the index built", lambda: call_command("rebuild_search"))
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
        _measure_all(speech, rounds=options.rounds, searches=options.searches)
    finally:
        connection.creation.destroy_test_db(str(kept), verbosity=0)


class Speech:
    """Words as often as they are said, in lines; the same ones each time."""

    def __init__(self) -> None:
        self.chance = random.Random(SEED)  # noqa: S311  no secret
        self.words = list(dict.fromkeys("".join(self.chance.choices(_SYLLABLES, k=2 + n % 2)) for n in range(2 * VOCABULARY)))[:VOCABULARY]
        self.weights = list(accumulate(1 / rank for rank in range(1, len(self.words) + 1)))

    def line(self) -> str:
        return " ".join(self.chance.choices(self.words, cum_weights=self.weights, k=WORDS)).capitalize() + "."

    def sought(self, kind: str) -> str:
        """Return what somebody might look for."""
        common, rarer, rare = (self.chance.choice(self.words[start:end]) for start, end in ((3, 60), (200, 2_000), (5_000, VOCABULARY)))
        return {
            "a common word": common,
            "a rarer word": rarer,
            "a rare word": rare,
            "two words": f"{common} {rarer}",
            "a phrase": f'"{common} {self.chance.choice(self.words[3:60])}"',
            "a beginning": f"{rarer[:4]}*",
            "what nobody said": "quizzical",
        }[kind]


def _fill(speech: Speech, recordings: int, lines: int) -> None:
    now = timezone.now()
    host = Organization.objects.create(name="Valley Institute", slug="valley", zone="UTC", sender_address="events@valley.example")
    for number in range(recordings):
        on = date(2030, 1, 1) - timedelta(days=3 * number)
        start = datetime(on.year, on.month, on.day, 18, tzinfo=UTC)
        event = Event.objects.create(
            uid=f"{number}@events.example",
            slug=f"event-{number}",
            title_en=f"{speech.line()[:60]} {number}",
            zone="UTC",
            starts_on=on,
            ends_on=on,
            starts_at=start,
            ends_at=start + timedelta(hours=1),
            seed=str(number),
            published_at=now,
            changed_at=now,
        )
        Hosting.objects.create(event=event, organization=host)
        recording = Recording.objects.create(event=event, url="https://v.example/", player="elsewhere", language="en", published_at=now)
        transcript = Transcript.objects.create(recording=recording, language="en", imported_at=now, changed_at=now)
        Cue.objects.bulk_create(_cues(speech, transcript, lines), batch_size=900)


def _cues(speech: Speech, transcript: Transcript, lines: int) -> Iterator[Cue]:
    for place in range(lines):
        yield Cue(transcript=transcript, position=place, start_ms=4_000 * place, end_ms=4_000 * place + 3_900, text=speech.line())


def _measure_all(speech: Speech, *, rounds: int, searches: int) -> None:
    ids = list(Cue.objects.values_list("pk", flat=True))
    floor = _rounds(
        lambda: _taken(lambda keys: list(Cue.objects.filter(pk__in=keys)), [speech.chance.sample(ids, 20) for _ in range(searches)]), rounds
    )
    print(f"{Line.objects.count():,} lines on {connection.vendor}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{'':44} {'p50 ms':>8} {'p99 ms':>8} {'p50 of K':>9} {'p99 of K':>9}")
    _print("K, 20 cues by id", floor, floor[0])
    ways: dict[str, Callable[[queries.Query], object]] = {
        "20 lines, newest first": lambda query: list(search.lines_of(query, search.Filters()).values_list("pk", "recording")[:20]),
        "10 recordings, newest first": lambda query: search.newest(query, search.Filters()),
        "10 recordings, by relevance of 1,000": lambda query: search.relevant(query, search.Filters()),
        "names, titles, texts": lambda query: texts.find(query, search.Filters()),
    }
    for name, way in ways.items():
        mixed = _rounds(lambda way=way: _taken(way, [queries.read(speech.sought(kind)) for kind in KINDS for _ in range(searches)]), rounds)  # type: ignore[misc]
        _print(name, mixed, floor[0])
        for kind in KINDS:
            one = _rounds(lambda way=way, kind=kind: _taken(way, [queries.read(speech.sought(kind)) for _ in range(searches)]), 1)  # type: ignore[misc]
            _print(f"    {kind}", one, floor[0])


def _taken(way: Callable[[object], object], asked: list[object]) -> list[float]:
    taken = []
    for one in asked:
        before = time.perf_counter()
        way(one)
        taken.append((time.perf_counter() - before) * 1_000)
    return taken


def _rounds(once: Callable[[], list[float]], rounds: int) -> tuple[float, float]:
    """Return the medians of p50 and p99 over the rounds."""
    cuts = [statistics.quantiles(once(), n=100) for _ in range(rounds)]
    return statistics.median(cut[49] for cut in cuts), statistics.median(cut[98] for cut in cuts)


def _print(name: str, taken: tuple[float, float], floor: float) -> None:
    p50, p99 = taken
    print(f"{name:44} {p50:8.2f} {p99:8.2f} {p50 / floor:9.1f} {p99 / floor:9.1f}", flush=True)


def _timed(what: str, work: Callable[[], object]) -> None:
    before = time.perf_counter()
    work()
    print(f"{what} in {time.perf_counter() - before:.0f} s", flush=True)


if __name__ == "__main__":
    main()
