"""The mail services that are known by name: what a sender's domain has to say in DNS for each of them."""

from dataclasses import dataclass

from django.conf import settings

from events_service.mail.domain import carriers


@dataclass(frozen=True)
class Provider:
    """A mail service as DNS sees it.

    `spf` is what the domain's SPF record has to include. Services that `take_bounces` at a domain of their own are asked for
    SPF there, and nothing is asked of the sender's. `selectors` are the names under which they commonly look for their DKIM
    keys; where there are none, each domain gets names of its own.
    """

    name: str
    backends: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    spf: str = ""
    takes_bounces: bool = False
    selectors: tuple[str, ...] = ()


_KNOWN = (
    Provider("Amazon SES", ("amazon_ses",), ("amazonaws.com",), takes_bounces=True),
    Provider("Brevo", ("brevo", "sendinblue"), ("brevo.com", "sendinblue.com"), takes_bounces=True, selectors=("brevo1", "brevo2", "mail")),
    Provider("Fastmail", hosts=("fastmail.com",), spf="spf.messagingengine.com", selectors=("fm1", "fm2", "fm3")),
    Provider("Google", hosts=("gmail.com",), spf="_spf.google.com", selectors=("google",)),
    Provider("MailerSend", ("mailersend",), ("mailersend.net",), spf="_spf.mailersend.net", selectors=("mlsend2", "mlsend")),
    Provider("Mailgun", ("mailgun",), ("mailgun.org",), spf="mailgun.org", selectors=("pdk1", "pdk2", "k1", "pic", "smtp", "mx", "mailo")),
    Provider("Mailjet", ("mailjet",), ("mailjet.com",), spf="spf.mailjet.com", selectors=("mailjet",)),
    Provider("Mailtrap", ("mailtrap",), ("mailtrap.io",), takes_bounces=True, selectors=("rwmt1", "rwmt2")),
    Provider("Mandrill", ("mandrill",), ("mandrillapp.com",), takes_bounces=True, selectors=("mte1", "mte2", "mandrill")),
    Provider(
        "Microsoft 365", hosts=("office365.com", "outlook.com"), spf="spf.protection.outlook.com", selectors=("selector1", "selector2")
    ),
    Provider("Postal", ("postal",)),
    Provider("Postmark", ("postmark",), ("postmarkapp.com",), takes_bounces=True),
    Provider("Resend", ("resend",), ("resend.com",), takes_bounces=True, selectors=("resend",)),
    Provider("Scaleway", ("scaleway",), ("tem.scaleway.com",), spf="_spf.tem.scaleway.com"),
    Provider("SendGrid", ("sendgrid",), ("sendgrid.net",), takes_bounces=True, selectors=("s1", "s2")),
    Provider("SparkPost", ("sparkpost",), ("sparkpostmail.com",), takes_bounces=True),
    Provider("Unisender Go", ("unisender_go",), ("unisender.ru",), takes_bounces=True, selectors=("us",)),
)


def in_use() -> Provider | None:
    """Return the mail service that the settings name; None where mail stays on this machine."""
    if carrier := carriers.in_use():
        return next((known for known in _KNOWN if carrier in known.backends), Provider(carrier))
    if settings.EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend":
        return _by_host(settings.EMAIL_HOST.lower())
    return None


def _by_host(host: str) -> Provider:
    known = (known for known in _KNOWN for end in known.hosts if host == end or host.endswith(f".{end}"))
    return next(known, Provider(host, hosts=(host,)))
