"""What the mail engine reaches, as ratios to bare smtplib in the same run.

    DATABASE_URL=postgres://… REDIS_URL=redis://… python -m benchmarks.mail [--rounds 3] [--only sending …]

The database is dropped and made anew. Prints a table: figure, floor, ratio, and the spread of the rounds. The provider is the
tests' own, on loopback; the machine should do nothing else.
"""

import argparse
import json
import os
import smtplib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import django
import psycopg

from tests.misbehaving.plan import Plan
from tests.misbehaving.process import Provider

os.environ.setdefault("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/events_service_bench")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "events_service.settings")
os.environ.setdefault("SECRET_KEY", "a key for benchmarks alone")
os.environ.setdefault("SITE_URL", "https://events.example")
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:6379/9")
os.environ.setdefault("CELERY_BROKER_URL", os.environ["REDIS_URL"])
os.environ.setdefault("VAR_DIR", tempfile.mkdtemp())

SIZE = 7_700  # bytes of one mail
MAILS = 3_000
MEANWHILE = 40  # seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", choices=list(PARTS), default=list(PARTS))
    chosen = parser.parse_args()
    _new_database()
    django.setup()
    _migrate()
    print(f"{'what':46} {'median':>12} {'spread':>20} {'ratio':>7}  {'goal':>12}")
    for name in chosen.only:
        PARTS[name](chosen.rounds)


def sending(rounds: int) -> None:
    """Bare smtplib over one connection, then one and two processes of the engine, each result durable."""
    with Provider(count_only=True) as provider:
        floor = [_bare(provider) for _ in range(rounds)]
        row("bare smtplib, one connection, mails/s", floor)
        for processes, goal in ((1, 0.25), (2, 0.4)):
            results = [_engine(provider, processes, connections="4") for _ in range(rounds)]
            rates = [result["rate"] for result in results]
            row(f"engine, {processes} process{'es' * (processes - 1)}, mails/s", rates, ratio_to=floor, goal=f"≥ {goal}")
            row("    CPU of the engine, ms a mail", [1_000 * result["cpu"] / MAILS for result in results])


def latency(rounds: int) -> None:
    """Two processes against a provider that takes 50 ms for each mail."""
    with Provider(Plan(latency=0.05), count_only=True) as provider:
        results = [_engine(provider, 2) for _ in range(rounds)]
        row("engine, 2 processes, 50 ms latency, mails/s", [result["rate"] for result in results], goal="≥ 300")


def posting(rounds: int) -> None:
    """100,000 registrations get a reminder posted."""
    from registrations.domain import reminders  # noqa: PLC0415  after Django

    times, grown = [], []
    for _ in range(rounds):
        event = _event()
        _registrations(event, 100_000)
        now = _now()
        reminders.switch_on(event, "hour", now=now - timedelta(minutes=5))
        [due] = reminders.due(now)
        before, begun = _megabytes(), time.perf_counter()
        reminders.fire(due, now=now)
        times.append(time.perf_counter() - begun)
        grown.append(_megabytes() - before)
        _empty()
    row("100,000 deliveries posted, s", times, goal="≤ 10")
    row("    memory grown meanwhile, MB", grown)


def claiming(rounds: int) -> None:
    """100 copies are claimed out of a million that wait."""
    from events_service.mail.domain import claiming as domain  # noqa: PLC0415  after Django

    _million(_message("a million", "reminder-day"))
    medians = []
    for _ in range(rounds):
        times = []
        for _ in range(100):
            begun = time.perf_counter()
            batch = domain.claim(uuid4().hex, most=100)
            times.append((time.perf_counter() - begun) * 1_000)
            assert len(batch.copies) == 100  # noqa: S101
        medians.append(statistics.median(times))
    row("claim 100 of 1,000,000, ms (median of 100)", medians, goal="≤ 50")
    _empty()


def meanwhile(_rounds: int) -> None:
    """100,000 reminders leave by two workers through a provider that takes 75 ms; people register, and 50 others are due a reminder."""
    many, few, other = _event(), _event(), _event()
    _registrations(many, 100_000)
    _registrations(few, 50, prefix="few")
    with Provider(Plan(latency=0.075)) as provider, tempfile.TemporaryDirectory() as folder:
        workers = [_worker(provider, folder) for _ in range(2)]
        _fire(many)
        asked_at, posted_at = _register_now_and_then(other, then=lambda: _fire(few))
        time.sleep(6)
        accepted = {mail.to: mail.at for mail in provider.accepted()}
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait()
    confirmed = [accepted[address] - at for address, at in asked_at.items()]  # a KeyError: one still waits
    reminded = [at - posted_at for to, at in accepted.items() if to.startswith("few")]
    assert len(reminded) == 50  # noqa: S101
    row("meanwhile: a confirmation leaves in, s (p95)", [statistics.quantiles(confirmed, n=20)[-1]], goal="≤ 5")
    row("    the slowest", [max(confirmed)])
    row("meanwhile: a reminder to 50 has left in, s", [max(reminded)], goal="≤ 10")
    row("    mails/s of both workers", [len(accepted) / (max(accepted.values()) - min(accepted.values()))])
    _empty()


def _register_now_and_then(event: Any, *, then: Callable[[], None]) -> tuple[dict[str, float], float]:
    """Let somebody register twice a second, and something happen in between; return when who asked, and when it happened."""
    begun, asked_at, happened_at = time.time(), {}, 0.0
    while (passed := time.time() - begun) < MEANWHILE:
        address = f"now{len(asked_at)}@valle.example"
        asked_at[address] = time.time()
        _register(event, address)
        if not happened_at and passed > MEANWHILE / 3:
            happened_at = time.time()
            then()
        time.sleep(0.5)
    return asked_at, happened_at


PARTS: dict[str, Callable[[int], None]] = {
    "sending": sending,
    "latency": latency,
    "posting": posting,
    "claiming": claiming,
    "meanwhile": meanwhile,
}


def row(what: str, figures: list[float], *, ratio_to: list[float] | None = None, goal: str = "") -> None:
    """Print one line: the median, the spread, and the ratio to a floor's median."""
    median = statistics.median(figures)
    ratio = f"{median / statistics.median(ratio_to):7.2f}" if ratio_to else " " * 7
    spread = f"({min(figures):,.2f} to {max(figures):,.2f})"
    print(f"{what:46} {median:12,.2f} {spread:>20} {ratio}  {goal:>12}", flush=True)


def _bare(provider: Provider) -> float:
    text = b"Subject: bare\r\n\r\n" + (b"x" * 74 + b"\r\n") * (SIZE // 76)
    client = smtplib.SMTP("127.0.0.1", provider.smtp_port)
    client.ehlo()
    begun = time.perf_counter()
    for number in range(MAILS):
        client.sendmail("events@valley.example", [f"n{number}@valle.example"], text)
    rate = MAILS / (time.perf_counter() - begun)
    client.quit()
    return rate


def _engine(provider: Provider, processes: int, *, connections: str = "15") -> dict[str, float]:
    _post(MAILS, body_size=SIZE - 1_500)
    surroundings = os.environ | {"EMAIL_URL": f"smtp://127.0.0.1:{provider.smtp_port}", "MAIL_CONNECTIONS": connections}
    command = [sys.executable, "-m", "benchmarks.mail_sender"]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    _hold()
    senders = [subprocess.Popen(command, env=surroundings, **pipes) for _ in range(processes)]
    for sender in senders:
        sender.stdout.readline()
    _let_go()
    begun, before = time.perf_counter(), provider.count()
    for sender in senders:
        sender.stdin.write("go\n")
        sender.stdin.flush()
    said = [json.loads(sender.stdout.readline()) for sender in senders]
    seconds = time.perf_counter() - begun
    assert sum(one["sent"] for one in said) == provider.count() - before == MAILS  # noqa: S101  each once
    _empty()
    return {"rate": MAILS / seconds, "cpu": sum(one["cpu"] for one in said)}


def _message(key: str, kind: str, *, body_size: int = 2_000) -> Any:
    from events_service.mail.domain import outbox  # noqa: PLC0415  after Django

    line = "Hello \ue000text:name\ue001, we begin at \ue000instant:starts_at\ue001, join here: \ue000link:join\ue001\n"
    text = line + "What was said stays findable, and every sentence can be cited.\n" * (body_size // 3 // 63)
    html = f"<p>{line}</p>" + "<p>What was said stays findable, and every sentence can be cited.</p>\n" * (body_size * 2 // 3 // 70)
    return outbox.open_message(
        key=f"{key} {uuid4().hex}",
        kind=kind,
        topic="event:1",
        scope="event:1",
        sender=outbox.Sender("Valley Institute", "events@valley.example", "hello@valley.example"),
        texts={"en": outbox.Text("In an hour: Who counts?", text, html)},
        expires_at=_now() + timedelta(days=1),
    )


def _post(many: int, *, body_size: int) -> None:
    from events_service.mail.domain import outbox  # noqa: PLC0415  after Django

    values = {"link_version": 1, "starts_at": _now().isoformat()}
    zone = "America/Los_Angeles"
    outbox.add(
        _message("to many", "reminder-day", body_size=body_size),
        [outbox.Recipient(f"{n:032}", f"n{n}@valle.example", f"Person {n}", "en", zone, values) for n in range(many)],
    )


def _million(message: Any) -> None:
    from django.db import connection  # noqa: PLC0415  after Django

    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO mail_delivery (id, message_id, recipient, address, address_hash, name, language, zone, "values", lane, turn,
                   expires_at, state, due_at, attempts, claimed_by, provider_id, reason, created_at)
               SELECT gen_random_uuid(), %s, lpad(n::text, 32, '0'), 'n' || n || '@valle.example', md5(n::text), 'Person', 'en', 'UTC',
                   '{"link_version": 1}', 2, n / 100, now() + interval '1 day', 'queued', now(), 0, '', '', '', now()
               FROM generate_series(1, 1000000) AS n""",
            [message.pk],
        )
        cursor.execute("VACUUM ANALYZE mail_delivery")


def _event() -> Any:
    from tests import factories  # noqa: PLC0415  after Django

    start = _now() + timedelta(minutes=59)
    dates = {"starts_at": start, "ends_at": start + timedelta(hours=1), "starts_on": start.date(), "ends_on": start.date()}
    return factories.EventFactory(host=factories.OrganizationFactory(), published_at=_now() - timedelta(hours=1), capacity=None, **dates)


def _fire(event: Any) -> None:
    from registrations.domain import reminders  # noqa: PLC0415  after Django

    reminders.switch_on(event, "hour", now=_now() - timedelta(minutes=5))
    row_of = event.reminders.get(lead="hour")
    assert reminders.fire(row_of.pk, now=_now())  # noqa: S101


def _register(event: Any, address: str) -> None:
    from registrations.domain import signup  # noqa: PLC0415  after Django

    details = signup.Details(name="A Person", email=address, language="en", zone="America/Mexico_City")
    signup.register(event, details=details, now=_now())


def _worker(provider: Provider, folder: str) -> Any:
    surroundings = os.environ | {"EMAIL_URL": f"smtp://127.0.0.1:{provider.smtp_port}", "CELERY_BROKER_URL": os.environ["REDIS_URL"]}
    command = [sys.executable, "-m", "celery", "--quiet", "-A", "events_service", "worker", "--beat", "--pool=threads", "--concurrency=4"]
    quietly = ["--without-mingle", "--without-gossip", "--without-heartbeat", "--loglevel=WARNING"]
    worker = subprocess.Popen([*command, *quietly], env=surroundings | {"VAR_DIR": folder})
    time.sleep(4)
    return worker


def _registrations(event: Any, many: int, *, prefix: str = "n") -> None:
    from registrations.models import Registration, Status  # noqa: PLC0415  after Django

    at = _now() - timedelta(days=1)
    said = {
        "language": "en",
        "zone": "America/Mexico_City",
        "status": Status.CONFIRMED,
        "registered_at": at,
        "confirmed_at": at,
        "told_sequence": 0,
    }
    for first in range(0, many, 10_000):
        people = ((n, f"{prefix}{n}@valle.example") for n in range(first, min(first + 10_000, many)))
        rows = [
            Registration(event=event, name=f"Person {n}", email=a, address=a, told_starts_at=event.starts_at, **said) for n, a in people
        ]
        Registration.objects.bulk_create(rows)


def _hold() -> None:
    """Nothing is due until the senders are ready."""
    _due_at(_now() + timedelta(hours=1))


def _let_go() -> None:
    _due_at(_now())


def _due_at(moment: Any) -> None:
    from events_service.mail.models import Delivery  # noqa: PLC0415  after Django

    Delivery.objects.update(due_at=moment)


def _empty() -> None:
    from django.db import connection  # noqa: PLC0415  after Django

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE mail_message, mail_delivery, mail_deliveryevent, registrations_registration CASCADE")
        cursor.execute("VACUUM")


def _now() -> Any:
    from django.utils import timezone  # noqa: PLC0415  after Django

    return timezone.now()


def _megabytes() -> float:
    with open("/proc/self/status") as status:  # noqa: PTH123  not a file
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def _new_database() -> None:
    url = urlsplit(os.environ["DATABASE_URL"])
    name = url.path.strip("/")
    with psycopg.connect(url._replace(path="/postgres").geturl().replace("postgres://", "postgresql://"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')


def _migrate() -> None:
    from django.core.management import call_command  # noqa: PLC0415  after Django

    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    main()
