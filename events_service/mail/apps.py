from typing import Any

from django.apps import AppConfig
from django.core import checks


class MailConfig(AppConfig):
    name = "events_service.mail"
    label = "mail"

    def ready(self) -> None:
        from events_service.mail import receivers  # noqa: F401

        checks.register(_news_are_proven)


def _news_are_proven(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Say so where the mail service's news are turned away because nothing would tell them from a stranger's."""
    from events_service.mail.domain import carriers

    service = carriers.in_use()
    if not service or carriers.proves_its_news(service):
        return []
    hint = "Set WEBHOOK_SECRET in ANYMAIL, or the key that this service signs with."
    return [checks.Warning(f"What {service} tells of bounces and complaints is not heard.", hint=hint, id="mail.W001")]
