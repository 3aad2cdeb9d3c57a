"""Organizer pages of templates: what an organization writes again and again, and the drafts that are made of it."""

from django.contrib import messages
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events_service.accounts.domain import rights
from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.domain import hosting
from events_service.events.domain import templates as events_templates
from events_service.events.forms.copying import FromTemplateForm, TemplateForm
from events_service.events.models import Event, EventTemplate, Series
from events_service.lib.errors import DomainError
from registrations.domain import templates


@desk_page
@require_safe
def templates_list(request: DeskRequest) -> HttpResponse:
    """Show the templates of every organization that this person belongs to; who may change events may use them."""
    seen = EventTemplate.objects.seen_by(request.user).select_related("organization", "saved_by")
    found = seen.order_by("organization__name", "organization", Lower("name"))
    edited = set(rights.organizations_edited_by(request.user).values_list("pk", flat=True))
    return render(request, "registrations/organizer/templates.html", {"templates": found, "edited": edited})


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def template_save(request: DeskRequest, slug: str) -> HttpResponse:
    """Keep what is written of an event as a template, under a name; under one that is there it takes its place, if that is said."""
    event = get_object_or_404(Event.objects.organized_by(request.user).select_related("series"), slug=slug)
    mine = set(rights.organizations_edited_by(request.user))
    organizations = [host for host in hosting.hosts_of(event) if host in mine]
    form = TemplateForm(request.POST or None, event=event, organizations=organizations)
    if request.method == "POST" and form.is_valid() and _save(request, form, event):
        return redirect("templates")
    there = EventTemplate.objects.filter(organization__in=organizations).select_related("organization")
    context = {"event": event, "form": form, "organizations": organizations, "there": there}
    return render(request, "registrations/organizer/template_save.html", context, status=422 if form.errors else 200)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def template_use(request: DeskRequest, number: int) -> HttpResponse:
    """Make a draft of a template: a title and a start are asked for, and what comes along is said."""
    template = _to_use(request, number)
    series = _series(request, template)
    form = FromTemplateForm(request.POST or None, template=template, series=series, now=timezone.now())
    if request.method == "POST" and "check" not in request.POST and form.is_valid() and (made := _make(form, template)):
        messages.success(request, _("This is the new draft; nobody else sees it yet. Its reminders are off."))
        return redirect("desk_event", slug=made.slug)
    context = {
        "template": template,
        "form": form,
        "series": series,
        "hosts": events_templates.hosts_of_made(template, series),
        "speakers": events_templates.speakers_of(template),
    }
    return render(request, "registrations/organizer/template_use.html", context, status=422 if form.errors else 200)


@desk_page
@require_POST
def template_delete(request: DeskRequest, number: int) -> HttpResponse:
    """Forget a template; what was made of it stays."""
    template = _to_use(request, number)
    events_templates.delete(template, by=request.user, now=timezone.now())
    messages.success(request, _("The template “%(name)s” is deleted. The events that were made of it stay.") % {"name": template.name})
    return redirect("templates")


def _to_use(request: DeskRequest, number: int) -> EventTemplate:
    """Return a template of an organization in whose name this person may act; 404 for everybody else."""
    found = EventTemplate.objects.edited_by(request.user).select_related("organization", "series", "picture")
    return get_object_or_404(found, pk=number)


def _series(request: DeskRequest, template: EventTemplate) -> Series | None:
    """Return the template's series, if its organization still hosts it and new dates of it are this person's to make."""
    mine = Series.objects.organized_by(request.user).filter(hostings__organization=template.organization)
    return mine.filter(pk=template.series_id).first() if template.series_id else None


def _save(request: DeskRequest, form: TemplateForm, event: Event) -> EventTemplate | None:
    """Keep the template and say so, or say beside the field why not."""
    try:
        kept = templates.save(event, **form.cleaned_data, by=request.user, now=timezone.now())
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
        return None
    messages.success(request, _("The template “%(name)s” is kept.") % {"name": kept.name})
    return kept


def _make(form: FromTemplateForm, template: EventTemplate) -> Event | None:
    """Make the draft, or say beside the field why not."""
    try:
        return templates.make(template, form.copy(), now=timezone.now())
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
        return None
