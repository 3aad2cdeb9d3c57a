"""One try: open the door, write the copy, hand it over, and say what the answer means. It raises nothing and writes nothing."""

from events_service.mail.domain import answers
from events_service.mail.domain.answers import Answer, Verdict
from events_service.mail.domain.doors import Door
from events_service.mail.models import Delivery


def hand_over(delivery: Delivery, door: Door) -> Answer:
    """Hand one copy over, and return what became of the try."""
    try:
        door.open()  # here, so that nobody doubts whether a copy left through a door that stayed shut
    except Exception as error:
        return answers.closed(error)
    try:
        letter = door.seal(delivery)
    except Exception as error:  # whatever it is, this copy alone pays for it
        return answers.unwritable(error)
    try:
        return Answer(Verdict.LEFT, provider_id=letter.hand_over())
    except Exception as error:
        door.after(error)
        return answers.to(error)
