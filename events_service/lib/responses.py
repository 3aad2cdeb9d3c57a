"""Answers that do something once they have left."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponseRedirect


class RedirectFirst(HttpResponseRedirect):
    """A redirect that leaves at once; `afterwards` is called when the server has sent it (PEP 3333: it closes what it sent).

    For what the person must not wait for and does not depend on. `afterwards` must not raise.
    """

    def __init__(self, address: str, *, afterwards: Callable[[], None], **kwargs: Any) -> None:
        super().__init__(address, **kwargs)
        self._afterwards = afterwards

    def close(self) -> None:
        try:
            self._afterwards()
        finally:
            super().close()
