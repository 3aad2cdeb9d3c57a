"""Someone registers, in a process of their own, which ends when the bell has rung: `python -m tests.faults.visitor EVENT ADDRESS`."""

import sys

import django


def main(event_id: str, address: str) -> None:
    from events_service.events.models import Event  # noqa: PLC0415  there are no models before django.setup()
    from tests.faults import cast  # noqa: PLC0415

    cast.register(Event.objects.get(pk=event_id), address)


if __name__ == "__main__":
    django.setup()
    main(*sys.argv[1:])
