"""What is odd about rows that are taken all the same: said beside them, never a reason to refuse one.

So the forms do with a pin (`needs.whereabouts`): whoever is sure of it leaves it.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

from planhub.wording import N_

REAL_M, DRAWN_M = 10_000, 50_000
"""Metres outside a real outline, and outside one that we drew, from which on a point is doubted.

Ten kilometres outside its province a point is not drawn on the map (decision 0013).
"""
_DEGREE_M = 100_000
"""Metres of a degree, less than it has anywhere in Thailand: what is nearer than this says is near enough."""
_FAR = N_(
    "พิกัด %(point)s อยู่ห่างจากขอบเขต %(area)s ราว %(far)s กม. จึงน่าจะผิด ตรวจตัวเลขพิกัดหรือสถานที่ ถ้าถูกแล้วใช้ได้ตามนี้"
)

_ANY = text("select exists (select from staged where lat is not null and lon is not null)")
# In the frame around its subdistrict a point is surely not far; of the others every line is measured.
_DOUBT_POINTS = text(
    """
    with aside as materialized (
        select j.n, s.lat, s.lon, p.point, lies.code as lies_in
        from judged j
        join staged s on s.n = j.n
        cross join lateral (select ST_SetSRID(ST_MakePoint(s.lon, s.lat), 4326)) p (point)
        cross join lateral (select case when j.area_code like 'C-%' then
            coalesce(j.subdistrict_code, j.district_code, j.province_code) else j.area_code end) lies (code)
        left join area_boundary b on b.area_code = j.subdistrict_code
        where s.lat is not null and s.lon is not null
            and j.outcome in ('new', 'changed', 'unchanged', 'conflict')
            and (b.area_code is null or not b.simple && p.point)
    ),
    far as (
        select distinct on (a.n) a.n, a.lat, a.lon, b.area_code,
            ST_Distance(cast(b.simple as geography), cast(a.point as geography)) as metres
        from aside a
        join area_boundary b on b.area_code in
            (left(a.lies_in, 2), left(a.lies_in, 4), left(a.lies_in, 6), a.lies_in)
        where not ST_DWithin(b.simple, a.point, case when b.schematic then :drawn else :real end / :degree)
            and ST_Distance(cast(b.simple as geography), cast(a.point as geography))
                >= case when b.schematic then :drawn else :real end
        order by a.n, length(b.area_code) desc
    )
    update judged j set faults = coalesce(j.faults, '[]') || jsonb_build_array(jsonb_build_object(
        'field', 'lat', 'kind', 'doubt', 'text', cast(:sentence as text), 'values', jsonb_build_object(
            'point', to_char(f.lat, 'FM990.00000') || ', ' || to_char(f.lon, 'FM990.00000'),
            'far', to_char(f.metres / 1000, 'FM999,990'),
            'area', (select string_agg(case n.kind when 'province' then 'จ.' when 'district' then 'อ.'
                when 'subdistrict' then 'ต.' else '' end || n.name_th, ' ' order by length(n.code) desc)
                from area n where n.code in
                    (left(f.area_code, 2), left(f.area_code, 4), left(f.area_code, 6), f.area_code)))))
    from far f where f.n = j.n
    """
)

_TRAVELS = N_(
    "เรื่องนี้รองรับโครงการพระราชดำริ “%(name)s” ซึ่งจะย้ายไปอยู่ในบัญชีของจังหวัด %(province)s พร้อมรายงานทั้งหมด"
    " ตรวจว่าย้ายจังหวัดจริง"
)
_DOUBT_MOVES = text(
    """
    update judged j set faults = coalesce(j.faults, '[]') || jsonb_build_array(jsonb_build_object(
        'field', 'place_code', 'kind', 'doubt', 'text', cast(:sentence as text), 'values',
        jsonb_build_object('name', r.name, 'province', a.name_th)))
    from royal_project r, area a
    where j.outcome = 'changed' and j.old_province <> j.province_code and a.code = j.province_code
        and r.item_id = j.item_id and r.province_code = j.old_province
    """
)


def doubt_moves(session: Session) -> None:
    """Say of each row that would take a royal project with it to another province that it does."""
    session.execute(_DOUBT_MOVES, {"sentence": _TRAVELS})


def doubt_points(session: Session) -> None:
    """Say of each judged row whose point lies far outside its area how far: one statement for all of them."""
    if session.scalar(_ANY):
        values = {"real": float(REAL_M), "drawn": float(DRAWN_M), "degree": _DEGREE_M, "sentence": _FAR}
        session.execute(_DOUBT_POINTS, values)
