"""What each staged row comes to: new, changed, unchanged, unclear, wrong or a conflict. Nothing is written.

The table `judged` has a row for each staged row, with the area that was found and the digest of what would be
written; `applying` writes what is new and changed in it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Session

from planhub.sources.faults import read_fault
from planhub.sources.import_run import Outcome
from planhub.sources.prepared import Fault
from planhub.sources.source import Source
from planhub.wording import N_

_TWICE = N_("รหัส %(key)s ซ้ำกันในแถว %(rows)s ทั้งสองแถวจึงไม่ถูกนำเข้า แก้ให้แต่ละโครงการมีรหัสเดียว")
_OUTSIDE = N_("%(area)s อยู่นอกจังหวัดที่แหล่งข้อมูลนี้รับผิดชอบ (%(scope)s) ตรวจสถานที่ของแถวนี้")
_BANGKOK = N_("%(area)s อยู่ในกรุงเทพมหานคร ซึ่งไม่ใช่จังหวัดและไม่อยู่ในแผนของ 76 จังหวัด")
_NODE = N_("จังหวัด %(province)s บันทึกแผนบนเครื่องของจังหวัดเอง จะรับรายการจากที่อื่นไม่ได้ ส่งรายการให้จังหวัดนั้น")
_ONE_PROVINCE = N_("เครื่องนี้เป็นของจังหวัดเดียว บันทึกแผนของจังหวัด %(province)s ไม่ได้ ให้ส่งรายการไปยังส่วนกลาง")

JUDGED = Table(
    "judged",
    MetaData(),
    Column("n", Integer),
    Column("row", BigInteger),
    Column("key", String(collation="C")),
    Column("outcome", Text),
    Column("faults", JSONB),
    Column("province_code", String(collation="C")),
    Column("district_code", String(collation="C")),
    Column("subdistrict_code", String(collation="C")),
    Column("area_code", String(collation="C")),
    Column("places", ARRAY(String(collation="C"))),
    Column("item_id", Uuid),
    Column("digest", LargeBinary),
    Column("stood", Boolean),
    Column("version", BigInteger),
    Column("old_province", String(collation="C")),
    prefixes=["temporary"],
    postgresql_on_commit="DROP",
)
"""A verdict for each staged row. `stood`, `version`, `old_province`: of the item as the ledger has it."""
WITHDRAWN_DIGEST = b"withdrawn"
"""In the ledger of an item that was missing in a complete list: no row has it."""

# A ชุมชน has a code of its own; its parent says where it lies.
_JUDGE = text(
    """
    insert into judged
    with twice as (
        select key, string_agg(row::text, ', ' order by row) as rows
        from staged where skipped is null group by key having count(*) > 1
    ),
    found as (
        select s.n, t.words_key is not null as settled, c.faults as claim_faults,
            a.code as area_code, c.places, a.in_76,
            case a.kind when 'community' then a.parent_code else a.code end as lies_in
        from staged s
        left join (settlement t join area ta on ta.code = t.area_code and ta.valid_to is null)
            on t.source_code = :source and t.words_key = s.words_key
        left join claim c on c.words_key = s.words_key
        left join area a on a.valid_to is null and a.code = coalesce(t.area_code,
            case when c.words_key is null then s.place_code else c.area_code end)
        where s.skipped is null
    ),
    located as (
        select f.*, left(lies_in, 2) as province_code,
            case when length(lies_in) >= 4 then left(lies_in, 4) end as district_code,
            case when length(lies_in) >= 6 then left(lies_in, 6) end as subdistrict_code
        from found f
    ),
    faulty as (
        select s.n, coalesce(s.faults, '[]')
            || case when l.settled then '[]' else coalesce(s.place_faults, '[]') end
            || case when l.settled then '[]' else coalesce(l.claim_faults, '[]') end
            || case when w.key is null then '[]' else jsonb_build_array(jsonb_build_object('field', 'key',
                'kind', 'wrong', 'text', cast(:twice as text),
                'values', jsonb_build_object('key', s.key, 'rows', w.rows))) end
            || case when l.area_code is null then '[]'
                when not l.in_76 then jsonb_build_array(jsonb_build_object('field', 'place_code',
                'kind', 'wrong', 'text', cast(:bangkok as text),
                'values', jsonb_build_object('area', l.area_code)))
                when l.province_code <> all (cast(:scope as text[]))
                then jsonb_build_array(jsonb_build_object('field', 'place_code', 'kind', 'wrong',
                'text', cast(:outside as text),
                'values', jsonb_build_object('area', l.area_code, 'scope', cast(:scope_words as text))))
                when p.way = 'node' then jsonb_build_array(jsonb_build_object('field', 'place_code',
                'kind', 'wrong', 'text', cast(:node as text),
                'values', jsonb_build_object('province', l.province_code)))
                when i.province_code <> l.province_code then jsonb_build_array(jsonb_build_object(
                'field', 'place_code', 'kind', 'wrong', 'text', cast(:one_province as text),
                'values', jsonb_build_object('province', l.province_code)))
                else '[]' end as faults
        from staged s join located l on l.n = s.n
        left join twice w on w.key = s.key
        left join province_way p on p.province_code = l.province_code
        left join installation i on i.role = 'province'
    ),
    digested as (
        select s.n, sha256(convert_to(row(l.province_code, l.area_code, s.fiscal_year, s.stage, s.side,
            s.envelope, cast(s.amount as numeric(14, 2)), s.title, s.agency, s.objective, l.places, s.lon,
            s.lat)::text, 'UTF8')) as digest
        from staged s join located l on l.n = s.n
    )
    select s.n, s.row, s.key,
        case when s.skipped is not null then 'skipped'
             when f.faults @> '[{"kind": "wrong"}]' then 'wrong'
             when f.faults <> '[]' or l.area_code is null then 'unclear'
             when k.digest = d.digest then 'unchanged'
             when s.expected <> case when k.digest is null then 0 else k.version end then 'conflict'
             when k.digest is null then 'new'
             else 'changed' end,
        case when s.skipped is not null then jsonb_build_array(s.skipped)
             when f.faults <> '[]' then f.faults end,
        l.province_code, l.district_code, l.subdistrict_code, l.area_code, l.places,
        md5(cast(:source as text) || chr(31) || s.key)::uuid, d.digest,
        k.digest is not null, coalesce(k.version, 0), k.province_code
    from staged s
    left join located l on l.n = s.n
    left join faulty f on f.n = s.n
    left join digested d on d.n = s.n
    left join source_item k on k.source_code = :source and k.external_id = s.key and s.skipped is null
    """
)
_MISSING = text(
    """
    select count(*) from source_item k
    where k.source_code = :source and k.digest is not null and k.digest <> :withdrawn
        and not exists (select from judged j where j.key = k.external_id and j.outcome <> 'skipped')
    """
)


@dataclass(frozen=True)
class Verdict:
    """What one row comes to, and why."""

    row: int
    key: str
    outcome: Outcome
    faults: tuple[Fault, ...]
    version: int
    """Of the item as it stands: after `apply` the new one; 0 where none stands."""
    item_id: Any
    area_code: str | None


def judge(session: Session, source: Source, *, scope: Collection[str] | None = None) -> dict[str, int]:
    """Fill `judged` from `staged` and `claim`; how many rows came to what.

    `scope` are the provinces that may be written, where they are fewer than the source's.
    """
    allowed = [code for code in source.scope if scope is None or code in scope]
    JUDGED.create(session.connection())
    session.execute(
        _JUDGE,
        {
            "source": source.code,
            "scope": allowed,
            "scope_words": ", ".join(allowed[:8]) + ("…" if len(allowed) > 8 else ""),
            "twice": _TWICE,
            "bangkok": _BANGKOK,
            "outside": _OUTSIDE,
            "node": _NODE,
            "one_province": _ONE_PROVINCE,
        },
    )
    rows = session.execute(text("select outcome, count(*) from judged group by 1"))
    counted: dict[str, int] = {outcome: n for outcome, n in rows}
    if sum(counted.values()) > 1_000:
        session.execute(text("analyze judged"))
    counts = {outcome.value: counted.get(outcome.value, 0) for outcome in Outcome}
    if source.withdraws_missing:
        counts[Outcome.WITHDRAWN.value] = (
            session.scalar(_MISSING, {"source": source.code, "withdrawn": WITHDRAWN_DIGEST}) or 0
        )
    return counts


def verdicts(session: Session, outcomes: Iterable[Outcome] = tuple(Outcome)) -> list[Verdict]:
    """The rows that came to one of these, in the order of the file."""
    rows = session.execute(
        text(
            "select row, key, outcome, faults, version, stood, item_id, area_code from judged"
            " where outcome = any (:outcomes) order by n"
        ),
        {"outcomes": [outcome.value for outcome in outcomes]},
    )
    return [
        Verdict(
            row=row,
            key=key,
            outcome=Outcome(outcome),
            faults=tuple(read_fault(fault) for fault in faults or ()),
            version=version if stood else 0,
            item_id=item_id,
            area_code=area_code,
        )
        for row, key, outcome, faults, version, stood, item_id, area_code in rows
    ]
