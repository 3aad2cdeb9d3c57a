"""What every page is surrounded by."""

from django.http import HttpRequest


def surroundings(request: HttpRequest) -> dict[str, object]:
    return {}
