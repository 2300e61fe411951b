"""Names of areas: the keys by which they are found, and the parts of what people write. Pure.

"ต.ในเมือง อ.เมืองสุรินทร์" is a chain of two parts, the finer first; each part has a key and, where a
prefix says so, a kind. All is done on folded text (`planhub.thai.folding`): บ้าน is there บาน.
"""

import re
from dataclasses import dataclass, replace

from planhub.thai.folding import search_key, visible

LEVELS = ("province", "district", "subdistrict", "village", "community")
"""From the widest; a ชุมชน stands beside the village."""

_PUNCTUATION = re.compile(r"[.,'’‘`\"“”()\-–/%_\\]")  # with the signs that mean something to LIKE
_BRACKETS = re.compile(r"[()]")

# Folded words before a name. The short ones need their dot, for อ is the first letter of อ่างทอง.
_PREFIXES = {
    "จังหวัด": "province",
    "จ.": "province",
    "changwat": "province",
    "กิงอำเภอ": "district",
    "กิงอ.": "district",
    "อำเภอ": "district",
    "อ.": "district",
    "เขต": "district",
    "amphoe": "district",
    "khet": "district",
    "ตำบล": "subdistrict",
    "ต.": "subdistrict",
    "แขวง": "subdistrict",
    "tambon": "subdistrict",
    "khwaeng": "subdistrict",
    "ชุมชน": "community",
    "หมูบาน": "village",
    "บ.": "village",
}
_SUFFIXES = {"province": "province", "district": "district", "subdistrict": "subdistrict"}
"""Words after an English name."""
_PREFIX = re.compile("(" + "|".join(map(re.escape, sorted(_PREFIXES, key=len, reverse=True))) + r")\s*")
_BREAKS = re.compile(r"(?<=[^\s.])(?=จังหวัด|(?<!กิง)อำเภอ|กิงอำเภอ|ตำบล|[จตอ]\.|กิงอ\.|ม\.\s*\d)|\s+")
_COMMAS = re.compile("[,;]")
_MOO = re.compile(r"(?:หมูที|หมู|ม\.|moo)\s*(\d{1,3})(?!\d)")
_VILLAGE_WORDS = ("บาน", "ban")
_THAI = re.compile("[ก-๎]")
_SHORT_NAMES = {
    "กรุงเทพมหานคร": ("กทม", "กรุงเทพ", "กรุงเทพฯ", "bkk"),
    "พระนครศรีอยุธยา": ("อยุธยา", "ayutthaya"),
    "นครราชสีมา": ("โคราช", "korat"),
}


@dataclass(frozen=True)
class Part:
    """One name of a chain; `kind` is "" when nothing told it; `moo` instead of a key for "หมู่ 4"."""

    key: str
    kind: str = ""
    moo: int | None = None


def name_key(name: str) -> str:
    """The folded name without punctuation: "Ko Pha-ngan" and "kophangan" are one."""
    return search_key(_PUNCTUATION.sub("", name))


def stored_keys(kind: str, name_th: str, name_en: str | None) -> str:
    """What `Area.search_key` holds: every key of the area with a space on both sides.

    So `% key %` finds the whole name, `% key%` its beginning, `%key%` any part. A village is found with
    and without บ้าน, a province also by the short name everybody uses.
    """
    names = [name_th, name_en or "", *_SHORT_NAMES.get(name_th, ())]
    names += [part for part in _BRACKETS.split(name_th) if part != name_th]
    keys = [name_key(name) for name in names]
    if kind == "village":
        bare = [(key, _without_village_word(key)) for key in keys if key]
        keys = [k for key, stripped in bare for k in (stripped, _village_word(key) + stripped)]
    return "".join(f" {key}" for key in dict.fromkeys(keys) if key) + " "


def read_chain(typed: str) -> list[Part]:
    """The parts of a typed name, the finest first; [] when nothing is left of it."""
    text = " ".join(search_key(word) for word in visible(typed).split())
    moo = _MOO.search(text)
    if moo:
        text = f"{text[: moo.start()]} {text[moo.end() :]}"
    parts = [part for segment in _COMMAS.split(text) for part in _merge(_pieces(segment))]
    if _widest_first(parts):
        parts.reverse()
    if moo and parts and _names_a_village(parts[0]):
        parts[0] = replace(parts[0], kind="village", moo=int(moo[1]))
    elif moo:
        parts.insert(0, Part("", "village", int(moo[1])))
    return parts


def joined(typed: str) -> Part:
    """The whole as one name, for a space typed in the middle of it."""
    return Part(name_key(typed))


def _pieces(segment: str) -> list[Part]:
    pieces: list[Part] = []
    for token in filter(None, (t.strip() for t in _BREAKS.split(segment))):
        prefix = _PREFIX.match(token)
        if prefix:
            pieces.append(Part(name_key(token[prefix.end() :]), _PREFIXES[prefix[1]]))
        else:
            pieces.append(Part(name_key(token)))
    return pieces


def _merge(pieces: list[Part]) -> list[Part]:
    """Join a prefix to the word after it ("ตำบล ในเมือง", "บ้าน หนองบัว") and the words of an English name."""
    merged: list[Part] = []
    for piece in pieces:
        last = merged[-1] if merged else None
        if last and last.key and piece.key in _SUFFIXES:
            merged[-1] = replace(last, kind=_SUFFIXES[piece.key])
        elif last and not piece.kind and _waits_for_more(last, piece):
            merged[-1] = replace(last, key=last.key + piece.key)
        else:
            merged.append(piece)
    return [part for part in merged if part.key]


def _names_a_village(part: Part) -> bool:
    return part.kind == "village" or (not part.kind and part.key.startswith(_VILLAGE_WORDS))


def _waits_for_more(last: Part, following: Part) -> bool:
    if not last.key or last.key in _VILLAGE_WORDS:
        return True
    return not (_THAI.search(last.key) or _THAI.search(following.key))


def _widest_first(parts: list[Part]) -> bool:
    levels = [LEVELS.index(part.kind) for part in parts if part.kind]
    return len(levels) > 1 and levels[0] < levels[-1]


def _village_word(key: str) -> str:
    return "บาน" if _THAI.search(key) else "ban"


def _without_village_word(key: str) -> str:
    for word in _VILLAGE_WORDS:
        if key.startswith(word) and len(key) > len(word):
            return key.removeprefix(word)
    return key
