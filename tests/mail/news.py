"""What the mail services post about a copy, each in its own words, after their documentation."""

import hashlib
import hmac
import json
from datetime import UTC, datetime

from django.db.models.functions import Now

from events_service.mail.domain import outbox
from events_service.mail.models import Delivery, Fate, Suppression
from tests.mail.cast import a_message, a_recipient

TUESDAY = datetime(2037, 11, 24, 17, 5, tzinfo=UTC)
ONE = "rosa@valle.example"
SECRET = "events:a secret"  # noqa: S105  # that of the tests
DOORS = {
    "brevo": {"WEBHOOK_SECRET": SECRET},
    "mailersend": {"MAILERSEND_SIGNING_SECRET": "key"},
    "mailgun": {"MAILGUN_API_KEY": "key"},
    "mailjet": {"WEBHOOK_SECRET": SECRET},
    "mailtrap": {"MAILTRAP_TRACKING_SECRET": "key"},
    "postmark": {"WEBHOOK_SECRET": SECRET},
    "resend": {"WEBHOOK_SECRET": SECRET},
    "sendgrid": {"WEBHOOK_SECRET": SECRET},
    "sparkpost": {"WEBHOOK_SECRET": SECRET},
    "unisender_go": {"UNISENDER_GO_API_KEY": "key"},
}


def a_copy(state=Fate.SENT, *, key="a message", kind="confirmation", scope="", **values):
    """A copy that was handed over."""
    message = a_message(key, kind=kind, scope=scope)
    outbox.add(message, [a_recipient()])
    Delivery.objects.filter(message=message).update(state=state, first_attempt_at=Now(), **values)
    return Delivery.objects.get(message=message)


def state(copy):
    copy.refresh_from_db()
    return copy.state


def stopped():
    return list(Suppression.objects.values_list("reason", flat=True))


def signature(body):
    return hmac.new(b"key", body, hashlib.sha256).hexdigest()


def by_mailgun(copy, event, **data):
    said = {"event": event, "timestamp": TUESDAY.timestamp(), "recipient": ONE, "user-variables": {"delivery": str(copy.pk)}, **data}
    token, at = hashlib.md5(event.encode()).hexdigest(), "1521472262"  # noqa: S324  # as long as theirs
    return {"signature": {"timestamp": at, "token": token, "signature": signature(f"{at}{token}".encode())}, "event-data": said}


def by_brevo(copy, event, **data):
    said = {"event": event, "email": ONE, "message-id": "<202@smtp-relay.mailin.fr>", "ts_epoch": int(TUESDAY.timestamp() * 1000)}
    return said | {"X-Mailin-custom": json.dumps({"delivery": str(copy.pk)}), **data}


def by_postmark(copy, kind, **data):
    return {"RecordType": kind, "MessageID": "883953f4", "Metadata": {"delivery": str(copy.pk)}, "BouncedAt": TUESDAY.isoformat(), **data}


def by_sendgrid(copy, event, **data):
    return [
        {
            "event": event,
            "email": ONE,
            "timestamp": int(TUESDAY.timestamp()),
            "sg_event_id": f"sg {event}",
            "delivery": str(copy.pk),
            **data,
        }
    ]


def by_resend(copy, kind, **data):
    headers = [{"name": "X-Metadata", "value": json.dumps({"delivery": str(copy.pk)})}]
    return {"type": kind, "created_at": TUESDAY.isoformat(), "data": {"email_id": "56761188", "to": [ONE], "headers": headers, **data}}


def by_mailjet(copy, event, **data):
    said = {"event": event, "time": int(TUESDAY.timestamp()), "MessageID": 104427216766056450, "email": ONE}
    return [said | {"Payload": json.dumps({"delivery": str(copy.pk)}), **data}]


def by_sparkpost(copy, kind, **data):
    said = {"type": kind, "event_id": f"of {kind}", "timestamp": str(int(TUESDAY.timestamp())), "raw_rcpt_to": ONE}
    return [{"msys": {"message_event": said | {"transmission_id": "65832150921904138", "rcpt_meta": {"delivery": str(copy.pk)}, **data}}}]


def by_mailersend(copy, kind, **data):
    email = {"message": {"id": copy.provider_id}, "recipient": {"email": ONE}}
    return {
        "type": f"activity.{kind}",
        "data": {"id": f"of {kind}", "type": kind, "created_at": TUESDAY.isoformat(), "email": email, **data},
    }


def by_mailtrap(copy, event, **data):
    said = {"event": event, "event_id": f"of {event}", "message_id": "4c2446b6", "timestamp": int(TUESDAY.timestamp()), "email": ONE}
    return {"events": [said | {"custom_variables": {"delivery": str(copy.pk)}, **data}]}


def by_unisender_go(copy, status, **info):
    said = {"email": ONE, "status": status, "event_time": "2037-11-24 17:05:00", "job_id": "1a3Q2V", "metadata": {"delivery": str(copy.pk)}}
    event = {"event_name": "transactional_email_status", "event_data": said | {"delivery_info": info}}
    unsigned = {"auth": "key", "events_by_user": [{"user_id": 456, "events": [event]}]}
    return unsigned | {"auth": hashlib.md5(json.dumps(unsigned).encode()).hexdigest()}  # noqa: S324  # theirs


HARD, SOFT, POLICY = (Fate.BOUNCED, "bounced"), (Fate.BOUNCED, None), (Fate.BOUNCED, None)
SAID = {
    "mailgun delivers": ("mailgun", by_mailgun, "delivered", {}, (Fate.DELIVERED, None)),
    "mailgun, permanent": (
        "mailgun",
        by_mailgun,
        "failed",
        {"severity": "permanent", "reason": "bounce", "delivery-status": {"code": 550, "message": "5.1.1 No such user"}},
        HARD,
    ),
    "mailgun, had bounced before": (
        "mailgun",
        by_mailgun,
        "failed",
        {
            "severity": "permanent",
            "reason": "suppress-bounce",
            "delivery-status": {"code": 605, "message": "Not delivering to previously bounced address"},
        },
        HARD,
    ),
    "mailgun, temporary": (
        "mailgun",
        by_mailgun,
        "failed",
        {"severity": "temporary", "reason": "generic", "delivery-status": {"code": 452, "message": "4.2.2 Full"}},
        (Fate.SENT, None),
    ),
    "mailgun, complaint": ("mailgun", by_mailgun, "complained", {}, (Fate.COMPLAINED, "complained")),
    "brevo takes it": ("brevo", by_brevo, "request", {}, (Fate.SENT, None)),
    "brevo, hard": ("brevo", by_brevo, "hard_bounce", {"reason": "server is down"}, HARD),
    "brevo, soft": ("brevo", by_brevo, "soft_bounce", {"reason": "server is down"}, SOFT),
    "brevo, invalid": ("brevo", by_brevo, "invalid_email", {}, HARD),
    "brevo, blocked": ("brevo", by_brevo, "blocked", {"reason": "blocked : due to blacklist user"}, (Fate.FAILED, None)),
    "brevo, complaint": ("brevo", by_brevo, "spam", {}, (Fate.COMPLAINED, "complained")),
    "postmark delivers": (
        "postmark",
        by_postmark,
        "Delivery",
        {"Recipient": ONE, "DeliveredAt": TUESDAY.isoformat()},
        (Fate.DELIVERED, None),
    ),
    "postmark, hard": (
        "postmark",
        by_postmark,
        "Bounce",
        {"ID": 1, "Type": "HardBounce", "Email": ONE, "Details": "smtp;550 5.1.1 The email account does not exist"},
        HARD,
    ),
    "postmark, soft": (
        "postmark",
        by_postmark,
        "Bounce",
        {"ID": 2, "Type": "SoftBounce", "Email": ONE, "Details": "smtp;550 Over quota"},
        SOFT,
    ),
    "postmark, bad address": (
        "postmark",
        by_postmark,
        "Bounce",
        {"ID": 3, "Type": "BadEmailAddress", "Email": ONE},
        (Fate.FAILED, "bounced"),
    ),
    "postmark, complaint": (
        "postmark",
        by_postmark,
        "SpamComplaint",
        {"ID": 4, "Type": "SpamComplaint", "Email": ONE},
        (Fate.COMPLAINED, "complained"),
    ),
    "sendgrid, bounce": ("sendgrid", by_sendgrid, "bounce", {"type": "bounce", "status": "5.0.0", "reason": "500 unknown recipient"}, HARD),
    "sendgrid, full": ("sendgrid", by_sendgrid, "bounce", {"type": "bounce", "status": "5.2.2", "reason": "552 5.2.2 Mailbox full"}, SOFT),
    "sendgrid, block": ("sendgrid", by_sendgrid, "bounce", {"type": "blocked", "reason": "550 IP on a list"}, POLICY),
    "sendgrid, had bounced before": ("sendgrid", by_sendgrid, "dropped", {"reason": "Bounced Address"}, (Fate.FAILED, "bounced")),
    "sendgrid, complaint": ("sendgrid", by_sendgrid, "spamreport", {}, (Fate.COMPLAINED, "complained")),
    "resend delivers": ("resend", by_resend, "email.delivered", {}, (Fate.DELIVERED, None)),
    "resend, hard": (
        "resend",
        by_resend,
        "email.bounced",
        {
            "bounce": {
                "type": "Permanent",
                "message": "The recipient's email provider sent a hard bounce message, but didn't specify the reason.",
            }
        },
        HARD,
    ),
    "resend, full": (
        "resend",
        by_resend,
        "email.bounced",
        {
            "bounce": {
                "type": "Transient",
                "message": "The recipient's email provider sent a bounce message because the recipient's inbox was full.",
            }
        },
        SOFT,
    ),
    "resend, complaint": ("resend", by_resend, "email.complained", {}, (Fate.COMPLAINED, "complained")),
    "mailjet, hard": ("mailjet", by_mailjet, "bounce", {"hard_bounce": True, "error": "user unknown"}, HARD),
    "mailjet, soft": ("mailjet", by_mailjet, "bounce", {"hard_bounce": False, "error": "quota exceeded"}, SOFT),
    "mailjet, had complained before": ("mailjet", by_mailjet, "blocked", {"error": "spam reporter"}, (Fate.FAILED, "complained")),
    "mailjet, complaint": ("mailjet", by_mailjet, "spam", {}, (Fate.COMPLAINED, "complained")),
    "sparkpost, invalid": ("sparkpost", by_sparkpost, "bounce", {"bounce_class": "10", "raw_reason": "550 No such user"}, HARD),
    "sparkpost, full": ("sparkpost", by_sparkpost, "bounce", {"bounce_class": "22", "raw_reason": "550 Over quota"}, SOFT),
    "sparkpost, spam block": (
        "sparkpost",
        by_sparkpost,
        "bounce",
        {"bounce_class": "51", "raw_reason": "550 5.1.1 Looks like spam"},
        POLICY,
    ),
    "mailersend, hard": (
        "mailersend",
        by_mailersend,
        "hard_bounced",
        {"morph": {"object": "recipient_bounce", "reason": "Host or domain name not found"}},
        HARD,
    ),
    "mailersend, soft": (
        "mailersend",
        by_mailersend,
        "soft_bounced",
        {"morph": {"object": "recipient_bounce", "reason": "Over quota"}},
        SOFT,
    ),
    "mailtrap, hard": ("mailtrap", by_mailtrap, "bounce", {"response": "550 5.1.1 No such user"}, HARD),
    "mailtrap, soft": ("mailtrap", by_mailtrap, "soft bounce", {"response": "452 4.2.2 Full"}, (Fate.SENT, None)),
    "unisender, hard": (
        "unisender_go",
        by_unisender_go,
        "hard_bounced",
        {"delivery_status": "err_user_unknown", "destination_response": "550 5.1.1"},
        HARD,
    ),
    "unisender, spam": (
        "unisender_go",
        by_unisender_go,
        "hard_bounced",
        {"delivery_status": "err_spam_rejected", "destination_response": "550 5.1.1"},
        POLICY,
    ),
}
