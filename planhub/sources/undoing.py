"""Undo a run: what it made goes, what it changed is as before, save what was changed again since."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    MetaData,
    String,
    Table,
    and_,
    case,
    cast,
    delete,
    func,
    literal,
    select,
    text,
    union,
    update,
)
from sqlalchemy.dialects.postgresql import BYTEA
from sqlalchemy.orm import Session

from planhub.errors import IllegalMove, NotFound
from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.linkage.upserting import Half, Rows, merger, take_turns
from planhub.results.royal_project import RoyalProject
from planhub.sources import spending
from planhub.sources.examining import lock
from planhub.sources.import_run import ImportChange, ImportRun, State
from planhub.sources.recording import ASKS_PLACE, FACTS, WORDS
from planhub.sources.source_item import SourceItem
from planhub.wording import N_, say

_NO_RUN = N_("ไม่พบการนำเข้าครั้งที่ %(run)s")
_DRY = N_("การนำเข้าครั้งที่ %(run)s เป็นการลองเท่านั้น ไม่ได้เขียนอะไร จึงไม่มีอะไรให้ยกเลิก")
_ALREADY = N_("การนำเข้าครั้งที่ %(run)s ถูกยกเลิกไปแล้ว หากต้องการข้อมูลนั้นอีก ให้นำเข้าแฟ้มเดิมใหม่")

_WHOLE = text(
    """
    select (select count(*) from import_change where run_id = :run)
        + (select count(*) from import_row where run_id = :run and outcome = 'new')
    """
)
MADE = Table("made", MetaData(), Column("key", String(collation="C")), prefixes=["temporary"])
"""Keys of what a run made, with an index of their own: of 70,000 just written nothing is counted yet."""
_KEEP_MADE = (
    text("drop table if exists pg_temp.made"),
    text(
        "create temporary table made on commit drop as"
        " select distinct key from import_row where run_id = :run and outcome = 'new'"
    ),
    text("create unique index on made (key)"),
    text("analyze made"),
)
_WAIT_NO_MORE = text("update import_row set waiting = false where run_id = :run and waiting")
# Nobody has counted the rows of a file just imported: 100,000 taken for a few would be looked for singly.
_NESTED = text("select set_config('enable_nestloop', :allowed, true)")
# Rows of older files come back to the work list where only the undone file had decided their key. What a
# system has sent since has decided it too, save where an undoing only put that back.
_WAIT_AGAIN = text(
    """
    update import_row r set waiting = true from import_run u
    where u.id = r.run_id and u.source_code = :source and u.state = 'applied' and u.id < :run
        and r.outcome = 'unclear' and not r.waiting
        and jsonb_path_exists(coalesce(r.faults, '[]'), cast(:asks as jsonpath))
        and exists (select from import_row m where m.run_id = :run and m.key = r.key)
        and not exists (select from import_row l join import_run lu on lu.id = l.run_id
            where lu.source_code = :source and lu.state = 'applied' and lu.id > u.id and l.key = r.key)
        and not exists (select from source_item k where k.source_code = :source and k.external_id = r.key
            and k.run_id is null and k.digest is not null and k.updated_at > u.started_at
            and k.updated_at not in (select x.undone_at from import_run x
                where x.source_code = :source and x.undone_at is not null))
    """
)


@dataclass(frozen=True)
class Undone:
    """What undoing a run did."""

    removed: int
    restored: int
    left: int
    """Items that a later run or the API has changed since: left as they are."""


def undo(session: Session, run_id: int, *, by: int | None, at: datetime) -> Undone:
    """Undo an applied run in the caller's transaction; NotFound, or IllegalMove for a dry or undone one."""
    source_code = session.scalar(select(ImportRun.source_code).where(ImportRun.id == run_id))
    if source_code is None:
        raise NotFound(say(_NO_RUN, run=run_id))
    lock(session, source_code)
    run = session.get_one(ImportRun, run_id, populate_existing=True, with_for_update=True)
    if run.state == State.DRY.value:
        raise IllegalMove(say(_DRY, run=run_id))
    if run.state == State.UNDONE.value:
        raise IllegalMove(say(_ALREADY, run=run_id))
    for step in _KEEP_MADE:
        session.execute(step, {"run": run_id} if step is _KEEP_MADE[1] else {})
    mine = _mine(run)
    provinces = union(
        select(SourceItem.province_code).where(_made(run)),
        select(SourceItem.province_code).join(ImportChange, mine),
        select(_kept("facts", "province_code")).select_from(ImportChange).join(SourceItem, mine),
    )
    take_turns(session, session.scalars(provinces).all())
    whole = session.scalar(_WHOLE, {"run": run_id}) or 0
    spending.take_back(session, source_code=source_code, run_id=run_id, by=by, at=at)
    removed = _remove(session, run, at=at)
    restored = _restore(session, mine, at=at)
    run.state, run.undone_at, run.undone_by = State.UNDONE.value, at, by
    session.flush()
    session.execute(_WAIT_NO_MORE, {"run": run_id})
    session.execute(_NESTED, {"allowed": "off"})
    session.execute(_WAIT_AGAIN, {"source": source_code, "run": run_id, "asks": ASKS_PLACE})
    session.execute(_NESTED, {"allowed": "on"})
    session.expire_all()
    return Undone(removed, restored, whole - removed - restored)


def _mine(run: ImportRun) -> ColumnElement[bool]:
    """Changes of the run to items that nobody has written since."""
    return and_(
        ImportChange.run_id == run.id,
        SourceItem.source_code == run.source_code,
        SourceItem.external_id == ImportChange.external_id,
        SourceItem.run_id == run.id,
    )


def _kept(part: str, name: str) -> Any:
    return ImportChange.before[(part, name)].astext


def _is(table: Half) -> ColumnElement[bool]:
    return and_(table.province_code == SourceItem.province_code, table.id == SourceItem.item_id)


def _made(run: ImportRun) -> ColumnElement[bool]:
    """Of the ledger: items that the run made and nobody has written since."""
    made = SourceItem.external_id.in_(select(MADE.c.key))
    return and_(SourceItem.source_code == run.source_code, SourceItem.run_id == run.id, made)


def _remove(session: Session, run: ImportRun, *, at: datetime) -> int:
    """What the run made goes; the ledger keeps its version, so that none comes twice."""
    made = select(SourceItem.province_code, SourceItem.item_id).where(_made(run)).subquery()
    for table in (PlanItem, PlanItemText):
        session.execute(
            delete(table)
            .where(table.province_code == made.c.province_code, table.id == made.c.item_id)
            .execution_options(synchronize_session=False)
        )
    gone = (
        update(SourceItem)
        .where(_made(run))
        .values(version=SourceItem.version + 1, digest=None, run_id=None, updated_at=at)
        .returning(SourceItem.external_id)
        .execution_options(synchronize_session=False)
    )
    return len(session.execute(gone).all())


def _restore(session: Session, mine: ColumnElement[bool], *, at: datetime) -> int:
    """What the run changed is as before."""
    changed = select(func.count()).select_from(SourceItem).join(ImportChange, mine)
    n = session.scalar(changed) or 0
    if not n:
        return 0
    facts: dict[str, ColumnElement[Any]] = {
        name: cast(_kept("facts", name), column.type) for name, column in FACTS.items()
    }
    words = {name: cast(_kept("words", name), column.type) for name, column in WORDS.items()}
    moved = _kept("facts", "province_code") != SourceItem.province_code
    places = ("province_code", "district_code", "subdistrict_code", "area_code")
    for table, names in ((PlanItem, places), (PlanItemText, places[:1])):
        session.execute(
            update(table)
            .where(_is(table), mine, moved)
            .values({name: facts[name] for name in names})
            .execution_options(synchronize_session=False)
        )
    place = case((facts["area_code"].startswith("C-"), facts["subdistrict_code"]), else_=facts["area_code"])
    session.execute(
        update(RoyalProject)
        .where(
            mine,
            moved,
            RoyalProject.item_id == SourceItem.item_id,
            RoyalProject.province_code == SourceItem.province_code,
        )
        .values(province_code=facts["province_code"], area_code=place)
        .execution_options(synchronize_session=False)
    )
    facts["updated_at"] = literal(at)  # for whoever asks what has changed since yesterday
    keys = [facts["province_code"].label("province_code"), SourceItem.item_id.label("id")]
    narrow: Rows = select(
        *keys,
        SourceItem.source_code,
        SourceItem.external_id,
        *(value.label(name) for name, value in facts.items() if name != "province_code"),
    )
    wide: Rows = select(*keys, *(value.label(name) for name, value in words.items()))
    for table, rows in ((PlanItem, narrow), (PlanItemText, wide)):
        mine_only = rows.select_from(SourceItem).join(ImportChange, mine)
        session.execute(merger(table, mine_only.order_by(facts["province_code"], SourceItem.item_id)))
    _enter(session, mine, at=at)
    return n


def _enter(session: Session, mine: ColumnElement[bool], *, at: datetime) -> None:
    """The ledger says what stands again, and who wrote it before the run."""
    digest = func.decode(_kept("ledger", "digest"), "hex", type_=BYTEA)
    values = {
        "version": SourceItem.version + 1,
        "digest": digest,
        "run_id": cast(_kept("ledger", "run_id"), SourceItem.run_id.type),
        "province_code": _kept("facts", "province_code"),
        "updated_at": at,
    }
    session.execute(
        update(SourceItem).where(mine).values(values).execution_options(synchronize_session=False)
    )
