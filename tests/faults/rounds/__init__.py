"""The rounds, by subject. Importing them enters them into `course.ROUNDS`, in the order of the table."""

from tests.faults.rounds import databases, people, providers, senders

__all__ = ["databases", "people", "providers", "senders"]
