"""What an office's list says of its money, into the ledger: differences against what stands, none taken away.

Figures are of the row's fiscal year and of the budget source that the list's description names. A run that is
undone is answered by entries that take its own back.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import text, true
from sqlalchemy.orm import Session

from planhub.linkage.projecting import spent
from planhub.linkage.upserting import Rows
from planhub.sources.judged import JUDGED
from planhub.sources.source import Source

UNKNOWN = "open"
"""The budget source of a list that names none."""

_TOLD = text(
    """
    select exists (select from judged j join staged s on s.n = j.n where j.outcome in ('new', 'changed')
        and num_nonnulls(s.allocated, s.increased, s.decreased, s.committed, s.disbursed) > 0)
    """
)
# Of an item that is now in another province what stood in the old one is taken back, and stands anew here. Of
# another year nothing is: that year's money was spent. A figure that the list does not tell is left as it is.
_ENTER = text(
    """
    with told as (
        select j.n, j.row, j.province_code, j.old_province, j.item_id, s.fiscal_year, v.kind,
            cast(v.amount as numeric(14, 2)) as amount
        from judged j join staged s on s.n = j.n
        cross join lateral (values ('allocated', s.allocated), ('increased', s.increased),
            ('decreased', s.decreased), ('committed', s.committed), ('disbursed', s.disbursed)
        ) as v (kind, amount)
        where j.outcome in ('new', 'changed') and v.amount is not null
    ),
    standing as (
        select m.province_code, m.item_id, m.fiscal_year, m.source, v.kind, v.amount
        from item_money m
        cross join lateral (values ('allocated', m.allocated), ('increased', m.increased),
            ('decreased', m.decreased), ('committed', m.committed), ('disbursed', m.disbursed)
        ) as v (kind, amount)
        where (m.province_code, m.item_id) in (
            select province_code, item_id from told union
            select old_province, item_id from told where old_province is not null)
    ),
    differing as (
        select t.n, t.row, t.province_code, t.item_id, t.fiscal_year, cast(:of as text) as source, t.kind,
            t.amount - coalesce(s.amount, 0) as amount
        from told t
        left join standing s on s.province_code = t.province_code and s.item_id = t.item_id
            and s.fiscal_year = t.fiscal_year and s.source = :of and s.kind = t.kind
        union all
        select t.n, t.row, s.province_code, s.item_id, s.fiscal_year, s.source, s.kind, -s.amount
        from standing s
        join (select distinct n, row, province_code, old_province, item_id from told) t
            on t.item_id = s.item_id and t.old_province = s.province_code
        where t.old_province <> t.province_code
    )
    insert into money_entry (province_code, item_id, fiscal_year, source, kind, amount, document_no, note, at,
        by, capacity, run_id)
    select d.province_code, d.item_id, d.fiscal_year, d.source, d.kind, d.amount, '',
        case when cast(:run as bigint) is null then 'ปรับตามรายการของ ' || :name
            else 'ปรับตามการนำเข้าครั้งที่ ' || cast(:run as text) || ' แถวที่ ' || d.row end,
        :at, (select u.by from import_run u where u.id = cast(:run as bigint)), :name, cast(:run as bigint)
    from differing d where d.amount <> 0 order by d.n, d.kind
    """
)
_TAKE_BACK = text(
    """
    insert into money_entry (province_code, item_id, fiscal_year, source, kind, amount, document_no, note, at,
        by, capacity, corrects_id)
    select e.province_code, e.item_id, e.fiscal_year, e.source, e.kind, -e.amount, '',
        'ยกเลิกการนำเข้าครั้งที่ ' || cast(:run as text), :at, :by, e.capacity, e.id
    from money_entry e
    where e.run_id = :run
        and not exists (select from money_entry c where c.corrects_id = e.id)
        and exists (select from source_item k
            where k.source_code = :source and k.run_id = :run and k.item_id = e.item_id)
    order by e.id
    """
)


def told(session: Session) -> bool:
    """Whether any row that is about to be written says what became of its money."""
    return bool(session.scalar(_TOLD))


def enter(session: Session, source: Source, *, run_id: int | None, at: datetime) -> None:
    """Bring the ledger to what the staged rows say, in one statement; what they do not tell stays."""
    values = {"of": source_of(source), "run": run_id, "at": at, "name": source.name}
    session.execute(_ENTER, values)


def take_back(session: Session, *, source_code: str, run_id: int, by: int | None, at: datetime) -> None:
    """Answer every entry of a run, of items that nobody has written since, by one that takes it back."""
    session.execute(_TAKE_BACK, {"source": source_code, "run": run_id, "by": by, "at": at})


def source_of(source: Source) -> str:
    """The budget source of a list's money."""
    return (source.description or {}).get("budget_source") or UNKNOWN


def shown(items: Rows) -> Rows:
    """The same rows of plan items with what their money comes to, of all years and sources."""
    sums: Any = spent(JUDGED.c.province_code, JUDGED.c.item_id, within=JUDGED)
    return items.outerjoin(sums, true()).add_columns(
        sums.c.allocated, sums.c.committed, sums.c.disbursed, sums.c.source.label("budget_source")
    )
