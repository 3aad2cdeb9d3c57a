"""Writing what was said of an event, a series or a room into its columns."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events_service.events.models import AccessService, Article, Event, Room, Series, Venue
from events_service.lib.errors import DomainError
from events_service.lib.slots import plain


class TitleMissing(DomainError):
    """It has no title, in no language."""

    field = "title_en"


class Unfit(DomainError):
    """A value that its column does not take: too long, or none of the choices."""


def write(
    row: Event | Series | Room | AccessService | Article | Venue,
    said: Mapping[str, object],
    columns: AbstractSet[str],
    *,
    prefix: str = "",
) -> None:
    """Set these columns, texts without control characters; the caller saves.

    `prefix` stands before a column's name in the field of a refusal. Raises Unfit, TitleMissing, and TypeError for a
    column that is none of `columns`.
    """
    if unknown := said.keys() - columns:
        raise TypeError(f"cannot be written here: {', '.join(sorted(unknown))}")
    for name, value in said.items():
        setattr(row, name, plain(value) if isinstance(value, str) else value)
    try:
        row.clean_fields(exclude={field.name for field in row._meta.concrete_fields if field.name not in said or field.is_relation})
    except ValidationError as error:
        field, sentences = next(iter(error.message_dict.items()))
        raise Unfit(sentences[0], field=f"{prefix}{field}") from None


def require_title(row: Event | Series) -> None:
    """Raise TitleMissing for what has no title in any language."""
    row.title_en, row.title_es = row.title_en.strip(), row.title_es.strip()
    if not (row.title_en or row.title_es):
        raise TitleMissing(_("Enter a title."))
