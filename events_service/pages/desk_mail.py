"""What the desk says when mail stands still: what that means for people, and for owners the button that lets it leave again."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.accounts.models import Membership, User
from events_service.lib.jobs import ring
from events_service.mail.domain import health, office
from events_service.mail.domain.health import LATE, Health


@dataclass(frozen=True)
class Notice:
    """A sentence on the desk; `lets_it_leave` where the reader may end what it says."""

    sentence: str
    icon: str
    lets_it_leave: bool = False


def notices(user: User) -> list[Notice]:
    """Return what an organizer has to know of the mail; nothing where it leaves."""
    found = health.read()
    said = []
    if _stands_still(found):
        said.append(Notice(_silent(), "triangle-alert"))
    if found.paused_at:
        said.append(Notice(_paused(found), "pause", lets_it_leave=_owns(user)))
    if found.is_shut:
        said.append(Notice(_shut(), "hourglass"))
    return said


@desk_page
@require_POST
def let_it_leave(request: DeskRequest) -> HttpResponse:
    """Let what waits leave after a pause. Owners alone may: it may be a copy of another installation."""
    if not _owns(request.user):
        raise Http404
    if office.resume():
        ring("mail.drain")
        messages.success(request, _("Mail leaves again."))
    return redirect("desk")


def _stands_still(found: Health) -> bool:
    """A worker that has never come by may be about to start; somebody who waits cannot tell the difference."""
    return found.is_silent and (found.silence is not None or found.longest_wait > LATE)


def _owns(user: User) -> bool:
    return user.memberships.filter(role=Membership.Role.OWNER).exists()


def _silent() -> str:
    return _(
        "No mail leaves, because the program that sends it is not running: who registers has their place and is not told yet. "
        "Tell whoever looks after the server."
    )


def _paused(found: Health) -> str:
    return _(
        "Mail stood still for more than a day. Until an owner lets them leave, reminders and changes wait (%(waiting)d now); "
        "who registers is answered all the same."
    ) % {"waiting": sum(queue.waiting for queue in found.queues)}


def _shut() -> str:
    return _("The mail service does not take our mail at the moment: what is to be sent waits, and leaves by itself once it does.")
