"""The SMTP side (RFC 5321), as light as a server in Python can be: bytes in, bytes out, no task per connection."""

import asyncio
import re
from typing import Any

from tests.misbehaving.ledger import SmtpMail
from tests.misbehaving.plan import Behaviour, Refusal

LARGEST = 25 * 1024 * 1024
GREETING = "220 misbehaving.invalid ESMTP"
EXTENSIONS = f"250-misbehaving.invalid\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE {LARGEST}"
GIBBERISH = "<html>Bad Gateway</html>"
SENDER = re.compile(r"FROM: ?<[^>]*>(?:.* SIZE=(\d+))?", re.IGNORECASE)
RECIPIENT = re.compile(r"TO: ?<([^>]+)>", re.IGNORECASE)


class Conversation(asyncio.BufferedProtocol):
    """One connection. `provider` has the course that is followed, the ledger, and the set of open conversations."""

    def __init__(self, provider: Any) -> None:
        self._provider = provider
        self._ear = bytearray(2**16)  # one for all that is heard: a new one for each command costs more than the command
        self._heard = b""
        self._listens_for = self._command
        self._pause: asyncio.TimerHandle | None = None
        self._has_greeted = False
        self._begin_anew()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._provider.conversations.add(self)
        self._say(GREETING)

    def connection_lost(self, exc: Exception | None) -> None:
        self._provider.conversations.discard(self)
        if self._pause:
            self._pause.cancel()

    def get_buffer(self, sizehint: int) -> bytearray:
        return self._ear

    def buffer_updated(self, nbytes: int) -> None:
        self._heard += self._ear[:nbytes]
        self._go_on()

    def drop(self) -> None:
        self._transport.abort()

    def _go_on(self) -> None:
        while self._pause is None and not self._transport.is_closing() and self._listens_for():
            pass

    def _command(self) -> bool:
        line, end, rest = self._heard.partition(b"\r\n")
        if not end:
            return False
        self._heard = rest
        verb, _, words = line.decode(errors="replace").partition(" ")
        COMMANDS.get(verb.upper(), Conversation._unknown)(self, words)
        return True

    def _body(self) -> bool:
        end = self._heard.find(b"\r\n.\r\n")
        if end < 0:
            return False
        raw, self._heard = self._heard[:end], self._heard[end + 5 :]
        self._listens_for = self._command
        self._judge(raw.replace(b"\r\n..", b"\r\n.")[2:] + b"\r\n")
        self._begin_anew()
        return True

    def _judge(self, raw: bytes) -> None:
        if len(raw) > LARGEST:
            self._say("552 5.3.4 Too big")
            return
        behaviour = self._behaviour
        if behaviour.accepts:
            self._provider.ledger.accept(SmtpMail(self._recipients, raw))
        seconds = self._provider.course.plan.seconds_before(behaviour)
        if not behaviour.answers:
            self._leave(after=seconds)
        else:
            self._say(GIBBERISH if behaviour is Behaviour.BROKEN_JSON else "250 2.0.0 Accepted", after=seconds)

    def _greet(self, _words: str) -> None:
        self._has_greeted = True
        self._begin_anew()
        self._say("250 misbehaving.invalid")

    def _greet_with_extensions(self, _words: str) -> None:
        self._has_greeted = True
        self._begin_anew()
        self._say(EXTENSIONS)

    def _mail(self, words: str) -> None:
        said = SENDER.match(words)
        if not self._has_greeted:
            self._say("503 5.5.1 EHLO first")
        elif not said:
            self._say("501 5.5.4 MAIL FROM:<address>")
        elif self._sender_is_known:
            self._say("503 5.5.1 One sender is enough")
        elif int(said[1] or 0) > LARGEST:
            self._say("552 5.3.4 Too big")
        else:
            self._sender_is_known = True
            self._say("250 2.1.0 Ok")

    def _rcpt(self, words: str) -> None:
        said = RECIPIENT.match(words)
        if not self._sender_is_known:
            self._say("503 5.5.1 MAIL first")
        elif not said:
            self._say("501 5.5.4 RCPT TO:<address>")
        else:
            self._meet(said[1])

    def _meet(self, address: str) -> None:
        course = self._provider.course
        behaviour = course.next_for([address])
        if isinstance(behaviour, Refusal):
            self._say(behaviour.smtp, after=course.plan.latency)
        elif behaviour in {Behaviour.CLOSE, Behaviour.HANG}:
            self._leave(after=course.plan.seconds_before(behaviour))
        else:
            self._recipients.append(address)
            self._behaviour = self._behaviour if behaviour is Behaviour.OK else behaviour
            self._say("250 2.1.5 Ok")

    def _data(self, _words: str) -> None:
        if not self._recipients:
            self._say("503 5.5.1 RCPT first")
            return
        self._listens_for = self._body
        self._heard = b"\r\n" + self._heard  # so that the first line is like any other: a lone dot ends, a doubled one is one
        self._say("354 Go on")

    def _rset(self, _words: str) -> None:
        self._begin_anew()
        self._say("250 2.0.0 Ok")

    def _noop(self, _words: str) -> None:
        self._say("250 2.0.0 Ok")

    def _quit(self, _words: str) -> None:
        self._say("221 2.0.0 Bye")
        self._leave()

    def _unknown(self, _words: str) -> None:
        self._say("500 5.5.2 Unknown command")

    def _begin_anew(self) -> None:
        self._sender_is_known = False
        self._recipients: list[str] = []
        self._behaviour = Behaviour.OK

    def _say(self, reply: str, *, after: float = 0) -> None:
        if after:
            self._pause = asyncio.get_running_loop().call_later(after, self._resume, reply)
            return
        self._transport.write(reply.encode() + b"\r\n")
        if reply.startswith("421"):  # RFC 5321, 3.8: who says so closes
            self._leave()

    def _resume(self, reply: str) -> None:
        self._pause = None
        self._say(reply)
        self._go_on()

    def _leave(self, *, after: float = 0) -> None:
        if after:
            self._pause = asyncio.get_running_loop().call_later(after, self._transport.close)
        else:
            self._transport.close()


COMMANDS = {
    "HELO": Conversation._greet,
    "EHLO": Conversation._greet_with_extensions,
    "MAIL": Conversation._mail,
    "RCPT": Conversation._rcpt,
    "DATA": Conversation._data,
    "RSET": Conversation._rset,
    "NOOP": Conversation._noop,
    "QUIT": Conversation._quit,
}
