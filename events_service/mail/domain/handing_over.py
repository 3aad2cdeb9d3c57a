"""One try: open the door, write the copy, hand it over, and say what the answer means. It raises nothing and writes nothing."""

from collections.abc import Callable

from events_service.mail.domain import answers
from events_service.mail.domain.answers import Answer, TakenBack, Verdict
from events_service.mail.domain.doors import Door
from events_service.mail.models import Delivery


def hand_over(delivery: Delivery, door: Door, *, may_still_leave: Callable[[], bool] = lambda: True) -> Answer | None:
    """Hand one copy over, and return what became of the try; None where at the last moment it might not leave any more."""
    try:
        door.open()  # here, so that nobody doubts whether a copy left through a door that stayed shut
    except Exception as error:
        return answers.closed(error)
    try:
        letter = door.seal(delivery)
    except Exception as error:  # whatever it is, this copy alone pays for it
        return answers.unwritable(error)
    try:
        return Answer(Verdict.LEFT, provider_id=letter.hand_over(may_still_leave))
    except TakenBack:
        door.close()
        return None
    except Exception as error:
        door.after(error)
        return answers.to(error)
