"""The names by which a text is read: every living area and every retired one, indexed by folded name.

Plain dictionaries, made once: from the database with its villages (`load`), or from the codes that come with
the program (`built_in`), which needs no database and knows no villages.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from planhub.areas import codes
from planhub.areas.names import stored_keys
from planhub.places.gazetteer_rows import Authority, Row, area_rows, authorities, built_in_rows
from planhub.thai.folding import search_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

K = TypeVar("K")
V = TypeVar("V")

_CAPITAL = "เมือง"
COMMUNITY = "ชุมชน"
_BRANCHES = ("สาขา", "เทศบาล", "ทะเบียน", "อ.")
"""Registration offices that once had a district's code: no part of the country was ever called so."""


class Community(NamedTuple):
    """A ชุมชน, the subdistrict in which it lies and the authority under which it lives."""

    code: str
    parent: str
    authority: str


class Known(NamedTuple):
    """What a name meant (the code it had) and what that is today."""

    then: str
    now: tuple[str, ...]
    """One code; several where it was divided; none where nothing is on record."""

    @property
    def living(self) -> bool:
        """Whether the code is in use."""
        return self.now == (self.then,)


class Village(NamedTuple):
    """A village of a subdistrict; its key has no บ้าน, and is "" where the sample gave it no name."""

    code: str
    key: str


@dataclass(eq=False)
class Gazetteer:
    """All names of the country; may be pickled, and is never changed after it was made."""

    names: dict[str, str] = field(default_factory=dict)
    """Living code to its Thai name, villages too."""
    keys: dict[int, dict[str, tuple[Known, ...]]] = field(default_factory=dict)
    """By level (2, 4, 6): folded name to all that bear or bore it."""
    inside: dict[str, tuple[tuple[str, Known], ...]] = field(default_factory=dict)
    """Code ("" for the country) to the names and areas of the next level in it today."""
    successors: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Retired code to the living ones that followed."""
    villages: dict[str, dict[int, Village]] = field(default_factory=dict)
    """Living subdistrict to its villages by moo."""
    communities: dict[str, Community] = field(default_factory=dict)
    """By code."""
    named_communities: dict[str, tuple[Community, ...]] = field(default_factory=dict)
    """By folded name, without the word ชุมชน."""
    authorities: dict[tuple[str, str], tuple[Authority, ...]] = field(default_factory=dict)
    """By kind and folded name; only where there are ชุมชน."""
    longest: int = 0
    """Letters of the longest name."""
    memo: dict[Any, Any] = field(default_factory=dict, repr=False)
    """Texts read before; not pickled."""

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"memo": {}}

    def knows(self, code: str) -> bool:
        """Whether it is a living area."""
        return code in self.names or code in self.communities

    def subdistricts_of(self, province: str) -> Iterator[tuple[str, Known]]:
        """Names and areas of all subdistricts of a province."""
        for _, district in self.inside.get(province, ()):
            yield from self.inside.get(district.then, ())


def load(session: "Session") -> Gazetteer:
    """The gazetteer of the database, with its villages and ชุมชน."""
    rows = area_rows(session)
    towns = any(row.kind == "community" and row.living for row in rows)
    return build(rows, authorities(session) if towns else ())


def built_in() -> Gazetteer:
    """The gazetteer of the codes that come with the program, down to the subdistricts."""
    return build(built_in_rows())


def build(rows: Iterable[Row], towns: Iterable[Authority] = ()) -> Gazetteer:
    """A gazetteer of these areas, in any order; of local authorities where ชุมชน are among them."""
    rows = list(rows)
    made = Gazetteer()
    made.authorities = _grouped(((one.kind, search_key(one.name)), one) for one in towns)
    ours = [row for row in rows if row.kind == "community" and row.living]
    made.communities = {row.code: Community(row.code, row.parent, row.authority) for row in ours}
    made.named_communities = _grouped(
        (search_key(row.name).removeprefix(COMMUNITY), made.communities[row.code]) for row in ours
    )
    made.names = {row.code: row.name for row in rows if row.living}
    made.successors = _successors(rows)
    keys: dict[int, dict[str, list[Known]]] = {
        2: defaultdict(list),
        4: defaultdict(list),
        6: defaultdict(list),
    }
    inside: dict[str, list[tuple[str, Known]]] = defaultdict(list)
    for row in rows:
        if row.kind == "village" and row.living:
            village = Village(row.code, "" if row.schematic else village_key(row.name))
            made.villages.setdefault(row.code[:6], {})[int(row.code[6:])] = village
        if row.kind in ("village", "community") or _is_a_branch(row):
            continue
        known = Known(row.code, (row.code,) if row.living else made.successors[row.code])
        for key in _keys_of(row, made.names.get(row.code[:2], "")):
            keys[len(row.code)][key].append(known)
            if row.living and key != search_key(_CAPITAL):
                inside[row.code[:-2]].append((key, known))
    made.keys = {level: {k: tuple(v) for k, v in named.items()} for level, named in keys.items()}
    made.inside = {code: tuple(named) for code, named in inside.items()}
    made.longest = max((len(key) for named in keys.values() for key in named), default=0)
    return made


def village_key(name: str) -> str:
    """The folded name of a village without the word บ้าน, which some write and some do not."""
    key = search_key(name)
    return key.removeprefix("หมู").removeprefix("บาน") or key


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    found: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}


def _keys_of(row: Row, province: str) -> list[str]:
    kept = search_key(row.name)  # with its punctuation: สุไหงโก-ลก, จ.ป.ร.
    keys = [kept, *stored_keys("" if row.kind != "province" else row.kind, row.name, None).split()]
    if row.kind == "district" and row.code.endswith("01") and row.name in (_CAPITAL + province, province):
        keys.append(search_key(_CAPITAL))
    return [key for key in dict.fromkeys(keys) if len(key) > 1]


def _is_a_branch(row: Row) -> bool:
    return not row.living and row.kind == "district" and any(word in row.name for word in _BRANCHES)


def _successors(rows: list[Row]) -> dict[str, tuple[str, ...]]:
    living = {row.code for row in rows if row.living}
    followed = {row.code: row.successors for row in rows if not row.living}

    def today(code: str, seen: frozenset[str]) -> Iterator[str]:
        for successor in followed.get(code, ()):
            if successor in living:
                yield successor
            elif successor not in seen:
                yield from today(successor, seen | {successor})

    return {code: tuple(dict.fromkeys(today(code, frozenset({code})))) for code in followed}


def level_of(code: str) -> int:
    """2, 4, 6 or 8; a ชุมชน stands beside the village."""
    return 8 if codes.is_community(code) else len(code)
