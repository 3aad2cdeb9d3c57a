"""Words as they are looked for and put in order: without accents, capitals and doubled spaces, the same in every database."""

import unicodedata
from typing import Any

from django.db import models


def folded(words: str) -> str:
    """Return the form in which “JOSÉ  Ñandú” and “jose nandu” are equal."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(sign))
    return " ".join(plain.split())


class FoldedField(models.CharField[str, str]):
    """Keeps the folded form of another column of its row, written whenever the row is saved."""

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{"editable": False, "default": "", **kwargs})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return str(name), path, list(args), {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = folded(getattr(model_instance, self.of))[: self.max_length]
        setattr(model_instance, self.attname, value)
        return value
