"""A list's own columns of names made into one line as a letter would have it. Pure."""

import re

from planhub.thai.folding import arabic_digits, search_key, visible

_WORDS = {"province": "จังหวัด", "district": "อำเภอ", "subdistrict": "ตำบล", "moo": "หมู่ที่ ", "village": "บ้าน"}
_PREFIXES = {
    "province": re.compile(r"^\s*(?:จังหวัด|จ\.)\s*"),
    "district": re.compile(r"^\s*(?:กิ่งอำเภอ|กิ่ง\s*อ\.|อำเภอ|อ\.|เขต(?=.))\s*"),
    "subdistrict": re.compile(r"^\s*(?:ตำบล|ต\.|แขวง)\s*"),
    "moo": re.compile(r"^\s*(?:หมู่บ้านที่|หมู่ที่|หมู่|ม\.?)\s*"),
    "village": re.compile(r"^\s*(?:หมู่บ้าน|บ้าน|บ\.)\s*"),
}
_SEVERAL = re.compile(r"\s*(?:[,;/\n]|\sและ|\sกับ\s)\s*")
_ALL = re.compile(r"^(?:ทุก|ทัง|รวม|หลาย|ไมระบุ|ไมมี)")
_SIGN = re.compile(r"[\u0e01-\u0e2ea-zA-Z0-9]")
_BANGKOK = "กรุงเทพมหานคร"


def one_line(**columns: str) -> str:
    """หมู่ที่ 5 บ้านหนองบัว ตำบลในเมือง อำเภอเมือง จังหวัดสุรินทร์, of what is filled in; "" if nothing is."""
    parts = []
    for kind in ("moo", "village", "subdistrict", "district", "province"):
        names = [_bare(kind, name) for name in _SEVERAL.split(arabic_digits(visible(columns.get(kind, ""))))]
        joint = "," if kind == "moo" else " "
        word = _WORDS[kind] if kind != "moo" else ""
        said = joint.join(word + name for name in names if _says(kind, name))
        parts.append(f"{_WORDS['moo']}{said}" if said and kind == "moo" else said)
    return " ".join(filter(None, parts))


def _bare(kind: str, name: str) -> str:
    return _PREFIXES[kind].sub("", name).strip(" .-–")


def _says(kind: str, name: str) -> bool:
    """Whether a cell names something: not " - ", not "ทุกตำบล", no moo 0."""
    if kind == "moo":
        return name.isdecimal() and int(name) > 0
    return _SIGN.search(name) is not None and not _ALL.match(search_key(name))
