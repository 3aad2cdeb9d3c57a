"""What a rule says when it refuses."""

from django.utils.functional import Promise


class DomainError(Exception):
    """A refusal with a sentence that a person can read; `field` names where the sentence belongs, if anywhere."""

    field: str | None = None

    def __init__(self, sentence: str | Promise, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field or self.field
