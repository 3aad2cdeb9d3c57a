"""What holds for every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def forms_are_utf8(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Read every form as UTF-8, whatever its sender calls it; what is none becomes replacement characters.

    Browsers send our forms in UTF-8. A charset of the sender's choice could be none of text, which no form survives (rot13),
    or give halves of characters, which no database and no page can write (utf-7).
    """

    def read(request: HttpRequest) -> HttpResponse:
        request.encoding = "utf-8"
        return get_response(request)

    return read
