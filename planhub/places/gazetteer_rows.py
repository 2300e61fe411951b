"""Where the gazetteer's names come from: the database, or the codes that come with the program."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class Row(NamedTuple):
    """An area as the gazetteer takes it in."""

    code: str
    kind: str
    name: str
    living: bool = True
    successors: tuple[str, ...] = ()
    schematic: bool = False
    parent: str = ""
    """Of a ชุมชน the subdistrict in which it lies."""
    authority: str = ""
    """Of a ชุมชน the local authority under which it lives."""


class Authority(NamedTuple):
    """A local authority: อบจ., เทศบาล, อบต."""

    code: str
    kind: str
    name: str
    province: str
    district: str | None


def area_rows(session: "Session") -> list[Row]:
    """Every area of the database, living and retired."""
    from sqlalchemy import select

    from planhub.areas.area import Area

    found = session.execute(
        select(
            Area.code,
            Area.kind,
            Area.name_th,
            Area.valid_to,
            Area.successor_code,
            Area.split_into,
            Area.schematic_name,
            Area.parent_code,
            Area.local_authority_code,
        )
    )
    return [
        Row(
            code,
            kind,
            name,
            ended is None,
            (successor,) if successor else tuple(split or ()),
            schematic,
            parent or "",
            authority or "",
        )
        for code, kind, name, ended, successor, split, schematic, parent, authority in found
    ]


def authorities(session: "Session") -> list[Authority]:
    """Every local authority that lives."""
    from sqlalchemy import select

    from planhub.areas.local_authority import LocalAuthority

    known = select(
        LocalAuthority.code,
        LocalAuthority.kind,
        LocalAuthority.name_th,
        LocalAuthority.province_code,
        LocalAuthority.district_code,
    )
    rows = session.execute(known.where(LocalAuthority.valid_to.is_(None)))
    return [Authority(*row) for row in rows]


def built_in_rows() -> list[Row]:
    """Provinces, districts and subdistricts that come with the program, retired ones too; no village."""
    from planhub.areas import seeding

    return [
        Row(
            row["code"],
            row["kind"],
            row["name_th"],
            row["valid_to"] is None,
            (row["successor_code"],) if row["successor_code"] else tuple(row["split_into"] or ()),
        )
        for row in seeding.rows()
    ]
