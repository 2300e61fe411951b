"""Names and addresses of areas in both languages, one by one or for a whole list in one query.

In Thai "หมู่ที่ 4 บ้าน… ต.… อ.… จ.…", in English "Moo 4 Ban …, … Subdistrict, … District, …"; what has no English
name keeps its Thai one.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from planhub.areas import codes
from planhub.areas.area import Area
from planhub.wording import Name

_SHORT = {"subdistrict": "ต.", "district": "อ.", "province": "จ."}
_LONG = {"subdistrict": "ตำบล", "district": "อำเภอ", "province": "จังหวัด"}
_BANGKOK = {"subdistrict": "แขวง", "district": "เขต", "province": ""}
_ENGLISH = {"subdistrict": "Subdistrict", "district": "District", "province": "Province"}


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
        """Moo 4 Ban Khok Phet, Nai Mueang Subdistrict, Mueang Surin District, Surin."""
        named = [self.place and (self.place_en or self.place)]
        for kind in ("subdistrict", "district"):
            thai, english = getattr(self, kind), getattr(self, f"{kind}_en")
            named.append(thai and _in_english(kind, thai, english))
        above = any(named)
        province = self.province_en if above or self.in_bangkok else f"{self.province_en} Province"
        named.append(self.province and (province if self.province_en else _SHORT["province"] + self.province))
        return ", ".join(filter(None, named))

    @property
    def name(self) -> Name:
        """The address in both languages."""
        return Name(self.short, self.english)

    @property
    def own(self) -> Name:
        """Only the area's own name, with the word for its kind."""
        if self.place:
            return Name(self.place, self.place_en)
        return name_of(self.kind, getattr(self, self.kind), getattr(self, f"{self.kind}_en"), None)

    def under(self, kind: str) -> "Address":
        """Without the names that everything in a subdistrict, district or province has in common."""
        if kind == "subdistrict":
            return replace(self, subdistrict="" if self.place else self.subdistrict, district="", province="")
        return replace(self, district="" if kind == "district" else self.district, province="")

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
    """The Thai address of an area, for what is kept or printed; the code itself if nobody knows it."""
    return full_addresses(session, [code], long=long)[code]


def full_addresses(session: Session, area_codes: Collection[str], *, long: bool = False) -> dict[str, str]:
    """Code to Thai address for a list, by one query; a code that is not known stands for itself."""
    found = addresses(session, area_codes)
    return {
        code: (found[code].long if long else found[code].short) if code in found else code
        for code in area_codes
    }


def full_name(session: Session, code: str) -> Name:
    """The address of an area in both languages, to be told to a reader; the code if nobody knows it."""
    return full_names(session, [code])[code]


def full_names(session: Session, area_codes: Collection[str]) -> dict[str, Name]:
    """Code to address in both languages for a list, by one query; an unknown code stands for itself."""
    found = addresses(session, area_codes)
    return {code: found[code].name if code in found else Name(code, code) for code in area_codes}


def addresses(session: Session, area_codes: Collection[str]) -> dict[str, Address]:
    """Code to address for a list, by one query; codes that are not known are left out."""
    wanted = set(area_codes)
    if not wanted:
        return {}
    rows = session.execute(_chain().where(Area.code.in_(wanted)))
    return {row.code: address_of(row) for row in rows}


def name_in_thai(kind: str, name: str, moo: int | None, *, schematic: bool = False) -> str:
    """The name with the word for its kind: หมู่ที่ 4 บ้านโคกเพชร, ต.ในเมือง, ชุมชนริมน้ำ."""
    if kind == "village":
        return f"หมู่ที่ {moo}" + ("" if _numbered_only(name, schematic) else f" {name}")
    if kind == "community":
        return name if name.startswith("ชุมชน") else f"ชุมชน{name}"
    return _SHORT[kind] + name


def name_of(
    kind: str, name_th: str, name_en: str | None, moo: int | None, *, schematic: bool = False
) -> Name:
    """One area's own name with the word for its kind, in both languages: ต.ในเมือง, Nai Mueang Subdistrict."""
    thai = name_in_thai(kind, name_th, moo, schematic=schematic)
    if kind == "village":
        own = "" if _numbered_only(name_th, schematic) else name_en or name_th
        return Name(thai, f"Moo {moo} {own}".strip())
    if kind == "community":
        return Name(thai, f"{name_en} Community" if name_en else thai)
    return Name(thai, _in_english(kind, name_th, name_en))


def _numbered_only(name: str, schematic: bool) -> bool:
    """Villages of the sample have no name but their number."""
    return schematic or not name or name.startswith("หมู่ที่")


def _in_english(kind: str, name_th: str, name_en: str | None) -> str:
    return f"{name_en} {_ENGLISH[kind]}" if name_en else _SHORT[kind] + name_th


@cache  # three aliases of a wide table: built once, some ms each time otherwise
def _chain() -> Select[*tuple[Any, ...]]:
    return with_address(select())


def with_address(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """A statement with what an address is made of beside it, one row of `Area` for each of its own."""
    base = case((Area.kind == "community", Area.parent_code), else_=Area.code)
    query = query.add_columns(Area.code, Area.kind, Area.name_th, Area.name_en, Area.moo, Area.schematic_name)
    for kind, digits in (("subdistrict", 6), ("district", 4), ("province", 2)):
        above = aliased(Area)
        query = query.outerjoin(
            above, and_(above.code == func.left(base, digits), func.length(base) >= digits)
        ).add_columns(above.name_th.label(kind), above.name_en.label(f"{kind}_en"))
    return query


def address_of(row: Any) -> Address:
    """The address in a row of a statement `with_address`."""
    place = Name("", "")
    if row.kind in ("village", "community"):
        place = name_of(row.kind, row.name_th, row.name_en, row.moo, schematic=row.schematic_name)
    return Address(
        code=row.code,
        kind=row.kind,
        place=place.th,
        place_en=place.en,
        subdistrict=row.subdistrict or "",
        district=row.district or "",
        province=row.province or "",
        subdistrict_en=row.subdistrict_en or "",
        district_en=row.district_en or "",
        province_en=row.province_en or "",
        in_bangkok=codes.in_bangkok(row.code),
    )
