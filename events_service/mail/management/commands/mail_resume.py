"""Confirm after a pause that what waits may leave."""

from django.core.management.base import BaseCommand

from events_service.lib.jobs import ring
from events_service.mail.domain import health, office


class Command(BaseCommand):
    help = "Let what waits leave after a pause: this is no copy of another installation, and what waits is still meant."

    def handle(self, *args: object, **options: object) -> None:
        found = health.read()
        if not office.resume():
            self.stdout.write("Sending is not paused.")
            return
        ring("mail.drain")
        waiting = sum(queue.waiting for queue in found.queues)
        self.stdout.write(f"Sending goes on. {waiting} waited; they leave now, but for those whose time is over.")
        if found.is_silent:
            self.stdout.write("No worker has come by lately: they leave when one does. See manage.py mail_status")
