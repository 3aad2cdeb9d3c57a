"""What the headings and links of a page announce, in English, Spanish and French."""

import re
from urllib.parse import urlsplit

from recordings.domain import players
from recordings.domain.written_dates import dates_in, fold
from recordings.models import Player


def _any(words: str) -> str:
    return "(?:" + "|".join(words.split()) + ")"


_EVENT = _any(r"""
    events? webinars? workshops? conversations? talks? lectures? conferences? trainings? convenings? seminars? panels? forums?
    symposi(?:a|um) programs? meetings? gatherings? briefings? screenings?
    eventos? webinarios? seminarios? taller(?:es)? conversatorios? charlas? conferencias? encuentros? actividad(?:es)? capacitacion(?:es)?
    dialogos? foros? jornadas?
    evenements? webinaires? ateliers? rencontres? seminaires? formations? colloques? debats? journees?
""")
_PAST = _any(r"""
    past previous prior earlier archived? completed
    pasad[oa]s? anterior(?:es)? previ[oa]s? realizad[oa]s? archivo
    passee?s? precedente?s? anterieure?s? archives?
""")
_COMING = _any("upcoming future next current proxim[oa]s? futur[oae]?s? prochaine?s? venir")
_SMALL = _any(r"""
    our the of and all more in with on for from to series recordings? videos? virtual online public recaps? resources media
    nuestr[oa]s l[oa]s el del? y en con tod[oa]s grabaciones recursos virtuales linea publicos
    nos les? la des? du et tou(?:t|te|s|tes) ligne enregistrements \d{4}
""")
_PAST_WORD, _EVENT_WORD, _COMING_WORD = (re.compile(rf"\b{words}\b") for words in (_PAST, _EVENT, _COMING))
_KNOWN_WORD = re.compile(rf"\b(?:{_PAST}|{_EVENT}|{_SMALL})\b")
_UNKNOWN_WORDS = 2  # as many may stand between the two: "Past Solidarity Economics Events"

_WHICH = _any("the our key more related featured selected recent further latest news press media nuestros otros otras nos")
_READING = _any("articles? readings? press media op-eds? interviews? publications? articulos? prensa lecturas? presse lectures?")
_COVERAGE = _any("coverage relacionad[oa]s? destacad[oa]s? recientes? recomendad[oa]s? connexes? lies relies associes recommandees?")
_READING_HEADING = re.compile(
    rf"(?:{_WHICH} )*{_READING}(?: (?:de )?{_COVERAGE}| (?:de|du) (?:prensa|presse))?(?: (?:and|y|et) (?:{_WHICH} )*{_READING})*"
    r"|(?:[\w-]+ ){0,4}(?:in the (?:news|press|media)|en (?:los medios|las noticias|la prensa)|dans (?:les medias|la presse))"
    r"|(?:press|media|news) coverage|related news|cobertura(?: de prensa)?|revue de presse"
    r"|para leer(?: mas)?|a lire(?: aussi)?|pour aller plus loin"
)
_NOT_READING = re.compile(_any("publications? media interviews?"))  # alone they may be anything

_PART = _any(r"""
    speakers? panell?ists? presenters? moderators? hosts? sponsors? resources? materials? slides? agenda program recording video recap
    transcript summary about description details overview when where date time location watch links? questions? bios?
    ponentes? panelistas? moderador(?:a|es)? recursos materiales grabacion resumen programa descripcion detalles cuando donde
    fecha hora lugar enlaces intervenante?s ressources enregistrement programme quand lieu liens
""")
_PART_HEADING = re.compile(
    rf"(?:(?:the|our|event|featured|guest|los|las|la|el|les|le) )*{_PART}(?: (?:and|y|et|the|la|le) {_PART}| {_PART})*"
)
_RECORDING_WORDS = _any(r"""
    recordings? recorded watch rewatch replay videos? listen audio
    grabacion(?:es)? ver mira escuchar? enregistrements? revoir regarder rediffusion ecouter
""")
_RECAP_WORDS = _any(r"""
    recaps? summary summaries highlights write-?up blog
    resumen(?:es)? resena relatoria memoria cronica compte[-\s]rendu bilan synthese resume
""")
_RECORDING, _RECAP = re.compile(rf"\b{_RECORDING_WORDS}\b"), re.compile(rf"\b{_RECAP_WORDS}\b")
_RECORDING_ADDRESS = re.compile(r"zoom\.us/rec/|facebook\.com/(?:watch|[^/]+/videos)|fb\.watch/|soundcloud\.com/")
_BUTTON_ADDRESS = re.compile(
    r"facebook\.com/share|twitter\.com/(?:intent|share)|x\.com/intent|linkedin\.com/share|//wa\.me/"
    r"|calendar\.google\.com|outlook\.\w+\.com/.*calendar|[?&]ical=|\.ics$"
)
_LABEL_WORDS = 5

_ONE = _any(r"""
    past-event event webinar workshop conversation panel seminar forum convening training lecture recap
    evento webinario taller conversatorio charla seminario encuentro evenement webinaire atelier rencontre seminaire
""")
_ONE_EVENT = re.compile(rf"\b{_ONE}\b")
_SPANISH = re.compile(
    rf"\b{_any('eventos? pasad[oa]s? anteriores seminarios? talleres conversatorios? charlas encuentros realizad[oa]s')}\b"
)
_FRENCH = re.compile(rf"\b{_any('evenements? passee?s precedents webinaires? ateliers rencontres seminaires? anterieurs')}\b")


def announces_past_events(heading: str) -> bool:
    """Tell whether past events are listed under this heading: "Past Events", "Eventos anteriores", "Événements passés"."""
    words = _plain(heading)
    past, event = _PAST_WORD.search(words), _EVENT_WORD.search(words)
    if not past or not event or _COMING_WORD.search(words):
        return False
    first, last = sorted([past, event], key=lambda match: match.start())
    outside, between = f"{words[: first.start()]} {words[last.end() :]}", words[first.end() : last.start()]
    return not _unknown(outside) and len(_unknown(between)) <= _UNKNOWN_WORDS


def announces_coming_events(heading: str) -> bool:
    """Tell whether events to come are listed under this heading: "Upcoming events"."""
    words = _plain(heading)
    return bool(_COMING_WORD.search(words) and _EVENT_WORD.search(words))


def announces_articles(heading: str) -> bool:
    """Tell whether articles are listed under this heading: "Related Articles", "In the News", "Lecturas", "Revue de presse"."""
    words = _plain(heading)
    return bool(_READING_HEADING.fullmatch(words)) and not _NOT_READING.fullmatch(words)


def names_no_event(heading: str) -> bool:
    """Tell whether a heading only groups what is under it: "2021", "Webinars", "Spring 2020"."""
    words = _plain(heading)
    dates = dates_in(words, day_first=False)
    rest = words[: dates[0].start] + words[dates[0].end :] if dates else words
    return not _unknown(rest)


def names_a_part(heading: str) -> bool:
    """Tell whether a heading begins a part of the event above it: "Speakers", "Recursos"."""
    return bool(_PART_HEADING.fullmatch(_plain(heading)))


def speaks_of_an_event(words: str) -> bool:
    """Tell whether a title or a post's labels name one event: a webinar, a taller. A plural names none."""
    return bool(_ONE_EVENT.search(fold(words)))


def kind_of_link(url: str, words: str) -> str | None:
    """Return "recording", "recap" or "other", by where a link leads and else by what it says; None for a button to share."""
    if _BUTTON_ADDRESS.search(url):
        return None
    if players.recognize(url).player != Player.ELSEWHERE or _RECORDING_ADDRESS.search(url):
        return "recording"
    folded, path = fold(words), urlsplit(url).path.lower()
    if _RECAP.search(folded):
        return "recap"
    if _RECORDING.search(folded) and is_label(words):
        return "recording"
    return "recap" if "past-event" in path or "recap" in path else "other"


def is_label(words: str) -> bool:
    """Tell whether a link says what it leads to, rather than what it is called: "Full webinar recording"."""
    folded = fold(words)
    return len(folded.split()) <= _LABEL_WORDS and bool(_RECORDING.search(folded) or _RECAP.search(folded) or names_a_part(words))


def language_of(heading: str) -> str:
    """Return the language of a heading that announces past events."""
    words = _plain(heading)
    return "es" if _SPANISH.search(words) else "fr" if _FRENCH.search(words) else "en"


def _plain(heading: str) -> str:
    return " ".join(re.sub(r"[^\w\s&-]", " ", fold(heading)).replace("&", " and ").split())


def _unknown(words: str) -> list[str]:
    return re.findall(r"\w[\w-]*", _KNOWN_WORD.sub(" ", words))
