"""What a person who speaks sees without an account. The link is the authority, so these pages know no cookie and no CSRF token."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events_service.events.domain import engaging, hosting, persons, pictures, speaker_mail
from events_service.events.forms import ConsentForm, DetailsForm, PhotoForm
from events_service.events.models import Appearance, Consent, Engagement, GreenRoom, Room
from events_service.lib.errors import DomainError

PersonalView = Callable[[HttpRequest, Engagement], HttpResponse]


def personal(view: PersonalView) -> Callable[[HttpRequest, str], HttpResponse]:
    """Open the engagement of a personal link, or answer 404; nothing of such a page is cached, indexed or told to other sites."""

    @csrf_exempt
    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        try:
            engagement = engaging.find(token)
        except Engagement.DoesNotExist:
            raise Http404 from None
        response = view(request, engagement)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response

    return opened


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def speaking(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    """Show a person what is known of them and of the event; a POST says how they want to be shown."""
    form = DetailsForm(request.POST or None, engagement=engagement)
    if request.method == "POST" and form.is_valid():
        try:
            persons.confirm(engagement, form.details(), now=timezone.now())
        except DomainError as refusal:
            form.add_error(refusal.field, str(refusal.sentence))
        else:
            return _back(request, "saved")
    return _page(request, engagement, form=form)


@require_POST
@personal
def consent(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    """Say whether one may be recorded."""
    form = ConsentForm(request.POST, engagement=engagement)
    if form.is_valid():
        try:
            engaging.answer(engagement, Consent(form.cleaned_data["consent"]), now=timezone.now())
        except DomainError as refusal:
            form.add_error("consent", str(refusal.sentence))
        else:
            return _back(request, "consent")
    return _page(request, engagement, consent=form)


@require_POST
@personal
def photo(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    """Show a photo, or take it off."""
    if "remove" in request.POST:
        persons.show_photo(engagement, None, now=timezone.now())
        return _back(request, "photo")
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        picture = pictures.keep(form.cleaned_data["photo"], now=timezone.now())
        persons.show_photo(engagement, picture, now=timezone.now())
        return _back(request, "photo")
    return _page(request, engagement, photo=form)


@require_safe
@personal
def calendar_file(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    """Give this person's calendar entry as a file."""
    if engagement.event.starts_at is None:
        raise Http404
    ics = speaker_mail.personal_file(engagement, get_language() or engagement.language, now=timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="{engagement.event.slug}.ics"'}
    return HttpResponse(ics, content_type="text/calendar; charset=utf-8", headers=headers)


def _back(request: HttpRequest, done: str) -> HttpResponse:
    """Lead back to the page, which says what was done; nothing of it is kept in a cookie."""
    match = request.resolver_match
    assert match is not None  # noqa: S101  it is what led here
    return redirect(f"{reverse('speaking', args=[match.kwargs['token']])}?done={done}#{done}")


def _page(
    request: HttpRequest,
    engagement: Engagement,
    *,
    form: DetailsForm | None = None,
    consent: ConsentForm | None = None,
    photo: PhotoForm | None = None,
) -> HttpResponse:
    event, now = engagement.event, timezone.now()
    tried = consent or photo or form
    match = request.resolver_match
    assert match is not None  # noqa: S101  it is what led here
    roles = Appearance.objects.filter(event=event, speaker=engagement.speaker).values_list("role", flat=True)
    context = {
        "event": event,
        "engagement": engagement,
        "speaker": engagement.speaker,
        "roles": [Appearance.Role(role).label for role in roles],
        "host": hosting.sender_of(event),
        "details": form or DetailsForm(engagement=engagement),
        "consent": consent or ConsentForm(engagement=engagement),
        "photo": photo or PhotoForm(),
        "form": tried,
        "green_room": GreenRoom.objects.filter(event=event).first(),
        "room": Room.objects.filter(event=event).first(),
        "page_path": reverse("speaking", args=[match.kwargs["token"]]),
        "done": request.GET.get("done", ""),
        "is_over": event.ends_at is not None and event.ends_at <= now,
    }
    return render(request, "events/speaking.html", context, status=422 if tried and tried.errors else 200)
