from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "events_service.accounts"
    label = "accounts"
