"""The HTTP side: the providers' APIs, and the control over all of it.

POST   /emails            Resend's API, with its Idempotency-Key
POST   /email             Postmark's API
GET    /control/plan      the plan that is followed
POST   /control/plan      follow another from now on; what is not said is as in a new Plan
GET    /control/accepted  what was accepted, as a list of `ledger.Accepted`
DELETE /control/accepted  forget it
GET    /control/count     how many mails were accepted, counted by recipients
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from http import HTTPStatus
from typing import Any

from tests.misbehaving.apis import APIS, Api
from tests.misbehaving.ledger import AnotherMail, ApiMail
from tests.misbehaving.plan import Behaviour, Plan, Refusal


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: Mapping[str, str]  # names in lower case
    body: bytes


@dataclass(frozen=True)
class Response:
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_bytes(self) -> bytes:
        lines = [f"HTTP/1.1 {self.status} {_phrase(self.status)}", "Content-Type: application/json", f"Content-Length: {len(self.body)}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


class Web:
    """All that is answered over HTTP. `provider` has the course that is followed, the ledger, and `follow`."""

    def __init__(self, provider: Any) -> None:
        self._provider = provider
        self._control: dict[tuple[str, str], Callable[[Request], Awaitable[Response]]] = {
            ("GET", "/control/plan"): self._plan,
            ("POST", "/control/plan"): self._follow,
            ("GET", "/control/accepted"): self._accepted,
            ("DELETE", "/control/accepted"): self._forget,
            ("GET", "/control/count"): self._count,
        }

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request after the other, until one side closes."""
        try:
            while (request := await _next_request(reader)) and (response := await self._respond(request)):
                writer.write(response.as_bytes())
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass  # the other side has gone, or does not speak HTTP
        finally:
            writer.close()

    async def _respond(self, request: Request) -> Response | None:
        """Return the answer, or nothing when the connection is to close without one."""
        if control := self._control.get((request.method, request.path)):
            return await control(request)
        if request.method != "POST" or request.path not in APIS:
            return _json({"message": "There is nothing here."}, status=404)
        api = APIS[request.path]
        try:
            mail = api.read(request.body)
        except (ValueError, KeyError, AttributeError, TypeError):
            return _json({"message": "This is no mail."}, status=400)
        return await self._deliver(api, mail, key=request.headers.get("idempotency-key", "") if api.has_idempotency_keys else "")

    async def _deliver(self, api: Api, mail: ApiMail, *, key: str) -> Response | None:
        ledger, plan = self._provider.ledger, self._provider.course.plan
        try:
            first = ledger.first_with(key, mail)
        except AnotherMail:
            return _json(api.refused(409, mail), status=409)
        behaviour = self._behaviour(mail, repeated=first is not None)
        if isinstance(behaviour, Refusal):
            await asyncio.sleep(plan.latency)
            return _refusal(api, mail, behaviour, plan)
        if behaviour.accepts and not first:
            ledger.accept(mail, key=key)
        await asyncio.sleep(plan.seconds_before(behaviour))
        return _answer(api, replace(mail, provider_id=first.provider_id) if first else mail, behaviour)

    def _behaviour(self, mail: ApiMail, *, repeated: bool) -> Behaviour | Refusal:
        """A mail that was accepted before is not refused for what it is; the line may still break, the provider may still be down."""
        if not repeated:
            return self._provider.course.next_for(mail.recipients)
        drawn = self._provider.course.draw()
        return Behaviour.OK if isinstance(drawn, Refusal) and drawn.blames_the_mail else drawn

    async def _plan(self, _request: Request) -> Response:
        return _json(asdict(self._provider.course.plan))

    async def _follow(self, request: Request) -> Response:
        try:
            plan = Plan(**json.loads(request.body))
        except (ValueError, TypeError, AttributeError) as error:
            return _json({"message": f"This is no plan: {error}"}, status=400)
        await self._provider.follow(plan)
        return await self._plan(request)

    async def _accepted(self, _request: Request) -> Response:
        if self._provider.ledger.count_only:
            return _json({"message": "Only counted: start it without --count-only."}, status=409)
        return _json([asdict(mail) for mail in self._provider.ledger.accepted])

    async def _forget(self, _request: Request) -> Response:
        self._provider.ledger.forget()
        return _json({})

    async def _count(self, _request: Request) -> Response:
        return _json({"count": self._provider.ledger.count})


async def _next_request(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head[:-4].decode("latin-1").split("\r\n")
    method, target, _version = first.split(" ")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Request(method, target.partition("?")[0], headers, body)


def _answer(api: Api, mail: ApiMail, behaviour: Behaviour) -> Response | None:
    if not behaviour.answers:
        return None
    whole = _json(api.taken(mail))
    return Response(200, whole.body[: len(whole.body) // 2]) if behaviour is Behaviour.BROKEN_JSON else whole


def _refusal(api: Api, mail: ApiMail, refusal: Refusal, plan: Plan) -> Response:
    waits = refusal.http == 429 and plan.retry_after
    return _json(api.refused(refusal.http, mail), status=refusal.http, headers={"Retry-After": str(plan.retry_after)} if waits else {})


def _json(content: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(status, json.dumps(content).encode(), headers or {})


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "As planned"
