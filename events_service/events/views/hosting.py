"""The pages about hosts: who hosts, who is asked to, and the answer of who is asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from events_service.accounts.domain import rights
from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.accounts.models import Organization, OrganizationQuerySet, User
from events_service.events.domain import hosting, inviting_hosts
from events_service.events.forms import HostsForm
from events_service.events.models import Event, HostInvitation, Series
from events_service.lib.errors import DomainError


@dataclass(frozen=True)
class Seat:
    """What is hosted, and for which organizations this person sits at its table: as hosts, or as those who are asked."""

    user: User
    hosted: Event | Series
    mine: OrganizationQuerySet
    asked: OrganizationQuerySet

    def open_for(self) -> Mapping[str, OrganizationQuerySet]:
        """Return for which organizations each act is open to this person."""
        answers = {"accept": self.asked, "decline": self.asked}
        if not self.mine.exists():
            return answers
        invited = HostInvitation.objects.to(self.hosted).values("organization")
        return answers | {
            "invite": inviting_hosts.not_asked(self.hosted),
            "withdraw": Organization.objects.filter(pk__in=invited),
            "up": Organization.objects.filter(pk__in=self.hosted.hostings.values("organization")),
            "leave": self.mine,
        }


@dataclass(frozen=True)
class Ask:
    """A question that waits for this person's answer, and how many events of a series it is about."""

    invitation: HostInvitation
    coming: int


@dataclass(frozen=True)
class Host:
    """A host in the list; `along` is how many events of a series it would leave too, None where leaving is not this person's."""

    organization: Organization
    along: int | None


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_hosts(request: DeskRequest, slug: str) -> HttpResponse:
    """Show who hosts an event and who is asked to, and change it; to who is asked, the question alone."""
    asked = HostInvitation.objects.answered_by(request.user).filter(event__isnull=False).values("event")
    either = Q(pk__in=Event.objects.organized_by(request.user).values("pk")) | Q(pk__in=asked)
    return _page(request, get_object_or_404(Event.objects.filter(either).select_related("series"), slug=slug))


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def series_hosts(request: DeskRequest, slug: str) -> HttpResponse:
    """Show who hosts a series and who is asked to, and change it; to who is asked, the question alone."""
    asked = HostInvitation.objects.answered_by(request.user).filter(series__isnull=False).values("series")
    either = Q(pk__in=Series.objects.organized_by(request.user).values("pk")) | Q(pk__in=asked)
    return _page(request, get_object_or_404(Series.objects.filter(either), slug=slug))


def _page(request: DeskRequest, hosted: Event | Series) -> HttpResponse:
    seat = _seat(request.user, hosted)
    form = HostsForm(request.POST if request.method == "POST" else None, open_for=seat.open_for())
    if request.method == "POST" and form.is_valid() and (said := _done(seat, form)):
        messages.success(request, said)
        return redirect(_onward(seat, has_accepted=form.cleaned_data["act"] == "accept"))
    return render(request, "events/hosts.html", _context(seat, form), status=422 if form.errors else 200)


def _seat(user: User, hosted: Event | Series) -> Seat:
    editing = rights.organizations_edited_by(user)
    asked = HostInvitation.objects.open().to(hosted).values("organization")
    return Seat(user, hosted, editing.filter(pk__in=hosted.hostings.values("organization")), editing.filter(pk__in=asked))


def _done(seat: Seat, form: HostsForm) -> str:
    """Do what was asked and say so; where it is refused, the form says why."""
    try:
        return _ACTS[form.cleaned_data["act"]](seat, form.cleaned_data["organization"], timezone.now())
    except DomainError as refusal:
        form.add_error(None, str(refusal.sentence))
        return ""


def _onward(seat: Seat, *, has_accepted: bool) -> str:
    """Return where it goes on: at the event that is hosted now, at its hosts, or at the desk where it is not one's own any more."""
    if not (seat.mine.exists() or seat.asked.exists()):
        return reverse("desk")
    if isinstance(seat.hosted, Series):
        return reverse("series_hosts", args=[seat.hosted.slug])
    return reverse("desk_event" if has_accepted else "event_hosts", args=[seat.hosted.slug])


def _context(seat: Seat, form: HostsForm) -> dict[str, object]:
    hosted, hosts = seat.hosted, _hosts(seat)
    choosing = form if form["act"].value() == "invite" else HostsForm(open_for=seat.open_for())
    return {
        "form": form,
        "choosing": choosing,
        "can_choose": inviting_hosts.not_asked(hosted).exists(),
        "is_alone": not Organization.objects.all()[1:].exists(),
        "hosted": hosted,
        "event": hosted if isinstance(hosted, Event) else None,
        "is_series": isinstance(hosted, Series),
        "is_host": seat.mine.exists(),
        "asks": _asks(seat),
        "hosts": hosts,
        "may_leave": any(host.along is not None for host in hosts),
        "invitations": HostInvitation.objects.to(hosted).select_related("organization"),
    }


def _asks(seat: Seat) -> list[Ask]:
    now = timezone.now()
    waiting = HostInvitation.objects.open().to(seat.hosted).filter(organization__in=seat.asked).select_related("organization", "host")
    return [Ask(one, hosting.joined_along(seat.hosted, one.organization, now=now).count()) for one in waiting]


def _hosts(seat: Seat) -> list[Host]:
    now, mine, hosts = timezone.now(), set(seat.mine), hosting.hosts_of(seat.hosted)
    return [
        Host(host, hosting.left_along(seat.hosted, host, now=now).count() if host in mine and len(hosts) > 1 else None) for host in hosts
    ]


def _invite(seat: Seat, organization: Organization, now: datetime) -> str:
    mine = set(seat.mine)
    host = next(host for host in hosting.hosts_of(seat.hosted) if host in mine)
    told = inviting_hosts.invite(seat.hosted, organization, host=host, now=now)
    if not told:
        return _("%(name)s is invited. No mail leaves: nobody there can be written to.") % {"name": organization}
    said = ngettext(
        "%(name)s is invited: %(count)s person there gets a mail.", "%(name)s is invited: %(count)s people there get a mail.", told
    )
    return said % {"name": organization, "count": told}


def _withdraw(seat: Seat, organization: Organization, now: datetime) -> str:
    inviting_hosts.withdraw(seat.hosted, organization)
    return _("%(name)s is not invited any more.") % {"name": organization}


def _move_up(seat: Seat, organization: Organization, now: datetime) -> str:
    hosting.move_up(seat.hosted, organization, now=now)
    return _("The order is changed. %(name)s sends the mail.") % {"name": hosting.sender_of(seat.hosted)}


def _leave(seat: Seat, organization: Organization, now: datetime) -> str:
    hosting.leave(seat.hosted, organization, by=seat.user, now=now)
    return _("%(name)s does not host it any more.") % {"name": organization}


def _accept(seat: Seat, organization: Organization, now: datetime) -> str:
    inviting_hosts.accept(seat.hosted, organization, by=seat.user, now=now)
    return _("%(name)s hosts it now.") % {"name": organization}


def _decline(seat: Seat, organization: Organization, now: datetime) -> str:
    inviting_hosts.decline(seat.hosted, organization, now=now)
    return _("Declined. The hosts see your answer.")


_ACTS: Mapping[str, Callable[[Seat, Organization, datetime], str]] = {
    "invite": _invite,
    "withdraw": _withdraw,
    "up": _move_up,
    "leave": _leave,
    "accept": _accept,
    "decline": _decline,
}
