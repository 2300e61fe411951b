"""Kept things: the longest unused goes first, and all shelves can be emptied at once."""

from planhub.maps import kept
from planhub.maps.kept import Kept
from planhub.maps.tile_shelf import TileShelf, finished


def test_the_longest_unused_goes_first() -> None:
    shelf: Kept[str] = Kept(2)
    shelf.put("a", "1")
    shelf.put("b", "2")
    assert shelf.get("a") == "1"
    assert shelf.put("c", "3") == "3"
    assert [shelf.get(key) for key in "abc"] == ["1", None, "3"]


def test_every_shelf_is_emptied_tiles_too() -> None:
    one, other, tiles = Kept[str](2), Kept[int](2), TileShelf()
    one.put("a", "1")
    other.put("a", 1)
    tiles.put("a", finished(b"tile"))
    kept.forget()
    assert (one.get("a"), other.get("a"), tiles.get("a")) == (None, None, None)
    assert one.put("a", "2") == one.get("a")
