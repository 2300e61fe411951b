"""What each staged row comes to: new, changed, unchanged, unclear, wrong or a conflict. Nothing is written.

`applying` writes what is new and changed.
"""

from collections.abc import Collection

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable

from planhub.areas.area import Area
from planhub.sources.import_run import Outcome
from planhub.sources.judged import JUDGED, WITHDRAWN_DIGEST
from planhub.sources.source import Source
from planhub.wording import N_

_TWICE = N_("รหัส %(key)s ซ้ำกันในแถว %(rows)s ทั้งสองแถวจึงไม่ถูกนำเข้า แก้ให้แต่ละโครงการมีรหัสเดียว")
_OUTSIDE = N_("%(area)s อยู่นอกจังหวัดที่แหล่งข้อมูลนี้รับผิดชอบ (%(scope)s) ตรวจสถานที่ของแถวนี้")
_ELSEWHERE = N_("%(area)s อยู่นอกจังหวัดที่แหล่งข้อมูลนี้รับผิดชอบ (%(scope)s) จึงไม่นำเข้า")
_NOT_OURS = N_("มีผู้ตอบไว้ว่าแถวที่เขียนสถานที่อย่างนี้ไม่ใช่ของเรา จึงข้าม")
_STANDS_OUTSIDE = N_("รายการ %(key)s อยู่ในจังหวัด %(area)s ซึ่งอยู่นอกจังหวัดที่เขียนได้ (%(scope)s) จึงแก้หรือย้ายไม่ได้")
_BANGKOK = N_("%(area)s อยู่ในกรุงเทพมหานคร ซึ่งไม่ใช่จังหวัดและไม่อยู่ในแผนของ 76 จังหวัด")
_NODE = N_("จังหวัด %(province)s บันทึกแผนบนเครื่องของจังหวัดเอง จะรับรายการจากที่อื่นไม่ได้ ส่งรายการให้จังหวัดนั้น")
_ONE_PROVINCE = N_("เครื่องนี้เป็นของจังหวัดเดียว บันทึกแผนของจังหวัด %(province)s ไม่ได้ ให้ส่งรายการไปยังส่วนกลาง")

# A ชุมชน has a code of its own; its parent says where it lies.
_JUDGE = text(
    """
    insert into judged
    with twice as (
        select key, string_agg(row::text, ', ' order by row) as rows from staged
        where skipped is null and key in (
            select key from staged where skipped is null group by key having count(*) > 1
        )
        group by key
    ),
    -- what each row says, and the area that was found for it
    found as (
        select s.*, t.words_key is not null as settled, t.words_key is not null and t.area_code is null as
            passed_over, c.faults as claim_faults, c.doubts, c.places,
            a.code as area_code, a.in_76, a.lies_in,
            left(a.lies_in, 2) as province_code,
            case when length(a.lies_in) >= 4 then left(a.lies_in, 4) end as district_code,
            case when length(a.lies_in) >= 6 then left(a.lies_in, 6) end as subdistrict_code
        from staged s
        left join (settlement t left join area ta on ta.code = t.area_code and ta.valid_to is null)
            on t.source_code = :source and t.words_key = s.words_key
            and (t.area_code is null or ta.code is not null)
        left join claim c on c.words_key = s.words_key
        left join (
            select code, in_76, case kind when 'community' then parent_code else code end as lies_in
            from area where valid_to is null
        ) a on a.code = case when t.words_key is not null then t.area_code
            when c.words_key is null then s.place_code else c.area_code end
    ),
    -- every reason against it; most rows have none
    weighed as (
        select f.*,
            coalesce(f.faults, '[]')
            || case when f.settled then '[]' else coalesce(f.place_faults, '[]') end
            || case when f.settled then '[]' else coalesce(f.claim_faults, '[]') end
            || case when w.key is null or f.faults @> '[{"field": "key"}]' then '[]'
                else jsonb_build_array(jsonb_build_object('field', 'key', 'kind', 'wrong',
                'text', cast(:twice as text), 'values', jsonb_build_object('key', f.key, 'rows', w.rows))) end
            || case when f.passed_over then jsonb_build_array(jsonb_build_object('field', 'place_code',
                'kind', 'outside', 'text', cast(:not_ours as text)))
                when f.area_code is null then '[]'
                when not f.in_76 then jsonb_build_array(jsonb_build_object('field', 'place_code',
                'kind', case when k.digest is null then cast(:apart as text) else 'wrong' end,
                'text', cast(:bangkok as text), 'values', jsonb_build_object('area', f.area_code)))
                when f.province_code <> all (cast(:scope as text[]))
                -- an item that stands here and would leave is somebody's to look at
                then jsonb_build_array(jsonb_build_object('field', 'place_code',
                'kind', case when k.digest is null then cast(:apart as text) else 'wrong' end,
                'text', case when k.digest is null then cast(:elsewhere as text) else cast(:outside as text)
                end, 'values', jsonb_build_object('area', (
                    select string_agg(case n.kind when 'province' then 'จ.' when 'district' then 'อ.'
                        when 'subdistrict' then 'ต.' else '' end || n.name_th, ' '
                        order by length(n.code) desc)
                    from area n where n.code in (left(f.lies_in, 2), left(f.lies_in, 4), left(f.lies_in, 6),
                        f.area_code)) || ' (' || f.area_code || ')', 'scope', cast(:scope_words as text))))
                when p.way = 'node' then jsonb_build_array(jsonb_build_object('field', 'place_code',
                'kind', 'wrong', 'text', cast(:node as text),
                'values', jsonb_build_object('province', f.province_code)))
                when i.province_code <> f.province_code then jsonb_build_array(jsonb_build_object(
                'field', 'place_code', 'kind', 'wrong', 'text', cast(:one_province as text),
                'values', jsonb_build_object('province', f.province_code)))
                -- where the item stands now is as much a matter of the scope as where it would go
                when k.digest is not null and k.province_code <> all (cast(:scope as text[]))
                then jsonb_build_array(jsonb_build_object('field', 'key', 'kind', 'wrong',
                'text', cast(:stands_outside as text), 'values', jsonb_build_object(
                'key', f.key, 'area', k.province_code, 'scope', cast(:scope_words as text))))
                when q.way = 'node' then jsonb_build_array(jsonb_build_object('field', 'place_code',
                'kind', 'wrong', 'text', cast(:node as text),
                'values', jsonb_build_object('province', k.province_code)))
                else '[]' end as reasons,
            k.digest, k.version, k.province_code as old_province,
            sha256(convert_to(row(f.province_code, f.area_code, f.fiscal_year, f.stage, f.side, f.envelope,
                cast(f.amount as numeric(14, 2)), f.title, f.agency, f.objective, f.places, f.lon,
                f.lat)::text
                -- of a list without figures the digest is as it always was
                || coalesce(case when num_nonnulls(f.allocated, f.increased, f.decreased, f.committed,
                    f.disbursed) > 0 then row(f.allocated, f.increased, f.decreased, f.committed,
                    f.disbursed)::text end, ''),
                'UTF8')) as written
        from found f
        left join twice w on w.key = f.key and f.skipped is null
        left join province_way p on p.province_code = f.province_code
        left join installation i on i.role = 'province'
        left join source_item k on k.source_code = :source and k.external_id = f.key and f.skipped is null
        left join province_way q on q.province_code = k.province_code and k.digest is not null
        offset 0 -- computed once a row, not once for each use below
    )
    select w.n, w.row, w.key,
        case when w.skipped is not null then 'skipped'
             when w.reasons @> '[{"kind": "outside"}]' then 'outside'
             when w.reasons = '[]' and w.area_code is not null
                then case when w.digest = w.written then 'unchanged'
                     when w.expected <> case when w.digest is null then 0 else w.version end then 'conflict'
                     when w.digest is null then 'new'
                     else 'changed' end
             when w.reasons @> '[{"kind": "wrong"}]' then 'wrong'
             else 'unclear' end,
        case when w.skipped is not null then jsonb_build_array(w.skipped)
             when w.reasons <> '[]' then w.reasons
             else w.doubts end,
        w.province_code, w.district_code, w.subdistrict_code, w.area_code, w.places,
        md5(cast(:source as text) || chr(31) || w.key)::uuid, w.written,
        w.digest is not null, coalesce(w.version, 0), w.old_province
    from weighed w
    """
)
_MISSING = text(
    """
    select count(*) from source_item k
    where k.source_code = :source and k.digest is not null and k.digest <> :withdrawn
        and not exists (select from judged j where j.key = k.external_id and j.outcome <> 'skipped')
    """
)


def judge(
    session: Session,
    source: Source,
    *,
    scope: Collection[str] | None = None,
    leaves_others: bool = False,
) -> dict[str, int]:
    """Fill `judged` from `staged` and `claim`; how many rows came to what.

    `scope` are the provinces that may be written, where they are fewer than the source's. Rows of others are
    wrong, or with `leaves_others` only not taken.
    """
    allowed = [code for code in source.scope if scope is None or code in scope]
    session.execute(CreateTable(JUDGED))  # not Table.create: its events are not for threads
    session.execute(
        _JUDGE,
        {
            "source": source.code,
            "scope": allowed,
            "scope_words": _named(session, allowed[:8]) + ("…" if len(allowed) > 8 else ""),
            "apart": "outside" if leaves_others else "wrong",
            "elsewhere": _ELSEWHERE if leaves_others else _OUTSIDE,
            "not_ours": _NOT_OURS,
            "twice": _TWICE,
            "bangkok": _BANGKOK,
            "outside": _OUTSIDE,
            "stands_outside": _STANDS_OUTSIDE,
            "node": _NODE,
            "one_province": _ONE_PROVINCE,
        },
    )
    rows = session.execute(text("select outcome, count(*) from judged group by 1"))
    counted: dict[str, int] = {outcome: n for outcome, n in rows}
    if sum(counted.values()) > 1_000:
        session.execute(text("analyze judged (n, key, outcome, province_code, area_code, item_id)"))
    counts = {outcome.value: counted.get(outcome.value, 0) for outcome in Outcome}
    if source.withdraws_missing:
        counts[Outcome.WITHDRAWN.value] = (
            session.scalar(_MISSING, {"source": source.code, "withdrawn": WITHDRAWN_DIGEST}) or 0
        )
    return counts


def _named(session: Session, codes: Collection[str]) -> str:
    names = dict(session.execute(select(Area.code, Area.name_th).where(Area.code.in_(codes))).all())
    return ", ".join(f"{names.get(code, '')} {code}".strip() for code in codes)
