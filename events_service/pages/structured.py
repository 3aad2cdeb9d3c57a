"""Events as search engines read them (schema.org)."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.conf import settings

from events_service.accounts.models import Organization
from events_service.events.models import Event, Presence, Speaker
from events_service.lib.markdown import to_text
from events_service.pages.sharing import share_of
from recordings.domain import chapters, moments, players
from recordings.models import Player, Recording

_MODES = {Presence.ONLINE: "Online", Presence.IN_PERSON: "Offline", Presence.HYBRID: "Mixed"}


def event_data(event: Event, *, hosts: Iterable[Organization], speakers: Iterable[Speaker]) -> dict[str, object] | None:
    """Return the event for search engines, or None where it has no time."""
    if event.starts_at is None or event.ends_at is None:
        return None
    zone = ZoneInfo(event.zone)
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "description": event.summary or to_text(event.text)[:500],
        "url": address_of(event),
        "startDate": event.starts_at.astimezone(zone).isoformat(),
        "endDate": event.ends_at.astimezone(zone).isoformat(),
        "eventStatus": f"https://schema.org/Event{'Cancelled' if event.cancelled_at else 'Scheduled'}",
        "eventAttendanceMode": f"https://schema.org/{_MODES[Presence(event.presence)]}EventAttendanceMode",
        "location": _locations(event),
        "inLanguage": event.language,
        "isAccessibleForFree": True,
        "organizer": [{"@type": "Organization", "name": host.name} for host in hosts],
        "performer": [person_data(speaker, has_page=people_have_pages(event)) for speaker in speakers],
    }


def people_have_pages(event: Event) -> bool:
    """Tell whether each person who appears at this published event surely has a page."""
    return not event.unlisted and event.cancelled_at is None


def person_data(speaker: Speaker, *, has_page: bool = True) -> dict[str, object]:
    """Return a person for search engines: what is shown of them and nothing else."""
    said = {
        "@type": "Person",
        "name": speaker.name,
        "description": speaker.about,
        "url": settings.SITE_URL + speaker.get_absolute_url() if has_page else "",
        "image": settings.SITE_URL + speaker.photo.smallest if speaker.photo else "",
        "sameAs": links_of(speaker),
    }
    return {name: value for name, value in said.items() if value}


def links_of(speaker: Speaker) -> list[str]:
    """Return the person's own pages elsewhere."""
    return speaker.links.splitlines()


def video_data(event: Event, recording: Recording) -> dict[str, object]:
    """Return a published recording for search engines."""
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "VideoObject",
        "name": event.title,
        "description": event.summary or to_text(event.text)[:500] or event.title,
        "url": address_of(event),
        "thumbnailUrl": share_of(event).address,
        "uploadDate": recording.published_at.isoformat() if recording.published_at else None,
        "inLanguage": recording.language,
    }
    if recording.duration_seconds:
        data["duration"] = f"PT{recording.duration_seconds}S"
    if clips := _clips(event, recording):
        data["hasPart"] = clips
    embed = players.embed_address(recording.player, recording.video_id)
    if embed:
        data["embedUrl"] = embed
    elif recording.player == Player.FILE:
        data["contentUrl"] = recording.url
    return data


def _clips(event: Event, recording: Recording) -> list[dict[str, object]]:
    """Return the chapters as parts that a search engine can lead to. The last one ends with the recording, where its length is known."""
    parts = chapters.of(recording)
    ends = [part.second for part in parts[1:]] + ([recording.duration_seconds] if recording.duration_seconds else [])
    return [
        {
            "@type": "Clip",
            "name": part.title,
            "startOffset": part.second,
            "endOffset": end,
            "url": settings.SITE_URL + moments.address_of(recording, part.start_ms, language="", is_first=True),
        }
        for part, end in zip(parts, ends, strict=False)
        if end > part.second
    ]


def address_of(event: Event) -> str:
    """Return the whole address of the event's page, in the language that is active."""
    return f"{settings.SITE_URL}{event.get_absolute_url()}"


def _locations(event: Event) -> list[dict[str, str]]:
    locations = []
    if event.is_online:
        locations.append({"@type": "VirtualLocation", "url": address_of(event)})
    if event.presence != Presence.ONLINE and event.place:
        locations.append({"@type": "Place", "name": event.place, "address": event.place})
    return locations
