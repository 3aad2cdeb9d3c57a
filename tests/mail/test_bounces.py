"""Why a copy did not arrive, from what servers and mail services say."""

import pytest

from events_service.mail.domain import bounces
from events_service.mail.domain.bounces import Why

SAID = [
    ("bounced", "550 5.1.1 No such user", "", Why.NO_MAILBOX),
    ("bounced", "smtp; 550 5.1.10 RESOLVER.ADR.RecipientNotFound", "", Why.NO_MAILBOX),
    ("bounced", "550 5.2.1 Mailbox disabled", "", Why.NO_MAILBOX),
    ("", "550 5.1.1 No such user", "", Why.NO_MAILBOX),
    ("bounced", "550 User unknown", "", Why.NO_MAILBOX),
    ("bounced", "", "Permanent: General", Why.NO_MAILBOX),
    ("invalid", "", "", Why.NO_MAILBOX),
    ("bounced", "552 5.2.2 Mailbox full", "hard_bounce", Why.FOR_NOW),
    ("bounced", "550 4.4.7 Delivery time expired", "", Why.FOR_NOW),
    ("bounced", "554 5.4.4 Unable to route", "", Why.FOR_NOW),
    ("bounced", "451 Try again later", "", Why.FOR_NOW),
    ("bounced", "", "Transient: MailboxFull", Why.FOR_NOW),
    ("timed_out", "", "", Why.FOR_NOW),
    ("bounced", "550 5.7.1 Refused by policy", "", Why.POLICY),
    ("bounced", "554 5.6.0 Bad content", "", Why.POLICY),
    ("bounced", "450 4.7.1 Greylisted", "", Why.POLICY),
    ("blocked", "550 5.1.1 On our list", "", Why.POLICY),
    ("spam", "550 5.1.1 Looks like spam", "", Why.POLICY),
    ("other", "", "", Why.POLICY),
    ("", "", "", Why.POLICY),
    ("unsubscribed", "", "", Why.LEFT),
    ("bounced", "connection to 10.5.1.1 refused", "", Why.NO_MAILBOX),
]


@pytest.mark.parametrize(("reason", "said", "service_says", "why"), SAID)
def test_what_was_said_has_one_meaning(reason, said, service_says, why):
    assert bounces.why(reason=reason, said=said, service_says=service_says) == why


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("550 5.1.1 <rosa@valle.example> unknown", "5.1.1"),
        ("550 no such user rosa@valle.example", "550"),
        ("rosa@valle.example", ""),
        ("", ""),
    ],
)
def test_the_code_names_nobody(said, code):
    assert bounces.code(said) == code
