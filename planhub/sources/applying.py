"""The only writer of foreign plan items: what was judged new or changed, a statement or two for each table.

Used by the importer for a file and by the API for a batch. The caller commits; until then nothing is seen.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import (
    BigInteger,
    DateTime,
    String,
    bindparam,
    case,
    exists,
    func,
    null,
    select,
    union,
    update,
)
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.orm import Session, aliased

from planhub.areas.area import Area
from planhub.areas.staging import table_of
from planhub.errors import IllegalMove, Invalid
from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.linkage.upserting import Half, Rows, addition, merger, take_turns
from planhub.sources import recording, spending
from planhub.sources.comparing import JUDGED, WITHDRAWN_DIGEST, Verdict, verdicts
from planhub.sources.examining import examine
from planhub.sources.import_run import Outcome
from planhub.sources.placing import Reader
from planhub.sources.source import Source
from planhub.sources.source_item import SourceItem
from planhub.sources.staging import STAGED, Given, clear
from planhub.wording import N_, say
from planhub.workflow.stages import Stage

MOST_ITEMS = 1_000
"""Items of one batch."""

_CLOSED = N_("แหล่งข้อมูล “%(name)s” ปิดรับแล้ว เปิดรับก่อน แล้วจึงนำเข้า")
_TOO_MANY = N_("ส่งมา %(n)s รายการ แต่ครั้งหนึ่งส่งได้ไม่เกิน %(most)s รายการ แบ่งส่งหลายครั้ง")

_NEW = JUDGED.c.outcome == Outcome.NEW.value
_CHANGED = JUDGED.c.outcome == Outcome.CHANGED.value
_WRITTEN = JUDGED.c.outcome.in_([Outcome.NEW.value, Outcome.CHANGED.value])
_MOVED = _CHANGED & (JUDGED.c.old_province != JUDGED.c.province_code)


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
    provinces that the sender may write, where they are fewer than the source's.
    """
    require_open(source)
    if len(items) > MOST_ITEMS:
        raise Invalid({"items": say(_TOO_MANY, n=len(items), most=MOST_ITEMS)})
    counts = examine(session, source, items, scope=scope, reader=reader)
    apply(session, source, counts, at=at)
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
        shape = _Shape(keyed=_keyed(source), moneyed=spending.told(session))
        if shape.moneyed:
            # before the items: they show what it comes to
            spending.enter(session, source, run_id=run_id, at=at)
        if counts[Outcome.NEW.value]:
            session.execute(_addition(PlanItem, shape), told)
            session.execute(_addition(PlanItemText, shape), told)
        if counts[Outcome.CHANGED.value]:
            _move(session)
            session.execute(_merger(PlanItem, shape), told)
            session.execute(_merger(PlanItemText, shape), told)
        session.execute(_ledger(), told)
    if missing:
        _withdraw(session, source, run_id=run_id, at=at)
    session.expire_all()
    return True


def _take_turns(session: Session, source: Source, *, missing: bool) -> None:
    provinces = union(
        select(JUDGED.c.province_code).where(_WRITTEN),
        select(JUDGED.c.old_province).where(_WRITTEN, JUDGED.c.old_province.is_not(None)),
    )
    found = set(session.scalars(provinces))
    if missing:
        found.update(
            session.scalars(select(SourceItem.province_code).where(recording.is_missing(source)).distinct())
        )
    take_turns(session, found)


def _move(session: Session) -> None:
    """Items whose place is now in another province go to its partition; the upsert then finds them there."""
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


# Statements are made once: making one costs as much as checking a hundred items.
_SOURCE = bindparam("its_source", type_=String(collation="C"))
_TIME = bindparam("its_time", type_=DateTime(timezone=True))
_RUN = bindparam("its_run", type_=BigInteger)


@dataclass(frozen=True)
class _Shape:
    """Which of the statements a source's rows take."""

    keyed: bool
    moneyed: bool
    """Rows say what became of the money: without, what stands of it is left as it is."""


@cache
def _addition(table: Half, shape: _Shape) -> Insert:
    return addition(table, _rows(table, shape).where(_NEW))


@cache
def _merger(table: Half, shape: _Shape) -> Insert:
    kept_while = {"stage_since": "stage"} if table is PlanItem else {}
    return merger(table, _rows(table, shape).where(_CHANGED), kept_while=kept_while)


def _rows(table: Half, shape: _Shape) -> Rows:
    if table is not PlanItem:
        return _wide(shape.keyed)
    return spending.shown(_narrow()) if shape.moneyed else _narrow()


def _narrow() -> Rows:
    return (
        select(
            JUDGED.c.province_code,
            JUDGED.c.item_id.label("id"),
            _SOURCE.label("source_code"),
            JUDGED.c.key.label("external_id"),
            STAGED.c.fiscal_year,
            JUDGED.c.district_code,
            JUDGED.c.subdistrict_code,
            JUDGED.c.area_code,
            STAGED.c.stage,
            STAGED.c.side,
            STAGED.c.envelope,
            func.cast(STAGED.c.amount, PlanItem.amount.type).label("amount"),
            _TIME.label("stage_since"),
            _TIME.label("updated_at"),
        )
        .select_from(JUDGED)
        .join(STAGED, STAGED.c.n == JUDGED.c.n)
        .order_by(JUDGED.c.province_code, JUDGED.c.item_id)
    )


def _wide(keyed: bool) -> Rows:
    """Of an area without a point the nearest wider area's is borrowed."""
    typed = func.ST_SetSRID(func.ST_MakePoint(STAGED.c.lon, STAGED.c.lat), 4326)
    given = STAGED.c.lon.is_not(None) & STAGED.c.lat.is_not(None)
    around = [aliased(Area) for _ in range(3)]
    own = func.coalesce(Area.point, *(area.point for area in around))
    how = case((given, "typed"), (own.is_not(None), "area"), else_=null())
    return (
        select(
            JUDGED.c.province_code,
            JUDGED.c.item_id.label("id"),
            (JUDGED.c.key if keyed else null()).label("number"),
            STAGED.c.title,
            STAGED.c.search_key,
            STAGED.c.agency,
            STAGED.c.objective,
            case((given, typed), else_=own).label("point"),
            how.label("point_how"),
            JUDGED.c.places,
        )
        .select_from(JUDGED)
        .join(STAGED, STAGED.c.n == JUDGED.c.n)
        .join(Area, Area.code == JUDGED.c.area_code)
        .outerjoin(around[0], around[0].code == JUDGED.c.subdistrict_code)
        .outerjoin(around[1], around[1].code == JUDGED.c.district_code)
        .outerjoin(around[2], around[2].code == JUDGED.c.province_code)
        .order_by(JUDGED.c.province_code, JUDGED.c.item_id)
    )


def _keyed(source: Source) -> bool:
    """The office's own key is shown as the number; a key that was made from the words of a row is not."""
    return source.description is None or "key" in source.description.get("columns", {})


@cache
def _ledger() -> Insert:
    """The ledger says what stands now."""
    rows = select(
        _SOURCE,
        JUDGED.c.key,
        JUDGED.c.province_code,
        JUDGED.c.item_id,
        (JUDGED.c.version + 1),
        JUDGED.c.digest,
        _RUN,
        _TIME,
    ).where(_WRITTEN)
    names = [
        "source_code", "external_id", "province_code", "item_id", "version", "digest", "run_id", "updated_at",
    ]  # fmt: skip
    statement = insert(table_of(SourceItem)).from_select(names, rows)
    new = {name: statement.excluded[name] for name in names if name not in ("source_code", "external_id")}
    return statement.on_conflict_do_update(index_elements=["source_code", "external_id"], set_=new)


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
