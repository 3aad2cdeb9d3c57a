"""Citing a moment: what to copy and to take away, and the short link that leads there for ever."""

from dataclasses import replace

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from events_service.accounts.models import Licence, Site
from events_service.events.domain import hosting
from events_service.events.models import Event
from recordings.domain import citing, cutting, moments
from recordings.domain.citing import Quote
from recordings.domain.references import Reference
from recordings.models import Recording, Transcript
from recordings.views.public import of_published_event

_TYPES = {"bib": "application/x-bibtex", "json": "application/vnd.citationstyles.csl+json", "txt": "text/plain"}


@require_safe
@of_published_event
def cite(request: HttpRequest, event: Event) -> HttpResponse:
    """Show how to cite the moment that is asked for, or the whole recording; nothing is written."""
    recordings = Recording.objects.published().filter(event=event).order_by("position", "pk")
    recording = next((one for one in recordings if str(one.pk) == request.GET.get("recording", "")), recordings.first())
    if recording is None:
        raise Http404
    recording.event = event
    quote = _asked(request, recording)
    reference = _reference(quote)
    context = {"event": event, "quote": quote, "reference": reference, "moment": _address(quote), "key": quote.key}
    response = render(request, "recordings/cite.html", context)
    response["Cache-Control"] = "public, no-cache"
    return response


@require_safe
def cited(request: HttpRequest, key: str) -> HttpResponse:
    """Lead to where the quoted words are today. Never kept: the next cut may move them."""
    response = redirect(_address(_found(key)))
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def cited_file(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """Give the citation as BibTeX, CSL-JSON or a sentence."""
    quote = _found(key)
    reference = replace(_reference(quote), address=_short(key))
    text = {"bib": reference.bibtex, "json": reference.csl, "txt": reference.sentence + "\n"}[kind]
    response = HttpResponse(text, content_type=f"{_TYPES[kind]}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{quote.event.slug}-{quote.second}.{kind}"'
    response["Cache-Control"] = "public, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


def _asked(request: HttpRequest, recording: Recording) -> Quote:
    second, cut = (_number(request.GET.get(name, "")) for name in ("t", "cut"))
    if second is None:
        return Quote(recording)
    languages = Transcript.objects.filter(recording=recording).values_list("language", flat=True)
    wanted = (request.GET.get("transcript", ""), get_language() or "", recording.language, *languages)
    language = next((language for language in wanted if language in languages), "")
    return citing.quote(recording, cutting.now_at(recording, second * 1000, cut=cut or 0), language=language)


def _found(key: str) -> Quote:
    try:
        return citing.find(key)
    except citing.Unknown:
        raise Http404 from None


def _reference(quote: Quote) -> Reference:
    site = Site.objects.first()
    licence = Licence(site.licence) if site else Licence.RESERVED
    return Reference(quote, hosting.hosts_of(quote.event), _short(quote.key), licence)


def _short(key: str) -> str:
    return f"{settings.SITE_URL}{reverse('cited', args=[key])}"


def _address(quote: Quote) -> str:
    first = Recording.objects.published().filter(event=quote.event).order_by("position", "pk").first()
    is_first = first == quote.recording
    if quote.start_ms is None and is_first:
        return quote.event.get_absolute_url()
    return moments.address_of(quote.recording, quote.start_ms or 0, language=quote.language, is_first=is_first)


def _number(asked: str) -> int | None:
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else None
