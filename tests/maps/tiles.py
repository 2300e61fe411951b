"""Reads vector tiles in tests: just enough of the protocol buffers that they are made of."""

from dataclasses import dataclass, field
from typing import Any

POINT, POLYGON = 1, 3


@dataclass
class Feature:
    """One feature with its properties; of a point its place in the tile's units."""

    id: int = 0
    kind: int = 0
    properties: dict[str, Any] = field(default_factory=dict)
    at: tuple[int, int] = (0, 0)


def layers(tile: bytes) -> dict[str, list[Feature]]:
    """Name of each layer to its features."""
    return dict(_layer(value) for number, value in _fields(tile) if number == 3)


def _layer(data: bytes) -> tuple[str, list[Feature]]:
    name, keys, values, found = "", [], [], []
    for number, value in _fields(data):
        if number == 1:
            name = value.decode()
        elif number == 2:
            found.append(value)
        elif number == 3:
            keys.append(value.decode())
        elif number == 4:
            values.append(_value(value))
    return name, [_feature(one, keys, values) for one in found]


def _feature(data: bytes, keys: list[str], values: list[Any]) -> Feature:
    feature = Feature()
    for number, value in _fields(data):
        if number == 1:
            feature.id = value
        elif number == 2:
            tags = list(_numbers(value))
            feature.properties = {keys[k]: values[v] for k, v in zip(tags[::2], tags[1::2], strict=True)}
        elif number == 3:
            feature.kind = value
        elif number == 4:
            _, x, y, *_rest = _numbers(value)
            feature.at = (_signed(x), _signed(y))
    return feature


def _value(data: bytes) -> Any:
    number, value = next(iter(_fields(data)))
    if number == 1:
        return value.decode()
    return _signed(value) if number == 6 else value


def _fields(data: bytes) -> Any:
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        if key & 7 == 2:
            size, at = _varint(data, at)
            yield key >> 3, data[at : at + size]
            at += size
        elif key & 7 == 0:
            value, at = _varint(data, at)
            yield key >> 3, value
        else:
            size = {1: 8, 5: 4}[key & 7]
            yield key >> 3, data[at : at + size]
            at += size


def _numbers(data: bytes) -> Any:
    at = 0
    while at < len(data):
        value, at = _varint(data, at)
        yield value


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not byte & 0x80:
            return value, at


def _signed(n: int) -> int:
    return (n >> 1) ^ -(n & 1)
