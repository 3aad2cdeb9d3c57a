"""What every page is surrounded by."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Subquery
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info

from events_service.accounts.models import Organization, Site


@dataclass(frozen=True)
class Variant:
    """The same page in one language."""

    code: str
    name: str
    path: str
    address: str
    is_read: bool


def surroundings(request: HttpRequest) -> dict[str, object]:
    """Return this installation, or None before it is set up, and the page in each language."""
    first_logo = Organization.objects.order_by("pk").exclude(logo="").values("slug")[:1]
    founder = Organization.objects.order_by("pk").values("pk")[:1]
    return {
        "site": Site.objects.annotate(logo_of=Subquery(first_logo), founder=Subquery(founder)).first(),
        "variants": [_variant(request.path, code) for code, _name in settings.LANGUAGES],
        "default_variant": _variant(request.path, settings.LANGUAGE_CODE),
    }


def _variant(path: str, code: str) -> Variant:
    there = _path_in(path, code)
    return Variant(
        code=code,
        name=get_language_info(code)["name_local"].capitalize(),
        path=there,
        address=f"{settings.SITE_URL}{there}",
        is_read=code == get_language(),
    )


def _path_in(path: str, code: str) -> str:
    """Return the path of this page in a language. Only the prefix differs: no address of ours is translated."""
    first, _slash, rest = path.lstrip("/").partition("/")
    plain = f"/{rest}" if first in dict(settings.LANGUAGES) else path
    return plain if code == settings.LANGUAGE_CODE else f"/{code}{plain}"
