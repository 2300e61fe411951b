"""A draft: begun, typed into field by field, set aside and taken up again. What was typed is its truth."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.areas.area import Area
from planhub.areas.codes import refuse_bangkok
from planhub.errors import IllegalMove, Invalid, NotFound
from planhub.needs.questions import ENTRY
from planhub.needs.typed import SET_ASIDE, Kept, fill_in, keep
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.wording import N_, say
from planhub.workflow.stages import Stage

PROPOSING = ("village", "community", "subdistrict")


def start(session: Session, *, area: Area, fiscal_year: int, by: int, at: datetime) -> Proposal:
    """An empty draft of an area for a fiscal year. Raises Invalid when such an area proposes nothing."""
    refuse_bangkok(area.code, field="area")
    if area.kind not in PROPOSING or area.valid_to is not None:
        raise Invalid({"area": say(N_("ผู้เสนอต้องเป็นหมู่บ้าน ชุมชน หรือตำบล เลือกใหม่จากรายการ"))})
    within = area.parent_code or area.code if area.kind == "community" else area.code
    place = area.code if area.kind == "village" else within[:6]
    proposal = Proposal(
        fiscal_year=fiscal_year,
        province_code=within[:2],
        district_code=within[:4],
        subdistrict_code=within[:6],
        area_code=area.code,
        place_code=place,
        stage=Stage.DRAFT,
        holder_code=area.code,
        stage_since=at,
        created_at=at,
        created_by=by,
        updated_at=at,
    )
    session.add(proposal)
    session.flush()
    session.add(Need(proposal_id=proposal.id, typed={}, typed_at=at))
    session.flush()
    return proposal


def keep_typed(
    session: Session,
    *,
    proposal_id: int,
    given: Mapping[str, str],
    drawn: str,
    page: str = "",
    at: datetime,
) -> tuple[Need, Kept]:
    """Keep what a page sends, right or wrong. Raises IllegalMove once the need has left its proposer."""
    need = lock_draft(session, proposal_id)
    kept = keep(need.typed, given, drawn=drawn, page=page, moment=at.isoformat(), known=ENTRY)
    if kept.changed:
        need.typed = kept.typed
        need.typed_at = at
    return need, kept


def help_with(session: Session, *, proposal_id: int, name: str, text: str, at: datetime) -> None:
    """Type into a field for somebody who asked for it. Raises IllegalMove as keep_typed does."""
    need = lock_draft(session, proposal_id)
    need.typed = fill_in(need.typed, name, text, moment=at.isoformat()).typed
    need.typed_at = at


def set_aside(session: Session, *, proposal_id: int, at: datetime) -> None:
    """Put a draft away; nothing of it is lost. One that has a number is withdrawn instead, by the flow."""
    need = lock_draft(session, proposal_id)
    if session.get_one(Proposal, proposal_id).number:
        raise IllegalMove(N_("เรื่องนี้มีเลขที่แล้ว ทิ้งเป็นร่างไม่ได้ ใช้ “ถอนเรื่อง” แทน"))
    need.typed = need.typed | {SET_ASIDE: at.isoformat()}


def take_up(session: Session, *, proposal_id: int) -> None:
    """Take a draft up again that was put away."""
    need = lock_draft(session, proposal_id)
    need.typed = {name: text for name, text in need.typed.items() if name != SET_ASIDE}


def lock_draft(session: Session, proposal_id: int) -> Need:
    """The words of a draft, held until the transaction ends. Raises NotFound; IllegalMove once submitted."""
    need = session.scalars(
        select(Need)
        .where(Need.proposal_id == proposal_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    row = session.execute(
        select(Proposal.stage, Proposal.number).where(Proposal.id == proposal_id)
    ).one_or_none()
    if need is None or row is None:
        raise NotFound(N_("ไม่พบเรื่องนี้"))
    if row.stage != Stage.DRAFT:
        raise IllegalMove(N_("เรื่องนี้ส่งไปแล้วหรือมีผู้อื่นส่งให้แล้ว จึงแก้ไขไม่ได้ ดูสถานะได้จากหน้าเรื่อง"), number=row.number)
    return need
