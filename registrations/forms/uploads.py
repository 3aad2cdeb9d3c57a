"""Files that organizers bring in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events_service.lib import tables


class UploadForm(forms.Form):
    """A file from somebody's computer, of 20 MB at most."""

    file = forms.FileField(
        label=_("The report, as CSV"),
        help_text=_("From Zoom, Teams, Meet, GoTo Webinar, Webex, BigBlueButton or another tool, as it came. At most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        error_messages={
            "required": _("Choose the file"),
            "empty": _("The file is empty."),
            "missing": _("Choose the file"),
            "invalid": _("Choose the file"),
        },
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, label_suffix="")

    def content(self) -> bytes:
        """Return what the file holds, and of one that is too large just enough to be refused."""
        content: bytes = self.cleaned_data["file"].read(tables.BYTES_AT_MOST + 1)
        return content


class ListUploadForm(UploadForm):
    """A list of who registered elsewhere."""

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.fields["file"].label = _("The list, as CSV")
        self.fields["file"].help_text = _(
            "From Eventbrite, Pretix, Tito, Luma, Zoom or a spreadsheet with the columns Name and Email. At most 20 MB."
        )
