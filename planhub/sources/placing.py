"""Places that only reading can tell: each text of the table `claim` once, by planhub.places or a stand-in."""

import json
from collections.abc import Callable, Collection, Iterator
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from planhub.areas import codes
from planhub.lists.faults import fault_json
from planhub.lists.prepared import Fault, Values
from planhub.lists.words import all_words, detail_words
from planhub.places.place import Doubt, Reading, Why
from planhub.wording import N_, Sentence, say

STEP = 2_000
SUBDISTRICT = 6

_NOTHING = N_("แถวนี้ไม่ได้บอกสถานที่ เลือกพื้นที่ของแถวนี้")
_UNREAD = N_("อ่านสถานที่จากคำว่า “%(words)s” ไม่ได้ เลือกพื้นที่ของแถวนี้")
_APART = N_("แถวนี้ระบุหลายพื้นที่ที่ไม่อยู่ในจังหวัดเดียวกัน เลือกพื้นที่เดียวของแถวนี้")
_ELSEWHERE = N_("ข้อความระบุ %(read)s ซึ่งอยู่นอก %(told)s ที่ช่องอื่นของแถวระบุ เลือกพื้นที่ของแถวนี้")


class Reader(Protocol):
    """Reads a text for the places it names, as `planhub.places.reading.read` does with a gazetteer."""

    def __call__(self, words: str, /, *, within: str = "", near: Collection[str] = ()) -> Reading:
        """The places that the words prove; nothing outside `within`; `near` decides between equal names."""


class Answer(NamedTuple):
    """What a claim comes to."""

    code: str | None = None
    places: list[str] | None = None
    """All codes, where several are named."""
    faults: str | None = None
    doubts: str | None = None
    """Both as JSON; doubts of what is taken all the same."""


_NEXT = text(
    """
    select words_key, base, named, province, district, subdistrict, moo, village, place_text from claim
    where not answered and words_key > :after order by words_key limit :step
    """
)
_WRITE = text(
    """
    update claim set answered = true, area_code = a.code, places = a.places, faults = cast(a.faults as jsonb),
        doubts = cast(a.doubts as jsonb)
    from (select * from unnest(cast(:keys as text[]), cast(:codes as text[]), cast(:faults as text[]),
                               cast(:doubts as text[]), cast(:places as text[]))
              as a (key, code, faults, doubts, listed)
          cross join lateral (select string_to_array(listed, ',')) as b (places)) a
    where a.key = claim.words_key
    """
)


def read_claims(
    session: Session,
    reader: Callable[[], Reader],
    *,
    near: str,
    home: str,
    left: int,
    told: Callable[[int, int], None],
) -> None:
    """Answer every claim that matching has left, in steps; `near` is the province of the whole list or "".

    `home` is the same where rows that name no place are its own, else "".
    """
    read = reader()
    done = 0
    for rows in _chunks(session):
        answers = [_answer(row, read, near, home) for row in rows]
        session.execute(
            _WRITE,
            {
                "keys": [row.words_key for row in rows],
                "codes": [answer.code for answer in answers],
                "faults": [answer.faults for answer in answers],
                "doubts": [answer.doubts for answer in answers],
                "places": [",".join(answer.places) if answer.places else None for answer in answers],
            },
        )
        done += len(rows)
        told(done, left)


def _chunks(session: Session) -> Iterator[list[Row[Any]]]:
    after = ""
    while rows := list(session.execute(_NEXT, {"after": after, "step": STEP}).all()):
        yield rows
        after = rows[-1].words_key
    # the one key that comes after nothing
    rest = session.execute(text("select * from claim where not answered and words_key = ''")).all()
    if rest:
        yield list(rest)


def _answer(row: Row[Any], read: Reader, near: str, home: str) -> Answer:
    told = Values(
        province=row.province,
        district=row.district,
        subdistrict=row.subdistrict,
        moo=row.moo,
        village=row.village,
        place_text=row.place_text,
    )
    base: str | None = row.base
    placed = base is not None and len(base) >= row.named
    words = detail_words(told) if placed else all_words(told)
    if not words:
        return Answer(base or home) if base or home else _unclear(say(_NOTHING))
    reading = read(words, within=base or "", near=(near,) if near else ())
    if reading.doubt is not None and not _fine_enough(reading, base):
        return _unclear(reading.doubt.sentence, reading.doubt)
    answer = _settled(reading, base=base, home=home, words=words, named=not placed)
    if reading.odd is None or answer.faults:
        return answer
    odd = Fault(None, "district" if row.district else "place_text", reading.odd, "doubt")
    return answer._replace(doubts=json.dumps([fault_json(odd)], ensure_ascii=False))


def _fine_enough(reading: Reading, base: str | None) -> bool:
    """Whether the subdistrict is sure and the doubt is only about where in it."""
    doubt = reading.doubt
    if doubt is None:
        return True
    sure = base if base and len(base) >= SUBDISTRICT else None
    common = reading.common
    if not sure and doubt.why is Why.AMBIGUOUS and common and len(common) >= SUBDISTRICT:
        sure = common
    return sure is not None and all(code.startswith(sure) for code in doubt.candidates)


def _settled(reading: Reading, *, base: str | None, home: str, words: str, named: bool) -> Answer:
    found = list(dict.fromkeys(place.code for place in reading.places))
    if not found:
        # a text that names no place leaves the item where its columns or its list put it
        if named and base is None and not home:
            return _unclear(say(_UNREAD, words=words[:80]))
        return Answer(base or home)
    common = reading.common or base
    if common is None:
        return _unclear(say(_APART))
    if base and not codes.is_community(common) and not common.startswith(base):
        return _unclear(say(_ELSEWHERE, read=common, told=base))
    return Answer(common, found if len(found) > 1 else None)


def _unclear(sentence: Sentence, doubt: Doubt | None = None) -> Answer:
    told = fault_json(Fault(None, "place_text", sentence, "unclear"))
    if doubt is not None and doubt.candidates:
        told["candidates"] = list(doubt.candidates)[:20]
    return Answer(faults=json.dumps([told], ensure_ascii=False))
