"""The full address of an area, "หมู่ที่ 4 บ้าน… ต.… อ.… จ.…", one by one or for a whole list in one query."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from planhub.areas import codes
from planhub.areas.area import Area

_SHORT = {"subdistrict": "ต.", "district": "อ.", "province": "จ."}
_LONG = {"subdistrict": "ตำบล", "district": "อำเภอ", "province": "จังหวัด"}
_BANGKOK = {"subdistrict": "แขวง", "district": "เขต", "province": ""}


@dataclass(frozen=True)
class Address:
    """The names from the area up to its province; what is above or below is empty."""

    code: str
    kind: str
    place: str = ""
    """Of a village "หมู่ที่ 4 บ้านโคกเพชร", of a ชุมชน "ชุมชนริมน้ำ"."""
    place_en: str = ""
    subdistrict: str = ""
    district: str = ""
    province: str = ""
    subdistrict_en: str = ""
    district_en: str = ""
    province_en: str = ""
    in_bangkok: bool = False

    @property
    def short(self) -> str:
        """หมู่ที่ 4 บ้านโคกเพชร ต.ในเมือง อ.เมืองสุรินทร์ จ.สุรินทร์."""
        return self._thai(_SHORT)

    @property
    def long(self) -> str:
        """The same with ตำบล, อำเภอ and จังหวัด in full, as letters and forms have it."""
        return self._thai(_LONG)

    @property
    def english(self) -> str:
        """Moo 4, Ban Khok Phet, Nai Mueang, Mueang Surin, Surin."""
        names = (self.place_en, self.subdistrict_en, self.district_en, self.province_en)
        return ", ".join(filter(None, names))

    def _thai(self, words: dict[str, str]) -> str:
        words = _BANGKOK if self.in_bangkok else words
        named = (
            self.place,
            self.subdistrict and words["subdistrict"] + self.subdistrict,
            self.district and words["district"] + self.district,
            self.province and words["province"] + self.province,
        )
        return " ".join(filter(None, named))


def full_address(session: Session, code: str, *, long: bool = False) -> str:
    """The Thai address of an area; the code itself if the gazetteer does not know it."""
    return full_addresses(session, [code], long=long)[code]


def full_addresses(session: Session, area_codes: Collection[str], *, long: bool = False) -> dict[str, str]:
    """Code to Thai address for a list, by one query; a code that is not known stands for itself."""
    found = addresses(session, area_codes)
    return {
        code: (found[code].long if long else found[code].short) if code in found else code
        for code in area_codes
    }


def addresses(session: Session, area_codes: Collection[str]) -> dict[str, Address]:
    """Code to address for a list, by one query; codes that are not known are left out."""
    wanted = set(area_codes)
    if not wanted:
        return {}
    rows = session.execute(_chain().where(Area.code.in_(wanted)))
    return {row.code: _address(row) for row in rows}


def name_in_thai(kind: str, name: str, moo: int | None, *, schematic: bool = False) -> str:
    """The name with the word for its kind: หมู่ที่ 4 บ้านโคกเพชร, ต.ในเมือง, ชุมชนริมน้ำ."""
    if kind == "village":
        return f"หมู่ที่ {moo}" + ("" if schematic or not name else f" {name}")
    if kind == "community":
        return name if name.startswith("ชุมชน") else f"ชุมชน{name}"
    return _SHORT[kind] + name


@cache  # three aliases of a wide table: built once, some ms each time otherwise
def _chain() -> Select[*tuple[Any, ...]]:
    base = case((Area.kind == "community", Area.parent_code), else_=Area.code)
    query: Select[*tuple[Any, ...]] = select(
        Area.code, Area.kind, Area.name_th, Area.name_en, Area.moo, Area.schematic_name
    )
    for kind, digits in (("subdistrict", 6), ("district", 4), ("province", 2)):
        above = aliased(Area)
        query = query.outerjoin(
            above, and_(above.code == func.left(base, digits), func.length(base) >= digits)
        ).add_columns(above.name_th.label(kind), above.name_en.label(f"{kind}_en"))
    return query


def _address(row: Any) -> Address:
    place = place_en = ""
    if row.kind in ("village", "community"):
        place = name_in_thai(row.kind, row.name_th, row.moo, schematic=row.schematic_name)
        place_en = row.name_en or ""
    if row.kind == "village":
        place_en = ", ".join(filter(None, (f"Moo {row.moo}", place_en)))
    return Address(
        code=row.code,
        kind=row.kind,
        place=place,
        place_en=place_en,
        subdistrict=row.subdistrict or "",
        district=row.district or "",
        province=row.province or "",
        subdistrict_en=row.subdistrict_en or "",
        district_en=row.district_en or "",
        province_en=row.province_en or "",
        in_bangkok=codes.in_bangkok(row.code),
    )
