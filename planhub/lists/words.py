"""What a row says of its place, as one line of words: for a reader, for a person, and to remember. Pure."""

import hashlib
from functools import lru_cache

from planhub.areas.names import read_chain
from planhub.lists.prepared import Values
from planhub.thai.folding import search_key, visible

MOST = 400
"""Letters of the words kept as a key; of longer ones a digest."""

_PREFIXED = {
    "province": ("จังหวัด", "จ."),
    "district": ("อำเภอ", "อ.", "กิ่ง", "เขต"),
    "subdistrict": ("ตำบล", "ต.", "แขวง"),
    "village": ("บ้าน", "บ.", "ชุมชน", "หมู่บ้าน"),
    "moo": ("หมู่", "ม."),
}
"""Words before a name by its column; the first is put there where none stands."""
_CAPITAL = search_key("เมือง")


def place_words(told: Values, place_code: str | None = None) -> str:
    """All that a row says of its place: the code alone when it is whole, else code, text and names."""
    if place_code and len(place_code) >= 8:
        return place_code
    parts = (place_code, told.place_text, *_fine_names(told), *_wide_names(told))
    return visible(" ".join(part for part in parts if part))


def detail_words(told: Values) -> str:
    """What a row says of its place besides its names of subdistrict, district and province."""
    return visible(" ".join(part for part in (told.place_text, *_fine_names(told)) if part))


def all_words(told: Values) -> str:
    """What a row says of its place in words, its code left out."""
    return visible(" ".join(p for p in (told.place_text, *_fine_names(told), *_wide_names(told)) if p))


def place_key(words: str) -> str:
    """Words folded, so that the same place written next month in haste is the same key."""
    key = words if words.isascii() and words.isdigit() else search_key(words)
    return key if len(key) <= MOST else hashlib.sha256(key.encode()).hexdigest()


def name_keys(told: Values) -> tuple[str | None, str | None, str | None]:
    """Folded names of province, district and subdistrict; "" for what is more than a name."""
    province = _key("province", told.province) if told.province else None
    district = _key("district", told.district) if told.district else None
    subdistrict = _key("subdistrict", told.subdistrict) if told.subdistrict else None
    if district == _CAPITAL and province:
        district += province
    return province, district, subdistrict


def _fine_names(told: Values) -> tuple[str | None, str | None]:
    return _prefixed("village", told.village), _prefixed("moo", told.moo)


def _wide_names(told: Values) -> tuple[str | None, ...]:
    return (
        _prefixed("subdistrict", told.subdistrict),
        _prefixed("district", told.district),
        _prefixed("province", told.province),
    )


def _prefixed(kind: str, name: str | None) -> str | None:
    if not name:
        return None
    prefixes = _PREFIXED[kind]
    if name.startswith(prefixes):
        return name
    return f"{prefixes[0]}ที่ {name}" if kind == "moo" else prefixes[0] + name


@lru_cache(maxsize=20_000)
def _key(kind: str, cell: str) -> str:
    parts = read_chain(cell)
    if len(parts) != 1 or parts[0].kind not in ("", kind) or parts[0].moo is not None:
        return ""
    return parts[0].key
