"""The walls of the house hold: whoever breaks through one is told which."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

STOREYS = "Storeys: every import goes down the stairs"
ROOMS = "Inside a room: entrances, then rules, then rows"
ROOF = "The roof holds nothing else"
RULES = "Rules know neither the API framework nor the queue"
MAIL = "Only the post office knows the mail service"
ENTRANCES = "A room's entrances are imported by the wiring alone"
ROOTS_OWN = "Settings and the Celery app are the roof's own"

VIOLATIONS = {
    "a rule of events that reads registrations": (STOREYS, "events_service/events/domain/slugs.py", "import registrations.models"),
    "mail that knows who has an account": (STOREYS, "events_service/mail/domain/sending.py", "import events_service.accounts.models"),
    "a page that the recordings' rules read": (STOREYS, "recordings/domain/players.py", "import events_service.pages.chips"),
    "a rule that reads a form": (ROOMS, "registrations/domain/places.py", "import registrations.forms"),
    "a row that reads a rule": (ROOMS, "registrations/models/reminder.py", "import registrations.domain.reminders"),
    "a stray module in a room": (ROOMS, "registrations/helpers.py", ""),
    "a stray module under the roof": (ROOF, "events_service/utils.py", ""),
    "a rule that speaks HTTP's framework": (RULES, "registrations/domain/signup.py", "import rest_framework"),
    "a row that speaks the queue": (RULES, "events_service/mail/models/kinds.py", "import celery"),
    "a room that mails by itself": (MAIL, "registrations/domain/signup.py", "import anymail"),
    "a page that borrows a room's view": (ENTRANCES, "events_service/pages/home.py", "import registrations.views.mine"),
    "a room that calls another's task": (ENTRANCES, "registrations/domain/signup.py", "import events_service.mail.tasks"),
    "an API that borrows another room's": (ENTRANCES, "registrations/forms/registering.py", "import events_service.events.api"),
    "a rule that reads the settings module": (ROOTS_OWN, "registrations/domain/signup.py", "import events_service.settings"),
    "a library that reads the Celery app": (ROOTS_OWN, "events_service/lib/jobs.py", "import events_service.celery"),
}


@pytest.fixture
def house(tmp_path):
    """A copy of the source that may be damaged."""
    for package in ("events_service", "registrations", "recordings"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "migrations"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(house, *options):
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo", *options]
    surroundings = os.environ | {"PYTHONPATH": str(house), "COLUMNS": "200"}
    return subprocess.run(command, cwd=house, env=surroundings, capture_output=True, text=True, check=False)


def test_every_wall_is_tried():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

    assert {contract["name"] for contract in contracts} == {wall for wall, _path, _line in VIOLATIONS.values()}


def test_an_untouched_house_stands(house):
    told = lint(house)

    assert told.returncode == 0, told.stdout + told.stderr
    for wall in (STOREYS, ROOMS, ROOF, RULES, MAIL, ENTRANCES, ROOTS_OWN):
        assert f"{wall} KEPT" in told.stdout


@pytest.mark.parametrize(("wall", "path", "line"), VIOLATIONS.values(), ids=VIOLATIONS)
def test_who_breaks_through_a_wall_is_told_which(house, wall, path, line):
    with (house / path).open("a") as module:
        module.write(f"\n{line}\n")

    told = lint(house)

    assert told.returncode == 1, told.stdout + told.stderr
    assert f"{wall} BROKEN" in told.stdout


@pytest.mark.parametrize("line", ["from django.http import Http404", "from django.shortcuts import redirect"])
def test_a_rule_that_speaks_http_is_refused(house, line):
    module = house / "registrations/domain/signup.py"
    module.write_text(f"{line}\n{module.read_text()}")

    command = [Path(sys.executable).with_name("ruff"), "check", "--no-cache", "--select", "TID251", "registrations"]
    told = subprocess.run(command, cwd=house, capture_output=True, text=True, check=False)

    assert told.returncode == 1, told.stderr
    assert "HTTP stops at views/, api/ and pages/." in told.stdout


@pytest.mark.parametrize("package", ["events_service", "registrations", "recordings"])
def test_every_package_has_an_init_so_that_the_walls_see_it(package):
    """import-linter passes over a folder that is no regular package, and with it over whatever that folder imports."""
    folders = {module.parent for module in (ROOT / package).rglob("*.py")}

    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []
