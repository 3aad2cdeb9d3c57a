from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "events_service.mail"
    label = "mail"
