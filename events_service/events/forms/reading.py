"""What there is to read, as typed."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from events_service.events.domain import reading
from events_service.events.domain.reading import Reading
from events_service.events.forms.fields import LineField
from events_service.events.models import Article, Precision

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_WRITTEN = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}  # characters of an ISO date


class ArticleForm(forms.Form):
    """An article, an interview, a book: what it is, where it stands, why to read it."""

    title = LineField(label=_("Title"), max_length=300, error_messages={"required": _("Enter a title")})
    url = LineField(
        label=_("Link"),
        max_length=1_000,
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter the address where it can be read")},
    )
    authors = LineField(label=_("Authors"), max_length=300, required=False)
    outlet = LineField(label=_("Published in"), max_length=200, required=False, help_text=_("Newspaper, journal or publisher."))
    published = LineField(
        label=_("Date"), max_length=20, required=False, help_text=_("As exactly as you know it: 2026, 2026-05 or 2026-05-14.")
    )
    why = LineField(label=_("Why to read it"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, article: Article | None = None) -> None:
        super().__init__(data, label_suffix="", initial=_initial(article) if article else None)

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        URLValidator(schemes=["https", "http"], message=_("Enter a whole address, like https://journal.example.org/article"))(url)
        return url

    def clean_published(self) -> tuple[str, date | None]:
        typed = self.cleaned_data["published"]
        if not typed:
            return Precision.NONE, None
        found = _DATE.fullmatch(typed)
        try:
            year, month, day = (int(part) if part else 0 for part in found.groups()) if found else (0, 0, 0)
            on = date(year, month or 1, day or 1)
        except ValueError:
            raise ValidationError(_("Enter a year, a month or a day, like 2026, 2026-05 or 2026-05-14")) from None
        return Precision.DAY if day else Precision.MONTH if month else Precision.YEAR, on

    def reading(self) -> Reading:
        """Return what was said, once the form is valid."""
        said = self.cleaned_data
        precision, published_on = said["published"]
        return Reading(said["title"], said["url"], said["authors"], said["outlet"], precision, published_on, said["why"])

    def seen(self, article: Article) -> None:
        """Let the person have seen it as it is now, so that saving once more is meant."""
        data = MultiValueDict(self.data)
        data["opened"] = reading.version(article)
        self.data = data


def _initial(article: Article) -> dict[str, object]:
    on, names = article.published_on, ("title", "url", "authors", "outlet", "why")
    written = on.isoformat()[: _WRITTEN[Precision(article.precision)]] if on else ""
    return {**{name: getattr(article, name) for name in names}, "published": written, "opened": reading.version(article)}
