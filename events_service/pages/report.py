"""The report of a year or a series, for those who paid for it: a page that prints, and a table to take along."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events_service.accounts.domain import rights
from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.accounts.models import Organization
from events_service.lib import sheets
from registrations.domain import reporting
from registrations.domain.reporting import Part, Period, Report

_ACCESS = (gettext_lazy("Asked for it"), gettext_lazy("Were told yes"), gettext_lazy("Events that had it"))


@dataclass(frozen=True)
class Choice:
    """What there is to choose from, and what is chosen: an organization, and a period unless nothing was held yet."""

    organizations: list[Organization]
    organization: Organization
    periods: list[Period]
    period: Period | None


@desk_page
@require_safe
def report(request: DeskRequest) -> HttpResponse:
    """Show the numbers of an organization's events, to viewers too, since no person is among them."""
    choice, now = _choice(request), timezone.now()
    context: dict[str, object] = {"choice": choice, "organization": choice.organization, "now": now}
    if choice.period:
        context["report"] = reporting.report_of(choice.organization, choice.period, language=_language(), now=now)
    return render(request, "pages/report.html", context)


@desk_page
@require_safe
def report_csv(request: DeskRequest) -> HttpResponseBase:
    """Give the same numbers as one table for a spreadsheet; its first column says what a row counts."""
    choice = _choice(request)
    if choice.period is None:
        raise Http404
    numbers = reporting.report_of(choice.organization, choice.period, language=_language(), now=timezone.now())
    name = f"report-{choice.organization.slug}-{choice.period.key}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(sheets.csv_lines(_rows(numbers)), content_type="text/csv; charset=utf-8", headers=headers)


def _choice(request: DeskRequest) -> Choice:
    """Return what was asked for among what this person may see; 404 for anything else."""
    organizations = list(rights.organizations_of(request.user))
    asked = request.GET.get("organization")
    organization = next((one for one in organizations if asked in {None, one.slug}), None)
    if organization is None:
        raise Http404
    periods = reporting.periods_of(organization, now=timezone.now())
    chosen = next((period for period in periods if period.key == request.GET.get("period")), None)
    return Choice(organizations, organization, periods, chosen or next(iter(periods), None))


def _rows(report: Report) -> Iterator[list[object]]:
    """Return a regular table: every row is as long as the headings, whatever it counts."""
    headings: list[object] = [_("What"), _("Which"), _("Date"), _("Hosted with"), _("Registered"), _("Came"), *_ACCESS]
    yield headings
    for row in _counts(report):
        yield row + [""] * (len(headings) - len(row))


def _counts(report: Report) -> Iterator[list[object]]:
    people = report.people
    yield [_("All events"), len(report.events), "", "", report.registered, report.came]
    yield [_("People"), "", "", "", people.registered, people.came]
    yield [_("People at more than one event"), "", "", "", people.registered_again, people.came_again]
    for held in report.events:
        hosts = ", ".join(host.name for host in held.others)
        yield [_("Event"), held.event.title, held.event.starts_on or "", hosts, held.registered, held.came]
    for one in report.access:
        yield [_("Access"), one.words or _("Anything"), "", "", "", "", one.asked, one.given, one.events if one.words else ""]
    yield from _part_rows(_("Language of messages"), report.languages)
    yield from _part_rows(_("Country, by time zone"), report.countries)
    yield from _part_rows(_("Source, by the link they came by"), report.sources, unknown=_("Without a label"))


def _part_rows(what: str, parts: list[Part], *, unknown: str = "") -> Iterator[list[object]]:
    for part in parts:
        yield [what, part.words or unknown or _("Not known"), "", "", part.registered, part.came]


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
