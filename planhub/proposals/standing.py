"""Where is it, who has it, since when, what next: the four answers of the strip, in a neighbour's words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.accounts.holding import Agency
from planhub.areas.addresses import Address, addresses
from planhub.clock import local_day
from planhub.proposals.proposal import Proposal
from planhub.wording import N_, Name, Sentence, say
from planhub.workflow.stages import NEXT_WORD, STAGE_GROUP, STAGE_WORD, Stage

STATION = {
    Stage.DRAFT: 0, Stage.SUBDISTRICT: 1, Stage.LOCAL: 5, Stage.JOINT: 5, Stage.DISTRICT: 2, Stage.AGENCY: 2,
    Stage.PROVINCE: 3, Stage.PLANNED: 4, Stage.FUNDED: 4, Stage.PROCUREMENT: 5, Stage.WORKS: 5,
    Stage.COMPLETED: 6, Stage.EVALUATED: 6,
}  # fmt: skip
"""How far along the thread of seven stations."""

_RETURNED = N_("ส่งกลับให้แก้ไข")
_RETURNED_TO = N_("%(holder)s ต้องแก้ไขแล้วส่งใหม่ %(long)s")
_RETURNED_WHERE = N_("ส่งกลับให้ %(holder)s แก้ไข")
_MENDED = N_("%(holder)s กำลังแก้ไขตามที่ส่งกลับ %(long)s")
_BEING_MENDED = N_("กำลังแก้ไขตามที่ส่งกลับ")
_LONG = N_("มาแล้ว %(days)s วัน")
_ONE_DAY = N_("มาแล้ว 1 วัน")  # a sentence of its own: English has a singular
_TODAY = N_("ตั้งแต่วันนี้")
_SAID = {
    Stage.DRAFT: N_("ร่างของ%(holder)s ยังไม่ได้ส่ง"),
    Stage.SUBDISTRICT: N_("รอ %(holder)s พิจารณา %(long)s"),
    Stage.DISTRICT: N_("รอ %(holder)s พิจารณา %(long)s"),
    Stage.AGENCY: N_("รอ %(holder)s ให้ความเห็น %(long)s"),
    Stage.PROVINCE: N_("รอ %(holder)s พิจารณา %(long)s"),
    Stage.PLANNED: N_("บรรจุในแผนของ%(holder)sแล้ว รอเงิน%(long)s"),
    Stage.FUNDED: N_("ได้รับจัดสรรงบประมาณแล้ว รอจัดซื้อจัดจ้าง%(long)s"),
    Stage.PROCUREMENT: N_("กำลังจัดซื้อจัดจ้าง %(long)s"),
    Stage.WORKS: N_("กำลังลงมือทำ %(long)s"),
    Stage.COMPLETED: N_("ทำเสร็จ%(long)s"),
    Stage.EVALUATED: N_("ทำเสร็จและประเมินผลแล้ว"),
    Stage.LOCAL: N_("ท้องถิ่นรับไปทำเอง %(long)s"),
    Stage.JOINT: N_("รับไปทำร่วมกับหน่วยงานอื่น %(long)s"),
    Stage.DEFERRED: N_("%(holder)s เลื่อนไปพิจารณารอบถัดไป"),
    Stage.MERGED: N_("รวมเข้ากับเรื่องอื่นแล้ว ติดตามต่อที่เรื่องนั้น"),
    Stage.REJECTED: N_("%(holder)s ไม่เห็นชอบ"),
    Stage.WITHDRAWN: N_("ผู้เสนอขอถอนเรื่องแล้ว"),
}


@dataclass(frozen=True)
class Standing:
    """The strip of one proposal; sentences are told at the edge."""

    group: str
    word: str
    say: Sentence
    where: Sentence | str
    holder: Sentence
    since: datetime
    days: int
    next: str
    station: int | None


@dataclass(frozen=True)
class Offices:
    """Names of areas and agencies, enough to name whoever holds a need."""

    places: Mapping[str, Address]
    agencies: Mapping[str, Name]

    def address(self, code: str) -> Name:
        """The address of a place; an unknown code stands for itself."""
        known = self.places.get(code)
        return known.name if known else Name(code, code)

    def name(self, code: str) -> Sentence:
        """กบต.ในเมือง, กบอ.เมืองสุรินทร์, จังหวัดสุรินทร์, an agency, or the village itself."""
        if code in self.agencies:
            return say("%(name)s", name=self.agencies[code])
        place = self.places.get(code)
        if place is None:
            return say("%(name)s", name=code)
        if place.kind == "subdistrict":
            return say(N_("กบต.%(name)s"), name=_bare(place.subdistrict, place.subdistrict_en))
        if place.kind == "district":
            return say(N_("กบอ.%(name)s"), name=_bare(place.district, place.district_en))
        if place.kind == "province":
            return say(N_("จังหวัด%(name)s"), name=_bare(place.province, place.province_en))
        return say("%(name)s", name=Name(place.place, place.place_en))


def offices_of(session: Session, codes: Collection[str]) -> Offices:
    """The names behind these codes, by two queries."""
    agencies = [code for code in codes if code.startswith("A-")]
    named: dict[str, Name] = {}
    if agencies:
        named = {
            row.code: row.name for row in session.scalars(select(Agency).where(Agency.code.in_(agencies)))
        }
    return Offices(addresses(session, [code for code in codes if not code.startswith("A-")]), named)


def standings(session: Session, proposals: Sequence[Proposal], *, day: date) -> dict[int, Standing]:
    """The strip of each of some proposals."""
    offices = offices_of(session, {row.holder_code for row in proposals})
    return {row.id: standing_of(row, offices, day=day) for row in proposals}


def standing_of(proposal: Proposal, offices: Offices, *, day: date) -> Standing:
    """The strip of one proposal, as of a day."""
    stage = Stage(proposal.stage)
    holder = offices.name(proposal.holder_code)
    days = max(0, (day - local_day(proposal.stage_since)).days)
    word: str = STAGE_WORD[stage]
    where: Sentence | str = word
    sentence = _SAID[stage]
    if proposal.returned:
        where = say(_RETURNED_WHERE, holder=holder)
        if stage is Stage.DRAFT:
            word, sentence = _RETURNED, _RETURNED_TO
    elif stage is Stage.DRAFT and proposal.number:
        word = where = _BEING_MENDED
        sentence = _MENDED
    return Standing(
        group="returned" if proposal.returned else STAGE_GROUP[stage],
        word=word,
        say=say(sentence, holder=holder, long=_long(days)),
        where=where,
        holder=holder,
        since=proposal.stage_since,
        days=days,
        next=NEXT_WORD[stage],
        station=STATION.get(stage),
    )


def _bare(thai: str, english: str) -> Name:
    return Name(thai, english or thai)


def _long(days: int) -> Sentence:
    if days == 1:
        return say(_ONE_DAY)
    return say(_LONG, days=days) if days else say(_TODAY)
