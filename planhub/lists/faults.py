"""Faults and sentences as JSON, so that they stand in the tables and are translated when they are shown."""

from collections.abc import Mapping
from typing import Any

from planhub.lists.description import Field
from planhub.lists.prepared import Fault
from planhub.wording import Sentence, say

PLACE_FIELDS = frozenset(
    {
        Field.PLACE_CODE,
        Field.PROVINCE,
        Field.DISTRICT,
        Field.SUBDISTRICT,
        Field.MOO,
        Field.VILLAGE,
        Field.PLACE_TEXT,
    }
)
"""What a settlement of the place answers."""


def fault_json(fault: Fault) -> dict[str, Any]:
    """A fault as plain values; `read_fault` gives an equal one back."""
    return {
        "column": fault.column,
        "heading": fault.heading,
        "field": str(fault.field),
        "kind": fault.kind,
        **sentence_json(fault.sentence),
    }


def sentence_json(sentence: Sentence) -> dict[str, Any]:
    """A sentence as plain values."""
    return {
        "text": sentence.text,
        "values": {name: _plain(value) for name, value in sentence.values.items()},
    }


def read_sentence(kept: Mapping[str, Any]) -> Sentence:
    """A sentence as it was kept."""
    return say(kept["text"], **kept.get("values", {}))


def read_fault(kept: Mapping[str, Any]) -> Fault:
    """A fault as it was kept."""
    return Fault(
        column=kept.get("column"),
        field=kept.get("field", ""),
        sentence=read_sentence(kept),
        kind=kept.get("kind", "wrong"),
        heading=kept.get("heading", ""),
    )


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
