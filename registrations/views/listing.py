"""The list of who registered, and what can be done to many of them at once: names and addresses, so not for viewers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.models import Event
from registrations.domain import bulk, listing, retention
from registrations.domain.bulk import Act, Outcome, Why
from registrations.forms import ListForm
from registrations.models.registration import RegistrationQuerySet

PER_PAGE = 50


class ActForm(forms.Form):
    """An act, on those who are ticked or on all whom the list's own form finds; `number` is how many that were when it was asked."""

    act = forms.ChoiceField(choices=Act.choices)
    everybody = forms.BooleanField(required=False)
    list = forms.CharField(required=False, max_length=2_000)
    number = forms.IntegerField(required=False, min_value=0)


@dataclass(frozen=True)
class Asked:
    """An act on some registrations of an event, as it was asked for. `query` leads back to the list where it was asked."""

    act: Act
    chosen: RegistrationQuerySet
    ticked: list[str]
    everybody: bool
    query: str
    number: int | None


@desk_page
@require_safe
def registrations_list(request: DeskRequest, slug: str) -> HttpResponse:
    """List who registered: filtered, in order, by fifty. Pages stay as they are while more people register."""
    event, now = _event(request, slug), timezone.now()
    form = ListForm(request.GET, labels=listing.labels(event))
    wanted = form.wanted()
    newest = listing.newest(event)
    page = Paginator(listing.find(event, wanted), PER_PAGE).get_page(request.GET.get("page"))
    rows = listing.with_fates(page.object_list)
    context = {
        "event": event,
        "form": form,
        "page": page,
        "rows": rows,
        "until": wanted.until or newest,
        "has_newer": bool(wanted.until and wanted.until < newest),
        "acts": bulk.offered(event, now=now),
        "has_begun": bool(event.starts_at and event.starts_at <= now),
        "query": _without_page(request.GET, until=wanted.until or newest),
        "erasure": None if rows else retention.receipt_of(event),
    }
    return render(request, "registrations/organizer/list.html", context)


@desk_page
@require_POST
def registrations_act(request: DeskRequest, slug: str) -> HttpResponse:
    """Do something to many in two steps: how many and what they will be told, then what became of it."""
    event, now = _event(request, slug), timezone.now()
    asked = _asked(request, event)
    if asked is None or asked.act not in bulk.offered(event, now=now):
        messages.error(request, _("This cannot be done here any more."))
        return redirect("registrations_list", slug=slug)
    back = f"{reverse('registrations_list', args=[slug])}?{asked.query}"
    plan = bulk.plan(asked.act, asked.chosen, event=event)
    if not plan.chosen:
        messages.error(request, _("Tick the people first, or all whom the list finds."))
        return redirect(back)
    if "confirm" not in request.POST or asked.number != plan.able:
        context = {"event": event, "asked": asked, "plan": plan, "back": back, "at_once": bulk.AT_ONCE}
        has_changed = "confirm" in request.POST
        return render(
            request, "registrations/organizer/act.html", context | {"has_changed": has_changed}, status=409 if has_changed else 200
        )
    outcome = bulk.perform(asked.act, asked.chosen, event=event, by=request.user, now=now)
    _tell(request, outcome)
    return redirect(back)


def _event(request: DeskRequest, slug: str) -> Event:
    return get_object_or_404(Event.objects.organized_by(request.user).select_related("series"), slug=slug)


def _without_page(said: QueryDict, *, until: int) -> str:
    """Return the list's query as it stands, held at this id."""
    kept = said.copy()
    kept.pop("page", None)
    kept["until"] = str(until)
    return kept.urlencode()


def _asked(request: DeskRequest, event: Event) -> Asked | None:
    form = ActForm(request.POST)
    if not form.is_valid():
        return None
    said: dict[str, Any] = form.cleaned_data
    ticked = [pk for pk in request.POST.getlist("ticked") if pk.isascii() and pk.isdigit() and len(pk) < 19]
    if said["everybody"]:
        chosen = listing.find(event, ListForm(QueryDict(said["list"]), labels=listing.labels(event)).wanted())
    else:
        chosen = listing.find(event).filter(pk__in=ticked)
    return Asked(Act(said["act"]), chosen, ticked, said["everybody"], QueryDict(said["list"]).urlencode(), said["number"])


_REASONS: dict[Why, Callable[[int], str]] = {
    Why.GONE: lambda n: ngettext("%(n)d could not be: no place is held.", "%(n)d could not be: no place is held.", n),
    Why.JUST_WRITTEN: lambda n: ngettext(
        "%(n)d could not be: the same mail left a moment ago.", "%(n)d could not be: the same mail left a moment ago.", n
    ),
    Why.MARKED: lambda n: ngettext("%(n)d was marked so already.", "%(n)d were marked so already.", n),
    Why.BROKEN: lambda n: ngettext(
        "%(n)d could not be: the database was busy. Try again.", "%(n)d could not be: the database was busy. Try again.", n
    ),
}


def _tell(request: DeskRequest, outcome: Outcome) -> None:
    """Say how many were done, how many could not be and why, and how many are left."""
    said = [ngettext("%(n)d done.", "%(n)d done.", outcome.done) % {"n": outcome.done}]
    said += [_REASONS[why](number) % {"n": number} for why, number in outcome.refused.items() if number]
    if outcome.left:
        left = ngettext("%(n)d is left: do it once more.", "%(n)d are left: do it once more.", outcome.left)
        said.append(left % {"n": outcome.left})
    (messages.success if outcome.done else messages.error)(request, " ".join(said))
