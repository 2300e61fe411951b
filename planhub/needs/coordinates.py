"""A place as people type it: degrees, degrees-minutes-seconds, or UTM 47N/48N, made into WGS84. Pure."""

import re
from dataclasses import dataclass
from typing import NoReturn

import utm

from planhub.thai.folding import arabic_digits, visible
from planhub.thai.money import Unreadable
from planhub.wording import N_, Sentence, say

THAILAND = (5.5, 20.6, 97.2, 105.8)
"""South, north, west, east: a box around the country, in degrees."""

_WORDS = (("ตะวันออก", "E"), ("ตะวันตก", "W"), ("เหนือ", "N"), ("ใต้", "S"))
_NOISE = re.compile(
    r"พิกัด|utm|wgs\s*-?\s*84|ละติจูด|ลองจิจูด|ลองติจูด|lat(itude)?|lon(g|gitude)?|[:=()\[\]]", re.IGNORECASE
)
_ZONE = re.compile(r"(?:zone|โซน)?\s*\b(\d{2})\s*([C-HJ-NP-X])?\b(?=.*\d{6})", re.IGNORECASE)
_METRES = re.compile(r"(?<![\d.])\d{6,7}(?:\.\d+)?(?!\d)")
_LABELS_BEFORE = re.compile(r"(?<!\d)(?P<of>[EN])\.?\s*(?P<metres>\d{6,7}(?:\.\d+)?)(?!\d)", re.IGNORECASE)
_LABELS_BEHIND = re.compile(r"(?<!\d)(?P<metres>\d{6,7}(?:\.\d+)?)\s*m?\s*(?P<of>[EN])\b", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])")

_EXAMPLE = "14.8820 103.4930"
_UNREADABLE = N_("อ่านพิกัด “%(typed)s” ไม่ได้ พิมพ์เช่น 14.8820 และ 103.4930 หรือ UTM เช่น 48P 337500 1645800")
_NO_LON = N_("มีแต่ละติจูด พิมพ์ลองจิจูดด้วย เช่น 103.4930")
_NO_LAT = N_("มีแต่ลองจิจูด พิมพ์ละติจูดด้วย เช่น 14.8820")
_SWAPPED = N_("ละติจูดกับลองจิจูดสลับกัน ละติจูดของไทยอยู่ที่ 5–21 ลองจิจูด 97–106 พิมพ์เป็น %(lat)s และ %(lon)s")
_RANGE = N_("พิกัด %(lat)s, %(lon)s ไม่มีบนโลก ละติจูดของไทยอยู่ที่ 5–21 ลองจิจูดอยู่ที่ 97–106 ตรวจตัวเลขอีกครั้ง")
_HEMISPHERE = N_("ประเทศไทยอยู่ซีกโลกเหนือ (N) และตะวันออก (E) เอาเครื่องหมายลบหรือ S, W ออก แล้วตรวจตัวเลขอีกครั้ง")
_SIXTY = N_("ลิปดาและฟิลิปดาต้องน้อยกว่า 60 ตรวจพิกัด “%(typed)s” อีกครั้ง")
_NO_ZONE = N_("พิกัด UTM ต้องบอกโซน ภาคอีสานส่วนใหญ่ใช้ 48 ภาคอื่นใช้ 47 พิมพ์เช่น 48P %(east)s %(north)s")
_BAD_ZONE = N_("โซน UTM ของประเทศไทยมี 47 กับ 48 ไม่มี %(zone)s พิมพ์เช่น 48P 337500 1645800")
_SOUTH = N_("แถบ UTM ของประเทศไทยเป็น N, P หรือ Q (ซีกโลกเหนือ) ไม่ใช่ %(band)s พิมพ์เช่น 48P 337500 1645800")
_UTM_SWAPPED = N_("ค่าตะวันออก (E) มาก่อนค่าเหนือ (N) พิมพ์เป็น %(zone)s %(north)s %(east)s")
_UTM_TWO = N_("พิกัด UTM มีสองค่า คือตะวันออก 6 หลักและเหนือ 6–7 หลัก พิมพ์เช่น 48P 337500 1645800")
_UTM_RANGE = N_(
    "พิกัด UTM %(east)s %(north)s อยู่นอกช่วง ค่าตะวันออกอยู่ที่ 100000–999999 ค่าเหนือของไทยอยู่ที่ 600000–2300000"
)
_ABROAD = N_("หมุดอยู่นอกประเทศไทย (%(lat)s, %(lon)s) ตรวจตัวเลขหรือโซนอีกครั้ง ถ้าถูกแล้วให้บอกเหตุผล")


@dataclass(frozen=True)
class Place:
    """A point in WGS84 degrees."""

    lat: float
    lon: float
    from_utm: bool = False

    @property
    def in_thailand(self) -> bool:
        """Whether it lies in the box around the country."""
        south, north, west, east = THAILAND
        return south <= self.lat <= north and west <= self.lon <= east

    @property
    def warning(self) -> Sentence | None:
        """What is said of a point that is not in the country; never a reason to refuse it."""
        if self.in_thailand:
            return None
        return say(_ABROAD, lat=f"{self.lat:.5f}", lon=f"{self.lon:.5f}")


def read_place(lat: str, lon: str = "") -> Place | None:
    """The place in two boxes, or all of it in one; None when both are empty.

    Raises thai.money.Unreadable with a sentence that says what is wrong and how to type it.
    """
    first, second = _clean(lat), _clean(lon)
    if first in ("", "-") and second in ("", "-"):
        return None
    if len(first) > 120 or len(second) > 120:
        _refuse(_UNREADABLE, typed=f"{first[:30]}…")
    whole = f"{first} {second}".strip()
    metres = _GROUPED.sub(lambda found: found[0].replace(",", ""), whole)
    if _METRES.search(metres):
        return _utm(metres)
    if second and first:
        return _checked(_angle(first), _angle(second), whole)
    if second:
        return _one_box(second, missing=_NO_LAT)
    return _one_box(first, missing=_NO_LON)


def _clean(typed: str) -> str:
    text = arabic_digits(visible(typed)).replace("−", "-")
    for thai, letter in _WORDS:
        text = text.replace(thai, letter)
    return " ".join(_NOISE.sub(" ", text).split()).strip(" ,;")


def _one_box(text: str, *, missing: str) -> Place:
    """Both halves in one box: split at a letter, a comma, or by counting the numbers."""
    halves = re.split(r"\s*[,;/]\s*", text)
    if len(halves) != 2:
        lettered = re.fullmatch(r"(.*?[NSns])\s*(.*?[EWew])", text) or re.fullmatch(
            r"([NSns].*?|[EWew].*?)\s*([EWew].*|[NSns].*)", text
        )
        numbers = _NUMBER.findall(text)
        half = len(numbers) // 2
        if lettered:
            halves = [lettered[1], lettered[2]]
        elif len(numbers) in (4, 6) or (len(numbers) == 2 and abs(float(numbers[1])) >= 60):
            halves = [" ".join(numbers[:half]), " ".join(numbers[half:])]
        elif len(numbers) in (1, 2, 3):
            _angle(text)
            _refuse(missing)
        else:
            _refuse(_UNREADABLE, typed=_short(text))
    return _checked(_angle(halves[0]), _angle(halves[1]), text)


def _angle(text: str) -> tuple[float, str]:
    """Degrees with sign, and the letter that stood with them (N, S, E, W or none)."""
    letters = re.findall(r"[A-Za-z]+", text)
    letter = letters[0].upper() if letters else ""
    rest = re.sub(r"[NSEWnsew°º˚'′’\"″”“]|องศา|ฟิลิปดา|ลิปดา|''", " ", text)
    numbers = _NUMBER.findall(rest)
    if len(letters) > 1 or letter not in ("", "N", "S", "E", "W") or _NUMBER.sub("", rest).strip():
        _refuse(_UNREADABLE, typed=_short(text))
    if not 1 <= len(numbers) <= 3:
        _refuse(_UNREADABLE, typed=_short(text))
    degrees, minutes, seconds = (*(float(n) for n in numbers), 0.0, 0.0)[:3]
    if not (0 <= minutes < 60 and 0 <= seconds < 60):
        _refuse(_SIXTY, typed=_short(text))
    size = abs(degrees) + minutes / 60 + seconds / 3600
    negative = numbers[0].startswith("-") or letter in ("S", "W")
    return (-size if negative else size), letter


def _checked(first: tuple[float, str], second: tuple[float, str], typed: str) -> Place:
    (lat, north), (lon, east) = first, second
    if north in ("E", "W") and east in ("N", "S", ""):  # told by their letters: longitude came first
        (lat, north), (lon, east) = second, first
    if north in ("E", "W") or east in ("N", "S"):
        _refuse(_UNREADABLE, typed=_short(typed))
    if lat < 0 or lon < 0:
        _refuse(_HEMISPHERE)
    if Place(lon, lat).in_thailand:
        _refuse(_SWAPPED, lat=f"{lon:g}", lon=f"{lat:g}")
    if lat > 90 or lon > 180:
        _refuse(_RANGE, lat=f"{lat:g}", lon=f"{lon:g}")
    return Place(round(lat, 7), round(lon, 7))


def _unlabelled(text: str) -> str:
    """E and N written before or behind the metres are taken off, and the two put in their order."""
    for shape in (_LABELS_BEFORE, _LABELS_BEHIND):
        labelled = {found["of"].upper(): found["metres"] for found in shape.finditer(text)}
        if set(labelled) == {"E", "N"}:
            return f"{shape.sub(' ', text)} {labelled['E']} {labelled['N']}"
    return text


def _utm(text: str) -> Place:
    text = _unlabelled(text)
    found = _METRES.findall(text)
    if len(found) != 2:
        _refuse(_UTM_TWO)
    east, north = (float(number) for number in found)
    zone, band = _zone(_METRES.sub("000000", text), found)
    if east > 1_000_000 > north:
        _refuse(_UTM_SWAPPED, zone=f"{zone}{band or 'N'}", east=found[0], north=found[1])
    if not (100_000 <= east < 1_000_000 and 0 < north <= 2_400_000):
        _refuse(_UTM_RANGE, east=found[0], north=found[1])
    try:
        lat, lon = utm.to_latlon(east, north, zone, northern=True)
    except (utm.OutOfRangeError, ValueError):
        _refuse(_UTM_RANGE, east=found[0], north=found[1])
    return Place(round(float(lat), 7), round(float(lon), 7), from_utm=True)


def _zone(text: str, found: list[str]) -> tuple[int, str]:
    zone = _ZONE.search(text)
    if zone is None:
        trailing = re.search(r"\b(4[78])\s*([C-HJ-NP-X])?\s*$", text, re.IGNORECASE)
        if trailing is None:
            _refuse(_NO_ZONE, east=found[0], north=found[1])
        zone = trailing
    if zone[1] not in ("47", "48"):
        _refuse(_BAD_ZONE, zone=zone[1])
    band = (zone[2] or "").upper()
    if band and band not in "NPQ":
        _refuse(_SOUTH, band=band)
    return int(zone[1]), band


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _refuse(sentence: str, **values: str) -> NoReturn:
    raise Unreadable(say(sentence, **values))
