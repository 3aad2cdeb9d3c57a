"""The desk's pages about who speaks: the people and what each has answered, one person, the invitation, the green room."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from events_service.accounts.domain import rights
from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.accounts.models import Organization, User
from events_service.events.domain import engaging, hosting, roster, speaking
from events_service.events.domain.roster import Line
from events_service.events.forms import AddSpeakerForm, GreenRoomForm, PartForm
from events_service.events.models import Engagement, Event, GreenRoom, Speaker
from events_service.lib.errors import DomainError


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_speakers(request: DeskRequest, slug: str) -> HttpResponse:
    """Show who speaks and what each has answered; a POST adds one more."""
    event = _event(request, slug)
    form = AddSpeakerForm(request.POST or None, language=event.language)
    if request.method == "POST" and "up" in request.POST:
        return _moved_up(request, event)
    if request.method == "POST" and form.is_valid() and (speaker := _added(request, event, form)):
        messages.success(request, _("%(name)s is on the list. Nobody was written to yet.") % {"name": speaker.name})
        return redirect(request.path)
    lines = roster.of(event)
    context = {
        "event": event,
        "form": form,
        "lines": lines,
        "to_invite": [line for line in lines if line.is_to_be_invited],
        "may_invite": _may_invite(event),
        "known": _known_to(request.user, event),
        "green_room": GreenRoom.objects.filter(event=event).first(),
    }
    return render(request, "events/speakers.html", context, status=422 if form.errors else 200)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_speaker(request: DeskRequest, slug: str, number: int) -> HttpResponse:
    """Write one person anew, send the invitation again, revoke the link, or take the person off."""
    event = _event(request, slug)
    line = _line(event, number)
    form = PartForm(request.POST if _is_saved(request) else None, initial=_initial(request.user, event, line), is_invited=line.is_invited)
    if request.method == "POST" and (said := _done(request, event, line, form)):
        messages.success(request, said)
        return redirect("event_speakers", slug=slug)
    may_merge = line.speaker.organization in rights.organizations_edited_by(request.user)
    context = {"event": event, "form": form, "line": line, "may_invite": _may_invite(event), "may_merge": may_merge}
    return render(request, "events/speaker.html", context, status=422 if form.errors else 200)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_speakers_invite(request: DeskRequest, slug: str) -> HttpResponse:
    """Say who will get which mail, and send it."""
    event = _event(request, slug)
    lines = roster.of(event)
    asked = [line.engagement for line in lines if line.engagement and line.is_to_be_invited]
    if request.method == "POST":
        _invite(request, event, asked)
        return redirect("event_speakers", slug=slug)
    context = {
        "event": event,
        "to_invite": [line for line in lines if line.is_to_be_invited],
        "invited": [line for line in lines if line.is_invited],
        "without_address": [line for line in lines if not line.address],
        "sender": hosting.sender_of(event),
        "may_invite": _may_invite(event),
    }
    return render(request, "events/speakers_invite.html", context)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def event_green_room(request: DeskRequest, slug: str) -> HttpResponse:
    """Set where those who speak meet before it begins."""
    event = _event(request, slug)
    room = GreenRoom.objects.filter(event=event).first() or GreenRoom(event=event)
    form = GreenRoomForm(request.POST or None, initial={"url": room.url, "passcode": room.passcode, "notes": room.notes})
    if request.method == "POST" and form.is_valid():
        engaging.set_green_room(event, **form.cleaned_data)
        messages.success(request, _("Saved. Those who speak see it on their page at once."))
        return redirect("event_speakers", slug=slug)
    return render(request, "events/green_room.html", {"event": event, "form": form}, status=422 if form.errors else 200)


def _event(request: DeskRequest, slug: str) -> Event:
    return get_object_or_404(Event.objects.organized_by(request.user).select_related("series"), slug=slug)


def _line(event: Event, number: int) -> Line:
    """Return the person with this number who appears at the event, or answer 404."""
    speaker = get_object_or_404(Speaker.objects.filter(appearances__event=event).distinct(), pk=number)
    return next(line for line in roster.of(event) if line.speaker == speaker)


def _may_invite(event: Event) -> bool:
    return event.ends_at is not None and event.ends_at > timezone.now() and event.cancelled_at is None


def _hosts_of_mine(user: User, event: Event) -> list[Organization]:
    """Return the hosts for which this person acts, in their order."""
    mine = set(rights.organizations_edited_by(user))
    return [host for host in hosting.hosts_of(event) if host in mine]


def _known_to(user: User, event: Event) -> list[str]:
    known = Speaker.objects.filter(organization__in=_hosts_of_mine(user, event)).exclude(appearances__event=event)
    return sorted(set(known.values_list("name", flat=True)[:500]))


def _added(request: DeskRequest, event: Event, form: AddSpeakerForm) -> Speaker | None:
    """Add the person, or say beside the field why not. The address that is known of them comes along."""
    organization, now = _hosts_of_mine(request.user, event)[0], timezone.now()
    try:
        speaker = speaking.add(event, form.line(), organization=organization, now=now)
    except DomainError as refusal:
        form.add_error(refusal.field, str(refusal.sentence))
        return None
    is_known = Engagement.objects.standing().filter(event=event, speaker=speaker).exclude(email="").exists()
    terms = form.terms() or (None if is_known else engaging.known_terms(speaker, to=request.user))
    if terms:
        engaging.set_terms(event, speaker, terms)
    return speaker


def _moved_up(request: DeskRequest, event: Event) -> HttpResponse:
    number = request.POST["up"]
    speaker = get_object_or_404(Speaker, pk=number) if number.isascii() and number.isdigit() and len(number) < 19 else None
    if speaker:
        speaking.move_up(event, speaker, now=timezone.now())
        messages.success(request, _("The order is changed."))
    return redirect(request.path)


def _initial(user: User, event: Event, line: Line) -> dict[str, object]:
    terms = None if line.address else engaging.known_terms(line.speaker, to=user)
    return {
        "name": line.speaker.name,
        "about": line.speaker.about,
        "roles": [role.value for role in line.roles],
        "email": terms.email if terms else line.address,
        "language": (terms or line.engagement or event).language,
    }


def _is_saved(request: DeskRequest) -> bool:
    return request.method == "POST" and request.POST.get("act", "save") == "save"


def _done(request: DeskRequest, event: Event, line: Line, form: PartForm) -> str:
    """Do what was asked and say so; where it is refused, say why, beside the field if it belongs to one."""
    try:
        if not _is_saved(request):
            return _act(request.POST["act"], event, line)
        return _save(event, line, form) if form.is_valid() else ""
    except DomainError as refusal:
        if form.is_bound:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
        else:
            messages.error(request, str(refusal.sentence))
    return ""


def _save(event: Event, line: Line, form: PartForm) -> str:
    said = form.cleaned_data
    speaking.set_part(event, line.speaker, name=said["name"], about=said["about"], roles=said["roles"], now=timezone.now())
    if terms := form.terms():
        engaging.set_terms(event, line.speaker, terms)
    return _("Saved.")


def _act(act: str, event: Event, line: Line) -> str:
    name, now = line.speaker.name, timezone.now()
    if act == "remove":
        speaking.remove(event, line.speaker, now=now)
        return _("%(name)s is off the event.") % {"name": name}
    if act == "again" and line.engagement and line.address:
        if engaging.invite_again(line.engagement, now=now):
            return _("The invitation goes to %(name)s again.") % {"name": name}
        return _("No mail leaves: the address of %(name)s takes no mail.") % {"name": name}
    if act == "revoke" and line.engagement:
        engaging.revoke(line.engagement)
        return _("The link of %(name)s leads nowhere now. Another invitation carries a new one.") % {"name": name}
    return ""


def _invite(request: DeskRequest, event: Event, asked: list[Engagement]) -> None:
    try:
        count = engaging.invite(event, asked, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal.sentence))
        return
    if count:
        said = ngettext(
            "%(count)s person is invited: the mail is on its way.", "%(count)s people are invited: the mail is on its way.", count
        )
        messages.success(request, said % {"count": count})
    else:
        messages.error(request, _("No mail leaves: everybody was invited, or their address takes no mail."))
