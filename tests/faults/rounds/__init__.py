"""The rounds, by subject. Importing them enters them into `course.ROUNDS`, in the order of the table."""

from tests.faults.rounds import brokers, clocks, databases, people, providers, senders

__all__ = ["brokers", "clocks", "databases", "people", "providers", "senders"]
