"""Taking the list of registrations away as a file: for organizers alone, and written down."""

from django import forms
from django.conf import settings
from django.http import FileResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from events_service.accounts.middleware import DeskRequest, desk_page
from events_service.events.models import Event
from events_service.lib import sheets
from registrations.domain import exporting, listing
from registrations.forms import ListForm

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportForm(forms.Form):
    """Which file, and of whom: the list's own form as it was asked there."""

    kind = forms.ChoiceField(choices=[("csv", "CSV"), ("xlsx", "XLSX")], required=False)
    list = forms.CharField(required=False, max_length=2_000)


@desk_page
@require_POST
def registrations_export(request: DeskRequest, slug: str) -> HttpResponseBase:
    """Give everybody whom the list finds as CSV or as a workbook, row by row."""
    event = get_object_or_404(Event.objects.organized_by(request.user), slug=slug)
    form = ExportForm(request.POST)
    form.full_clean()
    said = form.cleaned_data
    wanted = ListForm(QueryDict(said.get("list", "")), labels=listing.labels(event)).wanted()
    kind = said.get("kind") or "csv"
    exporting.record(event, rows=listing.find(event, wanted).count(), kind=kind.upper(), by=request.user, now=timezone.now())
    rows = exporting.table(event, wanted, language=get_language() or settings.LANGUAGE_CODE)
    name = f"registrations-{event.slug}.{kind}"
    if kind == "xlsx":
        return FileResponse(sheets.workbook(rows), as_attachment=True, filename=name, content_type=_WORKBOOK)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(sheets.csv_lines(rows), content_type="text/csv; charset=utf-8", headers=headers)
