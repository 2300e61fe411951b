"""Places of the staged rows by what the database knows: settlements, codes, columns of names. In statements.

What a settlement or a whole living code answers needs no more than the join in `comparing`. All other words
of places, each once, become rows of the table `claim`, and are answered there or left for `placing`.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

from planhub.areas.finding import by_code
from planhub.errors import Invalid
from planhub.lists.faults import fault_json
from planhub.lists.prepared import Fault
from planhub.wording import N_

UNKNOWN = N_("ไม่พบรหัส %(code)s ในทำเนียบพื้นที่ ตรวจตัวเลขอีกครั้ง หรือค้นด้วยชื่อ")

_CREATE = text(
    """
    create temporary table claim (
        words_key text collate "C" primary key, place_code text collate "C",
        province text, district text, subdistrict text, moo text, village text, place_text text,
        province_key text, district_key text, subdistrict_key text,
        named smallint, base text collate "C", within text collate "C" not null,
        area_code text collate "C", places text[], faults jsonb, doubts jsonb,
        answered boolean not null default false
    ) on commit drop
    """
)
_COLLECT = text(
    """
    insert into claim (words_key, place_code, province, district, subdistrict, moo, village, place_text,
        province_key, district_key, subdistrict_key, named, base, within)
    select distinct on (s.words_key) s.words_key, s.place_code, s.province, s.district, s.subdistrict, s.moo,
        s.village, s.place_text, s.province_key, s.district_key, s.subdistrict_key,
        case when s.subdistrict is not null then 6 when s.district is not null then 4
             when s.province is not null then 2 else 0 end,
        a.code, coalesce(a.code, '')
    from staged s
    left join area a on a.code = s.place_code and a.valid_to is null
    left join (settlement t left join area ta on ta.code = t.area_code and ta.valid_to is null)
        on t.source_code = :source and t.words_key = s.words_key
        and (t.area_code is null or ta.code is not null)
    where s.skipped is null and t.words_key is null and (s.detailed or a.code is null)
        and not coalesce(s.faults @> '[{"kind": "wrong"}]', false)
    order by s.words_key, s.n
    """
)
# A code that is no living area's: those that the gazetteer can say something of …
_ODD = text(
    """
    select c.words_key, c.place_code from claim c
    where c.place_code is not null and c.base is null
        and (exists (select from area a where a.code = c.place_code)
             or exists (select from area_alias l where l.alias = c.place_code)
             or exists (select from area p where length(c.place_code) = 8 and p.code = left(c.place_code, 6)
                        and p.valid_to is not null))
    order by 1
    """
)
_TODAY = text("update claim set base = :code, within = :code where words_key = :key")
_REFUSE = text("update claim set faults = cast(:faults as jsonb), answered = true where words_key = :key")
# … and the rest
_UNKNOWN = text(
    """
    update claim set answered = true, faults = jsonb_build_array(jsonb_build_object('field', 'place_code',
        'kind', 'wrong', 'text', cast(:sentence as text), 'values', jsonb_build_object('code', place_code)))
    where place_code is not null and base is null and not answered
    """
)
_NAMES = text(
    """
    create temporary table name_of on commit drop as
    select a.code, length(a.code) as digits, key
    from area a cross join lateral unnest(string_to_array(btrim(a.search_key), ' ')) as key
    where a.valid_to is null and a.kind in ('province', 'district', 'subdistrict')
    """
)
# One area alone bears the finest name and lies in areas that bear the wider ones.
_BY_NAMES = text(
    """
    with named as (
        select c.words_key, min(n.code) as code
        from claim c join name_of n on n.digits = c.named
            and n.key = case c.named when 6 then c.subdistrict_key when 4 then c.district_key
                        else c.province_key end
        where not c.answered and c.named > coalesce(length(c.base), 0)
            and left(n.code, length(c.within)) = c.within
            and (c.province_key is not null or c.base is not null or left(n.code, 2) = :province
                 or :province = '')
            and (c.named = 2 or c.province_key is null or exists (select from name_of p
                 where p.digits = 2 and p.code = left(n.code, 2) and p.key = c.province_key))
            and (c.named < 6 or c.district_key is null or exists (select from name_of d
                 where d.digits = 4 and d.code = left(n.code, 4) and d.key = c.district_key))
        group by c.words_key
        having count(distinct n.code) = 1
    )
    update claim set base = named.code, within = named.code from named where named.words_key = claim.words_key
    """
)
# Nothing finer is said, or the number of a village that is known, or whose subdistrict has no known village.
_ENOUGH = text(
    """
    update claim c set answered = true, area_code = coalesce(v.code, c.base)
    from (
        select c.words_key, v.code from claim c
        left join area v on v.kind = 'village' and v.valid_to is null and length(c.base) = 6
            and c.moo ~ '^[0-9]{1,2}$' and v.code = c.base || lpad(c.moo, 2, '0')
        where not c.answered and c.base is not null and length(c.base) >= c.named
            and c.village is null and c.place_text is null
            and (c.moo is null or v.code is not null or length(c.base) = 6 and c.moo ~ '^[0-9]{1,2}$'
                 and not exists (select from area o where o.parent_code = c.base and o.kind = 'village'
                                 and o.valid_to is null))
    ) v where v.words_key = c.words_key
    """
)


def match(session: Session, *, source_code: str, province: str) -> int:
    """Collect what is not answered by a settlement or a code alone; answer what names prove.

    `province` is that of rows which name none ("" where the list has none). Returns how many are left.
    """
    session.execute(_CREATE)
    session.execute(_COLLECT, {"source": source_code})
    if not session.scalar(text("select exists (select from claim)")):
        return 0
    session.execute(text("analyze claim"))
    _follow_codes(session)
    if session.scalar(text("select exists (select from claim where named > 0 and not answered)")):
        session.execute(_NAMES)
        session.execute(text("analyze name_of"))
        session.execute(_BY_NAMES, {"province": province})
        session.execute(text("drop table name_of"))
    session.execute(_ENOUGH)
    return session.scalar(text("select count(*) from claim where not answered")) or 0


def _follow_codes(session: Session) -> None:
    """Retired codes to their successors, other schemes' codes to ours; what has none is refused."""
    answers: dict[str, tuple[str | None, str | None]] = {}
    for key, code in session.execute(_ODD).all():
        if code not in answers:
            answers[code] = _today(session, code)
        today, faults = answers[code]
        if today:
            session.execute(_TODAY, {"code": today, "key": key})
        else:
            session.execute(_REFUSE, {"faults": faults, "key": key})
    session.execute(_UNKNOWN, {"sentence": UNKNOWN})


def _today(session: Session, code: str) -> tuple[str | None, str | None]:
    import json

    try:
        return by_code(session, code, field="code").area.code, None
    except Invalid as error:
        fault = Fault(None, "place_code", error.sentence, "unclear")
        return None, json.dumps([fault_json(fault)], ensure_ascii=False)
