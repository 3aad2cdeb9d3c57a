"""What stands in place of a player until the visitor presses play: nothing is asked of a third party before."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from django.http import HttpResponse

from recordings.domain import players
from recordings.models import Player, Recording

_LONGEST = 24 * 3600


@dataclass(frozen=True)
class Facade:
    """A cover with a button. `address` works without scripts; `source` and a second are what the player in the page loads.

    `source` is empty for a mere link; `unit` stands behind the second.
    """

    recording: Recording
    kind: Literal["frame", "video", "audio", "link"]
    host: str
    address: str
    source: str
    unit: str = ""


def facade_of(recording: Recording, *, start: int = 0) -> Facade:
    """Return how this recording is watched from that second on."""
    host = urlsplit(recording.url).hostname or ""
    if recording.player == Player.YOUTUBE:
        source = f"{players.embed_address(recording.player, recording.video_id)}?autoplay=1&cc_load_policy=1&enablejsapi=1&start="
        return Facade(recording, "frame", "YouTube", f"{recording.url}&t={start}" if start else recording.url, source)
    if recording.player == Player.VIMEO:
        embed = players.embed_address(recording.player, recording.video_id)
        source = f"{embed}{'&' if '?' in embed else '?'}autoplay=1&dnt=1#t="
        return Facade(recording, "frame", "Vimeo", f"{recording.url}#t={start}s" if start else recording.url, source, "s")
    if recording.player == Player.PEERTUBE:
        source = f"{players.embed_address(recording.player, recording.video_id)}?autoplay=1&p2p=0&warningTitle=0&start="
        return Facade(recording, "frame", host, f"{recording.url}?start={start}s" if start else recording.url, source, "s")
    if recording.player == Player.ARCHIVE:
        source = f"{players.embed_address(recording.player, recording.video_id)}?autoplay=1&start="
        address = f"{recording.url}?start={start}" if start else recording.url
        return Facade(recording, "frame", "archive.org", address, source)
    if recording.player == Player.FILE:
        kind: Literal["audio", "video"] = "audio" if players.is_sound(recording.url) else "video"
        return Facade(recording, kind, host, f"{recording.url}#t={start}" if start else recording.url, f"{recording.url}#t=")
    return Facade(recording, "link", host, recording.url, "")


def may_frame(response: HttpResponse, recording: Recording) -> HttpResponse:
    """Let the page frame the host of this recording too, where it is none of those that every page may frame."""
    origin = players.frame_origin(recording.player, recording.video_id)
    if origin and recording.player in {Player.PEERTUBE, Player.ARCHIVE}:
        setattr(response, "_csp_update", {"frame-src": [origin]})  # noqa: B010  what django-csp reads; its decorator knows no page
    return response


def second_of(asked: str) -> int:
    """Return the second that `?t=` asks for; the beginning for what is none."""
    return min(int(asked), _LONGEST) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0
