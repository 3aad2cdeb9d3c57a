"""Rows of the post office: what is said, to whom, what became of it, who is not to be written to."""

from events_service.mail.models.delivery import Delivery, DeliveryEvent, Fate
from events_service.mail.models.message import Message
from events_service.mail.models.office import Crew, PostOffice
from events_service.mail.models.suppression import Suppression

__all__ = ["Crew", "Delivery", "DeliveryEvent", "Fate", "Message", "PostOffice", "Suppression"]
