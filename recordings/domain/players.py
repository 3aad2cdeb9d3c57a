"""Which player plays an address."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

from django.utils.translation import gettext_lazy as _

from events_service.lib.errors import DomainError
from events_service.lib.fetch import is_public_address
from recordings.models import Player

_YOUTUBE = {"youtube.com", "www.youtube.com", "m.youtube.com", "music.youtube.com", "www.youtube-nocookie.com", "youtube-nocookie.com"}
_VIMEO = {"vimeo.com", "www.vimeo.com", "player.vimeo.com"}
_VIDEO = re.compile(r"[\w-]{11}", re.ASCII)
_VIMEO_PATH = re.compile(
    r"/(?:video/|channels/[\w-]+/|groups/[\w-]+/videos/|showcase/\d+/video/)?(\d{1,20})(?:/([0-9a-f]{6,40}))?/?", re.ASCII
)
_VIMEO_HASH = re.compile(r"[0-9a-f]{6,40}", re.ASCII)
_SHORT = r"[1-9A-HJ-NP-Za-km-z]{22}"  # PeerTube's short form of a UUID, in the letters of Bitcoin's base 58
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_PEERTUBE_PATH = re.compile(rf"/(?:w|videos/watch|videos/embed)/({_SHORT}|{_UUID})/?", re.ASCII)
_SERVER = re.compile(r"[a-z0-9.-]{4,200}", re.ASCII)  # it stands in the page's policy, where a semicolon would begin another rule
_ARCHIVE = {"archive.org", "www.archive.org"}
_ARCHIVE_PATH = re.compile(r"/(?:details|embed|download)/([A-Za-z0-9][\w.-]{1,100})(?:/.*)?", re.ASCII)
_ZOOM_PATH = re.compile(r"/rec/(?:share|play)/[\w.-]{10,300}", re.ASCII)
_AUDIO = (".mp3", ".m4a", ".ogg", ".oga", ".opus")
_FILES = (".mp4", ".m4v", ".webm", ".ogv", *_AUDIO)
_LONGEST = 1_000


class NoAddress(DomainError):
    """A visitor could not be sent there."""

    field = "url"


@dataclass(frozen=True)
class Recognized:
    """A player, its own name for the recording, and the address in the one form that is kept."""

    player: Player
    video_id: str
    url: str


def recognize(url: str) -> Recognized:
    """Return how this address is played; a page of an unknown host is a link elsewhere.

    Times in the address are dropped: a recording begins at its beginning. Raises NoAddress for what is no public http(s) address.
    """
    url = checked(url)
    parts = urlsplit(url)
    for known in _KNOWN:
        if found := known(parts):
            return found
    return Recognized(Player.ELSEWHERE, "", url)


def checked(url: str, *, field: str = "url") -> str:
    """Return the address without the spaces around it, if visitors can be sent there. Raises NoAddress for `field`."""
    url = url.strip()
    if not is_public_address(url) or len(url) > _LONGEST:
        raise NoAddress(_("This address has to start with https:// and be open to everyone."), field=field)
    return url


def embed_address(player: str, video_id: str) -> str:
    """Return what the player's frame loads, without parameters of ours; empty where there is no frame."""
    if player == Player.YOUTUBE:
        return f"https://www.youtube-nocookie.com/embed/{video_id}"
    if player == Player.VIMEO:
        number, _slash, secret = video_id.partition("/")
        return f"https://player.vimeo.com/video/{number}" + (f"?h={secret}" if secret else "")
    if player == Player.PEERTUBE:
        server, _slash, video = video_id.partition("/")
        return f"https://{server}/videos/embed/{video}"
    if player == Player.ARCHIVE:
        return f"https://archive.org/embed/{video_id}"
    return ""


def frame_origin(player: str, video_id: str) -> str:
    """Return the origin that this player's frame is of, like https://archive.org; empty where there is no frame."""
    parts = urlsplit(embed_address(player, video_id))
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def is_sound(url: str) -> bool:
    """Tell whether this file is heard and not seen."""
    return urlsplit(url).path.lower().endswith(_AUDIO)


def _youtube(parts: SplitResult) -> Recognized | None:
    first, _slash, rest = parts.path.strip("/").partition("/")
    if parts.hostname in {"youtu.be", "www.youtu.be"}:
        video = first
    elif parts.hostname not in _YOUTUBE:
        return None
    elif first in {"embed", "shorts", "live", "v"}:
        video = rest.partition("/")[0]
    else:
        video = parse_qs(parts.query).get("v", [""])[0] if first == "watch" else ""
    return Recognized(Player.YOUTUBE, video, f"https://www.youtube.com/watch?v={video}") if _VIDEO.fullmatch(video) else None


def _vimeo(parts: SplitResult) -> Recognized | None:
    found = _VIMEO_PATH.fullmatch(parts.path) if parts.hostname in _VIMEO else None
    if not found:
        return None
    secret = found[2] or parse_qs(parts.query).get("h", [""])[0]  # an unlisted video opens with its hash only
    video = f"{found[1]}/{secret}" if _VIMEO_HASH.fullmatch(secret) else found[1]
    return Recognized(Player.VIMEO, video, f"https://vimeo.com/{video}")


def _peertube(parts: SplitResult) -> Recognized | None:
    """A video on any PeerTube server: nothing but the shape of its address tells."""
    found = _PEERTUBE_PATH.fullmatch(parts.path) if parts.scheme == "https" else None
    if not found or not _SERVER.fullmatch(parts.hostname or ""):
        return None
    server = f"{parts.hostname}:{parts.port}" if parts.port else f"{parts.hostname}"
    return Recognized(Player.PEERTUBE, f"{server}/{found[1]}", f"https://{server}/w/{found[1]}")


def _archive(parts: SplitResult) -> Recognized | None:
    found = _ARCHIVE_PATH.fullmatch(parts.path) if parts.hostname in _ARCHIVE else None
    return Recognized(Player.ARCHIVE, found[1], f"https://archive.org/details/{found[1]}") if found else None


def _zoom(parts: SplitResult) -> Recognized | None:
    """A recording in Zoom's cloud plays on its own page only; its passcode opens it, its time is dropped."""
    host = parts.hostname or ""
    if not (host == "zoom.us" or host.endswith(".zoom.us")) or not _ZOOM_PATH.fullmatch(parts.path):
        return None
    passcode = parse_qs(parts.query).get("pwd", [""])[0]
    query = urlencode({"pwd": passcode}) if passcode else ""
    return Recognized(Player.ELSEWHERE, "", parts._replace(query=query, fragment="").geturl())


def _file(parts: SplitResult) -> Recognized | None:
    """A file plays in the page itself, which loads nothing over plain http."""
    is_file = parts.scheme == "https" and parts.path.lower().endswith(_FILES)
    return Recognized(Player.FILE, "", parts._replace(fragment="").geturl()) if is_file else None


_KNOWN: tuple[Callable[[SplitResult], Recognized | None], ...] = (_youtube, _vimeo, _peertube, _archive, _zoom, _file)
