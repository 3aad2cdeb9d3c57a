"""Two people wrote the same page at once: what each of them says, and choosing what is to stay.

Which version of a thing the person has seen stands in the choice itself, so that a third one is never overwritten unseen.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Model
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from events_service.events.domain.written import Version
from events_service.events.forms.fields import WALL

if TYPE_CHECKING:
    from events_service.events.forms.event import EventForm

_KEEP = "keep_"
_ALONG = {"starts": ("starts", "starts_which"), "ends": ("ends", "ends_which")}


@dataclass(frozen=True)
class Clash:
    """One thing that somebody else changed since the page was opened: their words and those of the person who writes."""

    name: str
    label: str
    theirs: str
    mine: str
    seen: str
    is_mine_changed: bool

    @property
    def choice(self) -> str:
        """Return the name under which the form sends what is to stay."""
        return _KEEP + self.name


def settled(data: MultiValueDict[str, str], *, theirs: Mapping[str, Any]) -> MultiValueDict[str, str]:
    """Return what was typed, with theirs where theirs is to stay, and with what the person has seen by now."""
    chosen = {key.removeprefix(_KEEP): str(words).partition(":") for key, words in data.items() if key.startswith(_KEEP)}
    if not chosen:
        return data
    typed, seen = data.copy(), {}
    for name, (whose, _colon, digest) in chosen.items():
        seen[name] = digest
        for part in _ALONG.get(name, (name,)) if whose == "theirs" else ():
            _put(typed, part, theirs.get(part))
    typed["opened"] = str(Version.parse(str(data.get("opened", ""))).knowing(seen))
    return typed


def clashes(typed: "EventForm", theirs: "EventForm", *, names: AbstractSet[str], mine: Version) -> Iterator[Clash]:
    """Yield what was typed beside what stands there now, in the order of the form."""
    opened, standing = typed.opened_at(), theirs.opened_at()
    for name in typed.fields:
        if name in names:
            words = _words(theirs[name]), _words(typed[name])
            is_changed = mine.get(name) != opened.get(name)
            yield Clash(name, str(typed[name].label), *words, standing.get(name), is_changed)


def _put(typed: MultiValueDict[str, str], name: str, value: object) -> None:
    """Type the value as a browser sends it."""
    typed.pop(name, None)
    if isinstance(value, bool):
        typed.setlist(name, ["on"] if value else [])
    elif isinstance(value, datetime):
        typed[name] = value.strftime(WALL)
    elif value is not None:
        typed[name] = str(value.pk if isinstance(value, Model) else value)


def _words(bound: forms.BoundField) -> str:
    """Return what a person reads for this value."""
    value, field = bound.value(), bound.field
    if isinstance(field, forms.BooleanField):
        return _("Yes") if value else _("No")
    if isinstance(field, forms.ChoiceField):
        return " ".join(str(option.data["label"]) for option in bound.subwidgets if option.data["selected"])
    if bound.widget_type == "datetime":
        return str(value or "").replace("T", " ")[:16]
    return "" if value is None else str(value)
