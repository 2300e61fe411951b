"""ชุมชน: from what a text claims to the ชุมชน that it names, where its local authority is proved. Pure.

A ชุมชน is proved by its whole name behind the word ชุมชน, under one local authority that the text names with
its kind (เทศบาลเมืองสุรินทร์, ทต.เมืองที), or in one subdistrict that the text claims. What the text claims
besides must agree; if it does not, or a ชุมชน is named that nobody knows, the claims stay as they are.
"""

import re
from collections.abc import Iterator, Sequence

from planhub.places.folded import Folded
from planhub.places.gazetteer import COMMUNITY, Community, Gazetteer
from planhub.places.gazetteer_rows import Authority
from planhub.places.place import Doubt, Place, Reading, Why

_WORD = re.compile(COMMUNITY)
_KINDS = re.compile(
    r"(?P<city>เทศบาลนคร|ทน\.)|(?P<town>เทศบาลเมือง|ทม\.)|(?P<subdistrict_municipality>เทศบาลตำบล|ทต\.)"
    r"|(?P<sao>องคการบริหารสวนตำบล|อบต\.?)|(?P<special>(?=เมืองพัทยา))"
)
_BEHIND = re.compile(r"จังหวัด|จ\.|อำเภอ|อ\.|ตำบล|ต\.|ชุมชน|เทศบาล|ท[นมต]\.|และ|กับ")
"""What may stick to a name without being of it."""
_AUTHORITY = re.compile("เทศบาล|ท[นมต]|อบต|องค")
_LONGEST = 60


def with_communities(
    read: Reading, folded: Folded, gazetteer: Gazetteer, within: str, near: tuple[str, ...]
) -> Reading:
    """The reading, to the ชุมชน where one is proved."""
    if not gazetteer.communities or COMMUNITY not in folded.key:
        return read
    named = list(_named(folded, gazetteer))
    if not named or not all(known for _words, known in named):
        return read
    written = list(_authorities(folded, gazetteer))
    found: list[tuple[str, Community]] = []
    for words, known in named:
        fitting = [one for one in known if _agrees(one, read, within)]
        if written:
            proved = _proved(written, read, within, near)
            fitting = [one for one in fitting if one.authority in proved]
        else:
            claimed = {place.code[:6] for place in read.places if place.level >= 6}
            fitting = [one for one in fitting if one.parent in claimed]
        if len(fitting) != 1:
            return read
        found.append((words, fitting[0]))
    return Reading(_places(found), _left(read.doubt, found))


def _named(folded: Folded, gazetteer: Gazetteer) -> Iterator[tuple[str, tuple[Community, ...]]]:
    """Each ชุมชน that the text names: its words and all that bear the name; () for a name nobody knows."""
    for word in _WORD.finditer(folded.key):
        start = word.end()
        for end in range(min(len(folded.key), start + _LONGEST), start, -1):
            known = gazetteer.named_communities.get(folded.key[start:end])
            if known and _ends(folded, end):
                yield folded.words(word.start(), end), known
                break
        else:
            yield "", ()


def _authorities(folded: Folded, gazetteer: Gazetteer) -> Iterator[tuple[Authority, ...]]:
    """The local authorities that the text names, each as all that bear the name."""
    for word in _KINDS.finditer(folded.key):
        start = word.end()
        for end in range(min(len(folded.key), start + _LONGEST), start, -1):
            known = gazetteer.authorities.get((str(word.lastgroup), folded.key[start:end]))
            if known and _ends(folded, end):
                yield known
                break


def _ends(folded: Folded, place: int) -> bool:
    return folded.breaks(place) or _BEHIND.match(folded.key, place) is not None


def _proved(
    written: Sequence[tuple[Authority, ...]], read: Reading, within: str, near: tuple[str, ...]
) -> set[str]:
    """Codes of the authorities that are named and agree with all else; of one name the only one."""
    claimed = [place.code for place in read.places if place.level <= 4] + ([within] if within else [])
    found = set()
    for known in written:
        fitting = [one for one in known if all(_holds(one, code) for code in claimed)]
        if len(fitting) > 1 and near:
            fitting = [one for one in fitting if one.province.startswith(tuple(code[:2] for code in near))]
        if len(fitting) == 1:
            found.add(fitting[0].code)
    return found


def _holds(one: Authority, code: str) -> bool:
    if one.province != code[:2]:
        return False
    return len(code) < 4 or one.district is None or one.district == code[:4]


def _agrees(one: Community, read: Reading, within: str) -> bool:
    """Whether everything that is claimed holds the ชุมชน, but for the subdistrict of an authority's name."""
    by_name = [place for place in read.places if not _AUTHORITY.match(place.words)]
    return one.parent.startswith(within) and all(one.parent.startswith(p.code[:6]) for p in by_name)


def _places(found: Sequence[tuple[str, Community]]) -> tuple[Place, ...]:
    """The one ชุมชน; of several the subdistricts in which they lie, for nothing finer holds them."""
    if len({one.code for _words, one in found}) == 1:
        words, one = found[0]
        return (Place(one.code, 8, words),)
    parents = {one.parent: words for words, one in reversed(found)}
    return tuple(Place(code, 6, words) for code, words in reversed(parents.items()))


def _left(doubt: Doubt | None, found: Sequence[tuple[str, Community]]) -> Doubt | None:
    """The doubt, unless it was about which of several areas and the ชุมชน lie in one of them."""
    if doubt is None or doubt.why is not Why.AMBIGUOUS:
        return doubt
    settled = all(one.parent.startswith(doubt.candidates) for _words, one in found)
    return None if settled else doubt
