"""Which provinces a tile may show, and a short text that changes whenever the tile would."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from planhub.maps.tile import Tile

STRAY = 10_000
"""Metres (EPSG:3857) that an item's point may lie outside its province and still be drawn; more is an error
of the point, and the item is found by its number, its place or its words."""

# Counters of changed rows, as in maps.versions; here by function, for a view of all tables costs more than a
# tile.
_NOW: TextClause = text(
    """
    select (select sum(pg_stat_get_tuples_inserted(t) + pg_stat_get_tuples_updated(t)
                       + pg_stat_get_tuples_deleted(t))
            from unnest(array['area'::regclass, 'area_boundary'::regclass, 'tile_area'::regclass]) as t),
           count(*), sum(version), max(changed_at)
    from plan_version where province_code = any(:provinces)
    """
)
# Many partitions make the planner take a few rows for many; a plan kept for all tiles would open all 76.
_BY_INDEX: TextClause = text(
    """
    select current_setting('enable_hashjoin') as hashed, current_setting('enable_mergejoin') as merged,
           current_setting('max_parallel_workers_per_gather') as parallel,
           current_setting('plan_cache_mode') as planned,
           set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
           set_config('max_parallel_workers_per_gather', '0', true),
           set_config('plan_cache_mode', 'force_custom_plan', true)
    """
)
_AS_BEFORE: TextClause = text(
    """
    select set_config('enable_hashjoin', :hashed, true), set_config('enable_mergejoin', :merged, true),
           set_config('max_parallel_workers_per_gather', :parallel, true),
           set_config('plan_cache_mode', :planned, true)
    """
)
_EXTENTS: TextClause = text(
    """
    select province, ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)
    from (
        select case when code like 'C-%' then substr(code, 4, 2) else left(code, 2) end as province,
               ST_Extent(coalesce(shape, spot)) as box
        from tile_area where kind <> 'village' or not borrowed
        group by province
    ) as known
    where box is not null
    """
)
# Names and simplified outlines decide what an area tile shows.
_DRAWN: TextClause = text(
    """
    select count(*) || '.' || coalesce(sum(hashtextextended(concat_ws(
        '|', t.code, t.spot::text, t.borrowed, md5(ST_AsBinary(t.shape)), a.name_th, a.name_en, a.valid_to
    ) collate "C", 0)), 0)
    from tile_area t join area a using (code) where t.kind in ('province', 'district', 'subdistrict')
    """
)

Extent = tuple[float, float, float, float]
EVERYWHERE: Extent = (-2.1e7, -2.1e7, 2.1e7, 2.1e7)


@dataclass(frozen=True)
class Gazetteer:
    """What tiles need to know of all areas, read once for each version of the gazetteer."""

    version: int
    extents: dict[str, Extent]
    """Province code to the box of its outline and its areas' points, in metres of EPSG:3857."""


@dataclass(frozen=True)
class Scope:
    """The provinces of a tile and the version of what it shows."""

    provinces: tuple[str, ...]
    version: str


_NOTHING = Gazetteer(-1, {})


class Kept:
    """The gazetteer as last read; safe for threads."""

    def __init__(self) -> None:
        self._gazetteer = _NOTHING
        self._drawn = (-1, "")

    def scope(self, session: Session, box: Extent) -> Scope:
        """Provinces whose items may show in a box, and the version of these and of the gazetteer."""
        provinces = provinces_in(self._gazetteer, box)
        version, changes = self._now(session, provinces)
        if version != self._gazetteer.version:
            provinces = provinces_in(self._read(session, version), box)
            _, changes = self._now(session, provinces)
        return Scope(provinces, f"{version}.{changes}")

    def gazetteer(self, session: Session) -> Gazetteer:
        """The gazetteer of now, read anew only after something in it changed."""
        version, _ = self._now(session, ())
        kept = self._gazetteer
        return kept if kept.version == version else self._read(session, version)

    def drawn(self, session: Session) -> str:
        """A digest of what area tiles show; it looks at every outline, and item tiles do not need it."""
        version, _ = self._now(session, ())
        kept, digest = self._drawn
        if kept != version:
            digest = str(session.scalar(_DRAWN))
            self._drawn = (version, digest)
        return digest

    def clear(self) -> None:
        """Forget it, for tests that roll back what they read."""
        self._gazetteer = _NOTHING
        self._drawn = (-1, "")

    def _read(self, session: Session, version: int) -> Gazetteer:
        extents = {row[0]: (row[1], row[2], row[3], row[4]) for row in session.execute(_EXTENTS)}
        read = self._gazetteer = Gazetteer(version, extents)
        return read

    def _now(self, session: Session, provinces: Collection[str]) -> tuple[int, str]:
        row = session.execute(_NOW, {"provinces": list(provinces)}).one()
        # the time too: after a restore from a backup the same numbers come a second time
        stamp = int(row[3].timestamp() * 1_000_000) if row[3] else 0
        return int(row[0] or 0), f"{row[1]}.{row[2] or 0}.{stamp}"


kept = Kept()


def scope_of(session: Session, tile: Tile) -> Scope:
    """Provinces whose items the tile may show, and the version of what it shows."""
    return kept.scope(session, tile.bounds)


@contextmanager
def by_index(session: Session) -> Iterator[None]:
    """Keep the planner at one index look-up for each point; afterwards it plans as before.

    After an error nothing is put back: the transaction is over, and the settings with it.
    """
    was = session.execute(_BY_INDEX).one()
    yield
    names = ("hashed", "merged", "parallel", "planned")
    session.execute(_AS_BEFORE, {name: was._mapping[name] for name in names})


def provinces_in(known: Gazetteer, box: Extent) -> tuple[str, ...]:
    """Provinces that reach into a box of EPSG:3857, each widened by what a point may stray."""
    west, south, east, north = box
    return tuple(
        province
        for province, (left, low, right, high) in sorted(known.extents.items())
        if left - STRAY <= east and right + STRAY >= west and low - STRAY <= north and high + STRAY >= south
    )
