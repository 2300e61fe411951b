"""What the lines over a list say of all its rows: year, unit, province, zone of coordinates. Pure."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

import geothai

from planhub.areas.codes import BANGKOK
from planhub.lists.description import Column, Unit
from planhub.lists.heading_words import unit_of, year_of
from planhub.thai.folding import arabic_digits, search_key

_FISCAL = re.compile(r"ปี\s*(?:งบประมาณ)?\s*(?:พ\.?\s*ศ\.?)?\s*(25[4-9]\d)(?!\s*[-–]\s*25)")
_ZONE = re.compile(r"(?:โซน|zone|utm)\W*(4[78])|\b(4[78])\s*[NPQ]\b", re.IGNORECASE)
_LOCAL = re.compile(r"องค์การบริหารส่วน|เทศบาล|อบจ|อบต|\bpao\b|_pao_", re.IGNORECASE)
_PROVINCE = re.compile(r"(?:จังหวัด|จ\.)\s*([ก-๙]+)")


def year_in(amount: Column | None, above: Sequence[str], names: Iterable[str]) -> int | None:
    """The fiscal year of the whole list: over the amount, in the title, in the name of the sheet or file."""
    if amount and (year := year_of(arabic_digits(amount.heading))):
        return year
    for line in above:
        if found := _FISCAL.search(arabic_digits(line)):
            return int(found[1])
    return next((year for text in (" ".join(above), *names) if (year := year_of(arabic_digits(text)))), None)


def unit_in(amounts: Iterable[Column], above: Sequence[str]) -> Unit:
    """The unit over the amounts or in a line such as "หน่วย : ล้านบาท"; baht where none is named."""
    lines = [line for line in above if "หน่วย" in line or "(" in line]
    heads = [column.heading for column in amounts]
    return next((unit for text in (*heads, *lines) if (unit := unit_of(text))), Unit.BAHT)


def zone_in(columns: Iterable[Column], above: Sequence[str]) -> int | None:
    """The UTM zone in the headings of the coordinates or in the title."""
    heads = [column.heading for column in columns]
    found = next((zone for text in (*heads, *above) if (zone := _ZONE.search(arabic_digits(text)))), None)
    return int(found[1] or found[2]) if found else None


def province_in(above: Iterable[str]) -> str | None:
    """Code of the one province that the title names."""
    words = [name for line in above for name in _PROVINCE.findall(line)]
    found = {code for word in words if (code := _provinces().get(search_key(word)))}
    return found.pop() if len(found) == 1 else None


def source_in(above: Iterable[str]) -> str | None:
    """The budget source of the whole list, where its title names a local authority."""
    return "lao" if any(_LOCAL.search(line) for line in above) else None


@cache
def _provinces() -> dict[str, str]:
    return {search_key(each.name_th): each.code for each in geothai.provinces() if each.code != BANGKOK}
