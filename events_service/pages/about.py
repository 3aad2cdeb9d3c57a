"""Privacy, accessibility, contact: what holds on this installation, from its settings and rows, and what its owners add."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from events_service.accounts.domain import inviting
from events_service.accounts.models import Organization, Site
from events_service.events.models import Event
from events_service.mail.domain import providers
from events_service.pages.caching import public_page
from registrations.domain import asking


@require_safe
@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept of whom, why and for how long. Each number is the code's own; what the code does not do is not promised."""
    hosts = _hosts()
    context = {
        "about": get_object_or_404(Site),
        "hosts": hosts,
        "kept_days": sorted({host.retention_days for host in hosts}),
        "mail_service": _mail_service(),
        "access_days": asking.KEPT.days,
        "code_minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
        "session_days": settings.SESSION_COOKIE_AGE // (24 * 3600),
        "invitation_days": inviting.GOOD_FOR.days,
    }
    return render(request, "pages/privacy.html", context)


@require_safe
@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say what can be counted on, what does not work yet, and whom to tell."""
    return render(request, "pages/accessibility.html", {"about": get_object_or_404(Site)})


@require_safe
@public_page
def contact(request: HttpRequest) -> HttpResponse:
    """Say whom to write to: about the site, and about the events of each host."""
    return render(request, "pages/contact.html", {"about": get_object_or_404(Site), "hosts": _hosts()})


def _hosts() -> list[Organization]:
    """Return who hosts something that is published, by name."""
    published = Event.objects.listed().values("hostings__organization")
    return list(Organization.objects.filter(pk__in=published))


def _mail_service() -> str:
    """Return the name by which people know the mail service, or nothing: the address of a server of one's own is nobody's business."""
    service = providers.in_use()
    return service.name if service and service.name != settings.EMAIL_HOST.lower() else ""
