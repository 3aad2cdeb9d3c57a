"""An OpenAPI description, laid out to be read by people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """Something that is sent or answered: `kind` in words, `shape` where it has a shape of its own."""

    name: str
    kind: str
    shape: str
    about: str
    is_required: bool = False


@dataclass(frozen=True)
class Shape:
    """An object with its fields."""

    name: str
    about: str
    fields: list[Field]


@dataclass(frozen=True)
class Answer:
    """What an operation may answer with."""

    code: int
    shape: str

    @property
    def phrase(self) -> str:
        return HTTPStatus(self.code).phrase


@dataclass(frozen=True)
class Operation:
    """One thing that one can do."""

    method: str
    path: str
    about: str
    parameters: list[Field]
    body: str
    answers: list[Answer]


def operations(description: Json) -> list[Operation]:
    """Return everything that one can do, in the order of the addresses."""
    return [_operation(method, path, said) for path, methods in description["paths"].items() for method, said in methods.items()]


def shapes(description: Json) -> list[Shape]:
    """Return every object with fields, by name; a list of values is told where it stands."""
    found = description["components"]["schemas"].items()
    return [Shape(name, _about(schema), _fields(schema)) for name, schema in found if "properties" in schema]


def _operation(method: str, path: str, said: Json) -> Operation:
    return Operation(
        method=method.upper(),
        path=path,
        about=_about(said),
        parameters=[
            _field(each["name"], each["schema"] | each, required=each.get("required", False)) for each in said.get("parameters", [])
        ],
        body=_shape_in(said.get("requestBody", {})),
        answers=[Answer(int(code), _shape_in(answer)) for code, answer in said["responses"].items()],
    )


def _fields(schema: Json) -> list[Field]:
    required = schema.get("required", [])
    return [_field(name, each, required=name in required) for name, each in schema["properties"].items()]


def _field(name: str, schema: Json, *, required: bool) -> Field:
    return Field(name, _kind(schema), _shape(schema), _about(schema), required)


def _shape_in(content: Json) -> str:
    return next((_shape(kind["schema"]) for kind in content.get("content", {}).values()), "")


def _shape(schema: Json) -> str:
    """Return the name of the shape that it is, or that its items have; a choice of values has none."""
    for each in _parts(schema):
        if "$ref" in each and not each["$ref"].endswith("Enum"):
            return str(each["$ref"]).rpartition("/")[2]
    return ""


def _parts(schema: Json) -> Iterable[Json]:
    yield schema
    for each in (*schema.get("allOf", ()), *schema.get("oneOf", ()), *schema.get("anyOf", ())):
        yield from _parts(each)
    if "items" in schema:
        yield from _parts(schema["items"])


def _kind(schema: Json) -> str:
    if "enum" in schema:
        return " | ".join(str(each) for each in schema["enum"])
    kinds = schema.get("type", "")
    words = [kinds] if isinstance(kinds, str) else list(kinds)
    if schema.get("format"):
        words[0] = schema["format"]
    return ", or ".join(words).replace("array", "list")


def _about(said: Json) -> str:
    """Return the first paragraph: what follows lists the values once more."""
    return " ".join(str(said.get("description", "")).partition("\n\n")[0].split())
