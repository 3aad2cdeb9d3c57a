from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events_service.events"
    label = "events"
