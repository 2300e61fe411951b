"""The only writer of foreign plan items: what was judged new or changed, a statement or two for each table.

Used by the importer for a file and by the API for a batch. The caller commits; until then nothing is seen.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from sqlalchemy import case, exists, select, union, update
from sqlalchemy.orm import Session

from planhub.errors import IllegalMove, Invalid
from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.linkage.upserting import Half, take_turns
from planhub.results.royal_project import RoyalProject
from planhub.sources import recording, spending
from planhub.sources.applied_rows import CHANGED, WRITTEN, Shape, addition_of, ledger, merger_of
from planhub.sources.examining import examine
from planhub.sources.import_run import Outcome
from planhub.sources.judged import JUDGED, WITHDRAWN_DIGEST, Verdict, verdicts
from planhub.sources.placing import Reader
from planhub.sources.source import Source
from planhub.sources.source_item import SourceItem
from planhub.sources.staging import Given, clear
from planhub.wording import N_, say
from planhub.workflow.stages import Stage

MOST_ITEMS = 1_000
"""Items of one batch."""

_CLOSED = N_("แหล่งข้อมูล “%(name)s” ปิดรับแล้ว เปิดรับก่อน แล้วจึงนำเข้า")
_TOO_MANY = N_("ส่งมา %(n)s รายการ แต่ครั้งหนึ่งส่งได้ไม่เกิน %(most)s รายการ แบ่งส่งหลายครั้ง")

_MOVED = CHANGED & (JUDGED.c.old_province != JUDGED.c.province_code)


def require_open(source: Source) -> None:
    """IllegalMove when nothing more is taken from the source."""
    if not source.is_open:
        raise IllegalMove(say(_CLOSED, name=source.name))


def apply_items(
    session: Session,
    source: Source,
    items: Sequence[Given],
    *,
    at: datetime,
    scope: Collection[str] | None = None,
    reader: Callable[[], Reader] | None = None,
) -> list[Verdict]:
    """Write a batch of at most 1,000 items, all in the caller's transaction; a verdict each, in their order.

    An item given with a version is a conflict when another stands, unless it already says the same. The
    same batch again changes nothing. Wrong and unclear ones are told and hold nothing back. `scope` are the
    provinces that the sender may write, where they are fewer than the source's; where it is one alone, names
    that fit several areas are its own.
    """
    require_open(source)
    if len(items) > MOST_ITEMS:
        raise Invalid({"items": say(_TOO_MANY, n=len(items), most=MOST_ITEMS)})
    own = list(source.scope if scope is None else scope)
    province = own[0] if len(own) == 1 else ""
    counts = examine(session, source, items, scope=scope, reader=reader, province=province)
    apply(session, source, counts, at=at)
    recording.supersede(session, source)
    told = verdicts(session)
    clear(session)
    return told


def apply(
    session: Session,
    source: Source,
    counts: dict[str, int],
    *,
    at: datetime,
    run_id: int | None = None,
    withdraws: bool = False,
) -> bool:
    """Write what `examine` has judged new or changed, for a run or for none; False when nothing was.

    With `withdraws`, items that no row names are withdrawn.
    """
    written = counts[Outcome.NEW.value] + counts[Outcome.CHANGED.value]
    missing = counts.get(Outcome.WITHDRAWN.value, 0) if withdraws else 0
    if not written and not missing:
        return False
    _take_turns(session, source, missing=bool(missing))
    if run_id is not None:
        recording.note_changes(session, source, run_id=run_id, missing=bool(missing))
    if written:
        told = {"its_source": source.code, "its_time": at, "its_run": run_id}
        shape = Shape(keyed=_keyed(source), moneyed=spending.told(session))
        if shape.moneyed:
            # before the items: they show what it comes to
            spending.enter(session, source, run_id=run_id, at=at)
        if counts[Outcome.NEW.value]:
            session.execute(addition_of(PlanItem, shape), told)
            session.execute(addition_of(PlanItemText, shape), told)
        if counts[Outcome.CHANGED.value]:
            _move(session)
            session.execute(merger_of(PlanItem, shape), told)
            session.execute(merger_of(PlanItemText, shape), told)
        session.execute(ledger(), told)
    if missing:
        _withdraw(session, source, run_id=run_id, at=at)
    session.expire_all()
    return True


def _take_turns(session: Session, source: Source, *, missing: bool) -> None:
    provinces = union(
        select(JUDGED.c.province_code).where(WRITTEN),
        select(JUDGED.c.old_province).where(WRITTEN, JUDGED.c.old_province.is_not(None)),
    )
    found = set(session.scalars(provinces))
    if missing:
        found.update(
            session.scalars(select(SourceItem.province_code).where(recording.is_missing(source)).distinct())
        )
    take_turns(session, found)


def _move(session: Session) -> None:
    """Items whose place is now in another province go to its partition; the upsert then finds them there.

    So do the royal projects that they carry: a province's list never names another's item.
    """
    if not session.scalar(select(exists().where(_MOVED))):
        return
    table: Half
    for table, columns in (
        (PlanItem, ("province_code", "district_code", "subdistrict_code", "area_code")),
        (PlanItemText, ("province_code",)),
    ):
        session.execute(
            update(table)
            .where(_MOVED, table.province_code == JUDGED.c.old_province, table.id == JUDGED.c.item_id)
            .values({name: JUDGED.c[name] for name in columns})
            .execution_options(synchronize_session=False)
        )
    # a royal project is of the province of the item that carries it; its reports go with it
    place = case((JUDGED.c.area_code.startswith("C-"), JUDGED.c.subdistrict_code), else_=JUDGED.c.area_code)
    session.execute(
        update(RoyalProject)
        .where(
            _MOVED,
            RoyalProject.item_id == JUDGED.c.item_id,
            RoyalProject.province_code == JUDGED.c.old_province,
        )
        .values(province_code=JUDGED.c.province_code, area_code=place)
        .execution_options(synchronize_session=False)
    )


def _keyed(source: Source) -> bool:
    """The office's own key is shown as the number; a key that was made from the words of a row is not."""
    return source.description is None or "key" in source.description.get("columns", {})


def _withdraw(session: Session, source: Source, *, run_id: int | None, at: datetime) -> None:
    """Items that a complete list no longer names: withdrawn, not deleted, so that they can come back."""
    gone = select(SourceItem.province_code, SourceItem.item_id).where(recording.is_missing(source)).subquery()
    session.execute(
        update(PlanItem)
        .where(
            PlanItem.province_code == gone.c.province_code,
            PlanItem.id == gone.c.item_id,
            PlanItem.stage != Stage.WITHDRAWN.value,
        )
        .values(stage=Stage.WITHDRAWN.value, stage_since=at, updated_at=at)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(SourceItem)
        .where(recording.is_missing(source))
        .values(version=SourceItem.version + 1, digest=WITHDRAWN_DIGEST, run_id=run_id, updated_at=at)
        .execution_options(synchronize_session=False)
    )
