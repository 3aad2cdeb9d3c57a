"""Bringing in who registered elsewhere: what will happen stands there first; nobody is written to unless the number is said."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.forms.fields import LineField
from events_service.events.models import Event
from events_service.lib.errors import DomainError
from registrations.domain import registrant_import, uploads
from registrations.domain.registrant_import import Listed, Terms
from registrations.forms import ListUploadForm
from registrations.models import Upload

SHOWN = 200  # rows of each sort on the page; all are brought in


class TermsForm(forms.Form):
    """How they are brought in."""

    source = LineField(
        label=gettext_lazy("Where they registered"),
        help_text=gettext_lazy("Stands beside each of them, and in the report."),
        max_length=registrant_import.SOURCE_AT_MOST,
        required=False,
        error_messages={"max_length": gettext_lazy("Enter at most 40 characters")},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of their messages"),
        choices=[("en", "English"), ("es", "Español")],
        error_messages={"required": gettext_lazy("Choose a language"), "invalid_choice": gettext_lazy("Choose a language")},
    )
    write = forms.IntegerField(required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, kind: str) -> None:
        language = get_language() or settings.LANGUAGE_CODE
        super().__init__(data, initial={"source": "" if kind == "plain" else kind, "language": language}, label_suffix="")

    def terms(self) -> Terms:
        return Terms(self.cleaned_data["source"], self.cleaned_data["language"])


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def registrations_import(request: DeskRequest, slug: str) -> HttpResponse:
    """Take a list of who registered elsewhere to look at."""
    event, now = _event(request, slug), timezone.now()
    form = ListUploadForm(request.POST, request.FILES) if request.method == "POST" else ListUploadForm()
    if form.is_bound and form.is_valid():
        content = form.content()
        try:
            registrant_import.refuse(event, writes=False, now=now)
            registrant_import.read(content, zone=event.zone)
        except DomainError as refusal:
            form.add_error("file", str(refusal.sentence))
        else:
            kept = uploads.keep(content, event=event, purpose=Upload.Purpose.REGISTRANTS, by=request.user, now=now)
            return redirect("registrations_import_found", slug=slug, number=kept.pk)
    return _ask_for_a_list(request, event, form)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def registrations_import_found(request: DeskRequest, slug: str, number: int) -> HttpResponse:
    """Show what bringing the list in will do, row by row where something is wrong; do it, or leave it."""
    event, now = _event(request, slug), timezone.now()
    upload = uploads.find(number, event=event, purpose=Upload.Purpose.REGISTRANTS, by=request.user, now=now)
    if upload is None:
        return _ask_for_a_list(request, event, ListUploadForm(), is_gone=True)
    if "leave" in request.POST:
        uploads.forget(upload)
        return redirect("registrations_import", slug=slug)
    listed = registrant_import.read(uploads.content_of(upload), zone=event.zone)
    form = TermsForm(request.POST if request.method == "POST" else None, kind=listed.kind)
    if form.is_bound and form.is_valid():
        try:
            _bring_in(request, event, listed, form)
        except DomainError as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            uploads.forget(upload)
            return redirect("registrations_list", slug=slug)
    plan = registrant_import.plan(event, listed.registrants, now=now)
    context = {
        "event": event,
        "form": form,
        "plan": plan,
        "faults": plan.faults[:SHOWN],
        "new": plan.new[:SHOWN],
        "faults_more": max(len(plan.faults) - SHOWN, 0),
        "new_more": max(len(plan.new) - SHOWN, 0),
        "may_write": registrant_import.may_write(event, now=now),
    }
    return render(request, "registrations/organizer/import_found.html", context, status=422 if form.errors else 200)


def _event(request: DeskRequest, slug: str) -> Event:
    return get_object_or_404(Event.objects.organized_by(request.user).select_related("series"), slug=slug)


def _ask_for_a_list(request: DeskRequest, event: Event, form: ListUploadForm, *, is_gone: bool = False) -> HttpResponse:
    context = {"event": event, "form": form, "is_gone": is_gone, "action": reverse("registrations_import", args=[event.slug])}
    return render(request, "registrations/organizer/import.html", context, status=422 if form.errors else 200)


def _bring_in(request: DeskRequest, event: Event, listed: Listed, form: TermsForm) -> None:
    write = form.cleaned_data["write"]
    done = registrant_import.bring_in(event, listed.registrants, terms=form.terms(), write_to=write, by=request.user, now=timezone.now())
    said = [ngettext("%(count)d registration brought in.", "%(count)d registrations brought in.", done.coming) % {"count": done.coming}]
    if write is None:
        said.append(_("Nobody was written to."))
    else:
        said.append(ngettext("%(count)d person is written to.", "%(count)d people are written to.", done.coming) % {"count": done.coming})
    messages.success(request, " ".join(said))
