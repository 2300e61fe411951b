"""What each view of the API does, said beside it: parameters, body, answers; `openapi` writes it out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Parameter:
    """A parameter of the address, its query or its headers."""

    name: str
    schema: Mapping[str, Any]
    description: str = ""
    where: str = "query"
    required: bool = False
    example: Any = None


@dataclass(frozen=True)
class Operation:
    """One view."""

    summary: str
    answer: type[BaseModel] | None
    """None: the text of `media`."""
    parameters: tuple[Parameter, ...] = ()
    body: Mapping[str, Any] | None = None
    body_models: tuple[type[BaseModel], ...] = ()
    media: str = "application/json"
    refuses: tuple[int, ...] = field(default=(422,))
    """Statuses with a problem document, besides those every view may give."""
    cached: bool = True
    """Answers 304 to an ETag."""


def described(operation: Operation) -> Callable[[View], View]:
    """Attach it to a view."""

    def attach(view: View) -> View:
        view.operation = operation  # type: ignore[attr-defined]
        return view

    return attach


def text(name: str, description: str, **schema: Any) -> Parameter:
    """A text in the query."""
    example = schema.pop("example", None)
    return Parameter(name, {"type": "string"} | schema, description, example=example)


def whole(name: str, description: str, **schema: Any) -> Parameter:
    """A whole number in the query."""
    example = schema.pop("example", None)
    return Parameter(name, {"type": "integer"} | schema, description, example=example)


def in_path(name: str, description: str, example: Any) -> Parameter:
    """A part of the path."""
    return Parameter(name, {"type": "string", "minLength": 1}, description, "path", True, example)
