"""A mail provider that misbehaves as planned: an SMTP server and two HTTP APIs on loopback, in a process of their own.

    with Provider(Plan(seed=7, weights={"ok": 90, "4xx": 2, "accept_then_close": 1})) as provider:
        ...  # send to 127.0.0.1:provider.smtp_port, or let Anymail's Resend or Postmark speak to provider.api_url
        provider.follow(Plan(weights={"503": 1}))
        assert [mail.to for mail in provider.accepted()] == ["rosa@valle.example"]

By hand: `python -m tests.misbehaving --help`. What it can do is listed in `plan.py`, the control endpoints in `web.py`.
"""

from tests.misbehaving.ledger import Accepted
from tests.misbehaving.plan import Plan
from tests.misbehaving.process import Provider

__all__ = ["Accepted", "Plan", "Provider"]
