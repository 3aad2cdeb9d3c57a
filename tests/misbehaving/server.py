"""The provider itself: both doors, the plan that is followed, and what was accepted."""

import asyncio
import socket

from tests.misbehaving.ledger import Ledger
from tests.misbehaving.plan import Course, Plan
from tests.misbehaving.smtp import Conversation
from tests.misbehaving.web import Web

LOOPBACK = "127.0.0.1"
BACKLOG = 1_000
LONGEST_HEAD = 2**16


class Server:
    """Listens on loopback while its loop runs."""

    def __init__(self, plan: Plan, ledger: Ledger) -> None:
        self.course = Course(plan)
        self.ledger = ledger
        self.conversations: set[Conversation] = set()
        self._smtp: asyncio.Server | None = None

    async def open(self, *, smtp_port: int = 0, http_port: int = 0) -> tuple[int, int]:
        """Listen on these ports, or on free ones for 0, and return them."""
        self._place = _bound(smtp_port)  # keeps the port while nobody listens there, or the system might give it to another
        self._smtp_port = self._place.getsockname()[1]
        await self.follow(self.course.plan)
        self._http = await asyncio.start_server(Web(self).converse, sock=_bound(http_port), backlog=BACKLOG, limit=LONGEST_HEAD)
        return self._smtp_port, self._http.sockets[0].getsockname()[1]

    async def follow(self, plan: Plan) -> None:
        """Follow this plan from its beginning. The next mail meets it, on an open connection too."""
        self.course = Course(plan)
        if plan.refuse:
            self._shut_smtp()
        elif self._smtp is None:
            loop = asyncio.get_running_loop()
            self._smtp = await loop.create_server(lambda: Conversation(self), sock=_bound(self._smtp_port), backlog=BACKLOG)

    def _shut_smtp(self) -> None:
        if self._smtp:
            self._smtp.close()
            self._smtp = None
        for conversation in self.conversations:
            conversation.drop()


def _bound(port: int) -> socket.socket:
    place = socket.socket(proto=socket.IPPROTO_TCP)  # asyncio says TCP_NODELAY only to a socket that says it is TCP
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    place.bind((LOOPBACK, port))
    return place
