from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise as LazyWords
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from events_service.events.models.event import Event
from events_service.lib import timezones
from events_service.lib.bilingual import Bilingual

SPOKEN = ("en", "es", "ar", "de", "fr", "ht", "ko", "pt", "tl", "vi", "zh")
SIGNED: dict[str, LazyWords] = {  # ISO 639-3
    "ase": gettext_lazy("American Sign Language (ASL)"),
    "aed": gettext_lazy("Argentine Sign Language (LSA)"),
    "bfi": gettext_lazy("British Sign Language (BSL)"),
    "csg": gettext_lazy("Chilean Sign Language (LSCh)"),
    "csn": gettext_lazy("Colombian Sign Language (LSC)"),
    "ils": gettext_lazy("International Sign"),
    "mfs": gettext_lazy("Mexican Sign Language (LSM)"),
    "prl": gettext_lazy("Peruvian Sign Language (LSP)"),
    "ssp": gettext_lazy("Spanish Sign Language (LSE)"),
}


class AccessKind(models.TextChoices):
    CAPTIONS = "captions", gettext_lazy("Live captions")
    SIGN = "sign", gettext_lazy("Sign language")
    INTERPRETATION = "interpretation", gettext_lazy("Interpretation")
    PHONE = "phone", gettext_lazy("By phone")
    SLIDES = "slides", gettext_lazy("Slides ahead of time")


class Progress(models.TextChoices):
    """How far a promise has got."""

    PLANNED = "planned", gettext_lazy("planned")
    BOOKED = "booked", gettext_lazy("booked")
    CONFIRMED = "confirmed", gettext_lazy("confirmed")


IN_A_LANGUAGE = (AccessKind.CAPTIONS, AccessKind.SIGN, AccessKind.INTERPRETATION)
_ICONS = {
    AccessKind.CAPTIONS: "captions",
    AccessKind.SIGN: "hand",
    AccessKind.INTERPRETATION: "languages",
    AccessKind.PHONE: "phone",
    AccessKind.SLIDES: "file-text",
}


class AccessService(models.Model):
    """Something that is promised so that more people can take part in one event."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="access_services")
    kind = models.CharField(gettext_lazy("what"), max_length=16, choices=AccessKind.choices)
    language = models.CharField(
        gettext_lazy("language"), max_length=8, blank=True, help_text="ISO 639; of captions, signs, interpretation."
    )
    status = models.CharField(gettext_lazy("status"), max_length=12, choices=Progress.choices, default=Progress.PLANNED)
    ask_by_on = models.DateField(gettext_lazy("ask by"), null=True, blank=True, help_text="The last day to ask for it, where the event is.")
    detail_en = models.CharField(gettext_lazy("details in English"), max_length=200, blank=True)
    detail_es = models.CharField(gettext_lazy("details in Spanish"), max_length=200, blank=True)
    note = models.CharField(gettext_lazy("note"), max_length=1_000, blank=True, help_text="For organizers only: contact, cost.")
    unsettled_at = models.DateTimeField(null=True, blank=True, help_text="Since when a move of the event has set it back to planned.")
    changed_at = models.DateTimeField()

    detail = Bilingual()

    class Meta:
        ordering = ("kind", "language", "id")
        constraints = (
            models.UniqueConstraint(fields=("event", "kind", "language"), name="events_access_offered_once"),
            models.CheckConstraint(
                condition=(Q(kind__in=IN_A_LANGUAGE) & ~Q(language="")) | (~Q(kind__in=IN_A_LANGUAGE) & Q(language="")),
                name="events_access_in_a_language",
            ),
        )

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """Return what is promised, in the reader's language: "Live captions in English"."""
        return access_words(self.kind, self.language)

    @property
    def icon(self) -> str:
        """Return the name of its icon."""
        return _ICONS[AccessKind(self.kind)]


def access_words(kind: str, code: str) -> str:
    """Return a kind of access and its language in the reader's language: "Live interpretation into Spanish"."""
    if kind == AccessKind.SIGN:
        return str(SIGNED.get(code, code))
    language = timezones.language_words(code, get_language() or settings.LANGUAGE_CODE) if code else ""
    if kind == AccessKind.CAPTIONS:
        return _("Live captions in %(language)s") % {"language": language}
    if kind == AccessKind.INTERPRETATION:
        return _("Live interpretation into %(language)s") % {"language": language}
    return str(AccessKind(kind).label)
