"""What became of a copy and why, in a reader's words. Rows keep English phrases and codes; they are for the log and for support."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events_service.mail.domain.bounces import Why
from events_service.mail.domain.leaving import TOO_LATE
from events_service.mail.models import Delivery, Fate

_KNOWN: dict[str, Promise] = {
    "the mailbox does not exist": gettext_lazy("the mailbox does not exist"),
    "asked not to be written to": gettext_lazy("asked not to be written to"),
    "marked our mail as spam": gettext_lazy("marked our mail as spam"),
    Why.NO_MAILBOX: gettext_lazy("the mailbox does not exist"),
    Why.FOR_NOW: gettext_lazy("the mailbox takes no mail for now"),
    Why.POLICY: gettext_lazy("the receiving side does not want it"),
    Why.COMPLAINT: gettext_lazy("marked our mail as spam"),
    TOO_LATE: gettext_lazy("its time was over before it could leave"),
    "could not be written": gettext_lazy("this copy could not be written"),
    "the mail service does not write to this address": gettext_lazy("the mail service does not write to this address"),
}
_CODE = re.compile(r"\b[45]\d\d\b")


def why(delivery: Delivery) -> str:
    """Return why this copy met its fate; empty where there is nothing to explain."""
    if delivery.state == Fate.UNKNOWN:
        return _("the connection ended in the middle")
    known = next((words for phrase, words in _KNOWN.items() if delivery.reason.startswith(phrase)), None)
    if known is not None:
        return str(known)
    code = _CODE.search(delivery.reason)
    if code:
        return _("the mail service refused it (%(code)s)") % {"code": code[0]}
    return _("the mail service refused it") if delivery.state == Fate.FAILED else ""
