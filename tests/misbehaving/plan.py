"""What the provider does to whom: a seeded mixture of behaviours, and rules for single addresses."""

import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate


class Behaviour(StrEnum):
    """What becomes of a mail that nobody refuses."""

    OK = "ok"
    SLOW = "slow"  # accepted at once, answered `slow` seconds late
    CLOSE = "close"  # the connection closes before anything is accepted; in SMTP, before the body
    HANG = "hang"  # nothing is accepted; silence for `hang` seconds, then it closes; in SMTP, before the body
    LOSE = "lose"  # the body was taken, nothing is accepted, the connection closes without an answer
    ACCEPT_THEN_CLOSE = "accept_then_close"
    ACCEPT_THEN_HANG = "accept_then_hang"
    BROKEN_JSON = "broken_json"  # accepted; the answer is 200 and half a document, in SMTP a line that is no reply

    @property
    def accepts(self) -> bool:
        return self not in {Behaviour.CLOSE, Behaviour.HANG, Behaviour.LOSE}

    @property
    def answers(self) -> bool:
        return self in {Behaviour.OK, Behaviour.SLOW, Behaviour.BROKEN_JSON}


@dataclass(frozen=True)
class Refusal:
    """A mail is refused, in the words of SMTP and with the status of HTTP."""

    smtp: str
    http: int

    @property
    def blames_the_mail(self) -> bool:
        return self.http < 500 and self.http != 429


REFUSALS = {
    "4xx": Refusal("451 4.3.0 Try again later", 422),
    "5xx": Refusal("550 5.0.0 Not accepted", 500),
    "429": Refusal("421 4.7.0 Too many mails, try again later", 429),
    "bounce": Refusal("550 5.1.1 No such mailbox", 422),
    "full": Refusal("452 4.2.2 The mailbox is full", 503),
    "policy": Refusal("550 5.7.1 Refused by policy", 403),
    "greylist": Refusal("451 4.7.1 Greylisted, try again later", 503),
}

# The beginning of an address → what its first, second, … mail meets; the last holds for all that follow. The longest beginning wins.
RULES: Mapping[str, Sequence[str]] = {
    "bounce-": ["bounce"],
    "full-": ["full"],
    "policy-": ["policy"],
    "greylist-": ["greylist", "ok"],
    "limit-": ["429", "ok"],
    "close-": ["close"],
    "hang-": ["hang"],
    "lose-": ["lose"],
    "slow-": ["slow"],
    "broken-": ["broken_json"],
    "doubt-": ["accept_then_close"],
    "doubt-once-": ["accept_then_close", "ok"],
    "doubt-hang-": ["accept_then_hang"],
}


@dataclass(frozen=True)
class Plan:
    """What to do; weights name a behaviour, a refusal, or any status from 400 to 599, which is said literally. Times are in seconds."""

    seed: int = 1
    weights: Mapping[str, float] = field(default_factory=lambda: {"ok": 1})
    rules: Mapping[str, Sequence[str]] = field(default_factory=lambda: RULES)
    latency: float = 0  # before the one answer that decides a mail, whichever it is
    slow: float = 1  # on top of it
    hang: float = 30
    retry_after: int = 1  # 0: a 429 does not say how long
    refuse: bool = False  # the SMTP door is shut: connections are dropped, new ones refused

    def __post_init__(self) -> None:
        for name in [*self.weights, *(name for names in self.rules.values() for name in names)]:
            _meaning(name)
        if not all(self.rules.values()):
            raise ValueError("a rule says at least what the first mail meets")
        if min(self.weights.values(), default=0) < 0 or not sum(self.weights.values()) > 0:
            raise ValueError("weights are not negative, and one is above 0")

    def seconds_before(self, behaviour: Behaviour) -> float:
        """Tell how long it is until the answer, or until the connection closes without one."""
        if behaviour in {Behaviour.HANG, Behaviour.ACCEPT_THEN_HANG}:
            return self.hang
        if not behaviour.answers:
            return 0
        return self.latency + (self.slow if behaviour is Behaviour.SLOW else 0)


class Course:
    """A plan on its way: whatever the order of connections, the n-th mail without a rule meets the same in every run."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._dice = random.Random(plan.seed)  # noqa: S311  # repeatable, that is the point
        self._names = sorted(name for name, weight in plan.weights.items() if weight)
        self._cumulated = list(accumulate(plan.weights[name] for name in self._names))
        self._meanings = {name: _meaning(name) for name in self._names}
        self._prefixes = sorted(plan.rules, key=len, reverse=True)
        self._met: Counter[str] = Counter()

    def next_for(self, addresses: Iterable[str]) -> Behaviour | Refusal:
        """Tell what a mail to these meets: the rule of the first address that has one, or what is drawn."""
        for address in addresses:
            for prefix in self._prefixes:
                if address.startswith(prefix):
                    return self._by_rule(prefix, address)
        return self.draw()

    def draw(self) -> Behaviour | Refusal:
        if len(self._names) == 1:
            return self._meanings[self._names[0]]
        return self._meanings[self._dice.choices(self._names, cum_weights=self._cumulated)[0]]

    def _by_rule(self, prefix: str, address: str) -> Behaviour | Refusal:
        names = self.plan.rules[prefix]
        name = names[min(self._met[address], len(names) - 1)]
        self._met[address] += 1
        return _meaning(name)


def _meaning(name: str) -> Behaviour | Refusal:
    if name in REFUSALS:
        return REFUSALS[name]
    if re.fullmatch(r"[45]\d\d", name):
        return Refusal(f"{name} {name[0]}.0.0 As planned", int(name))
    return Behaviour(name)
