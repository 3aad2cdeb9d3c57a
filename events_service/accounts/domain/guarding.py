"""What changes about how somebody gets in: it stands in the activity log, and they are told by mail."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events_service.accounts.domain import activity, rights
from events_service.accounts.models import Act, Site, User
from events_service.mail.domain import outbox, rendering
from events_service.mail.domain.outbox import Recipient, Sender
from events_service.mail.models.kinds import expiry

SENTENCES: dict[Act, str | Promise] = {
    Act.PASSWORD_SET: _("Your account has a new password."),
    Act.PASSKEY_ADDED: _("Your account has a new passkey."),
    Act.PASSKEY_REMOVED: _("A passkey was removed from your account."),
    Act.AUTHENTICATOR_ON: _("An authenticator app is now the second step when you sign in."),
    Act.AUTHENTICATOR_OFF: _("The authenticator app was removed from your account."),
    Act.CODES_RENEWED: _("Your account has new recovery codes; the old ones are of no use any more."),
    Act.INSTITUTION_LINKED: _("You can now sign in to your account through your institution."),
}


@transaction.atomic
def record(user: User, act: Act, *, now: datetime) -> None:
    """Write down what this person changed, for every organization that they belong to, and mail it to them. `act` is one of SENTENCES."""
    activity.record(act, activity.person(user), concerns=rights.organizations_of(user), by=user, now=now)
    site = Site.objects.first()
    if site is None:
        return
    message = outbox.open_message(
        key=f"account-changed:{uuid4().hex}",
        kind="account-changed",
        topic=f"user:{user.pk}",
        sender=Sender(site.name, site.contact),
        texts=rendering.freeze("account-changed", {"sentence": SENTENCES[act], "site": site}),
        expires_at=expiry("account-changed", now=now),
    )
    language = get_language() or settings.LANGUAGE_CODE
    values = {"happened_at": now.isoformat()}
    outbox.add(message, [Recipient(f"user:{user.pk}", user.email, str(user), language, site.zone, values)])
