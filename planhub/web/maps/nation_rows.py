"""The ministry's table narrowed to a region or to provinces of a name. Pure."""

from collections.abc import Sequence

from planhub.maps.groups import REGION_ID, groups
from planhub.maps.nation import Line
from planhub.thai.folding import search_key
from planhub.wording import Name

_PREFIXES = ("จังหวัด", "จ.")


def regions() -> list[tuple[str, Name]]:
    """Id and name of the six regions, in the order of the table of regions."""
    return [(id_, Name(groups()[id_].name_th, groups()[id_].name_en)) for id_ in REGION_ID.values()]


def narrowed(lines: Sequence[Line], *, region: str = "", name: str = "") -> list[Line]:
    """The lines of a region ("" or none of ours: all) whose Thai or English name holds what was typed."""
    group = groups().get(region)
    for prefix in _PREFIXES:
        name = name.strip().removeprefix(prefix)
    key = search_key(name[:100])
    return [
        line
        for line in lines
        if (group is None or line.code in group.provinces)
        and any(key in search_key(own) for own in (line.name.th, line.name.en))
    ]
