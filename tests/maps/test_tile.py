"""Tiles are numbered as everybody numbers them, and only those that exist are answered."""

import pytest

from planhub.errors import NotFound
from planhub.maps.item_tiles import grain_of
from planhub.maps.tile import Tile, tile_of


def test_the_four_tiles_of_zoom_one_meet_at_null_island() -> None:
    assert Tile(1, 0, 0).bounds == pytest.approx((-20037508.34, 0, 0, 20037508.34), abs=0.01)
    assert Tile(1, 1, 1).degrees == pytest.approx((0, -85.0511, 180, 0), abs=1e-4)


def test_surin_lies_in_its_tile() -> None:
    west, south, east, north = Tile(12, 3226, 1875).degrees
    assert west < 103.55 < east
    assert south < 14.99 < north


@pytest.mark.parametrize(("z", "x", "y"), [(2, 0, 0), (19, 0, 0), (5, 32, 0), (5, 0, 32), (8, 256, 1)])
def test_a_tile_that_does_not_exist_is_not_found(z: int, x: int, y: int) -> None:
    with pytest.raises(NotFound):
        tile_of(z, x, y)


def test_the_closer_the_finer_the_areas_that_are_counted() -> None:
    assert [grain_of(z) for z in range(4, 13)] == [2, 2, 4, 4, 6, 6, 8, 8, 8]
