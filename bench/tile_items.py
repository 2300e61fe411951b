"""Plan items for tiles, made in the database: so many a village, two thirds at places of their own."""

from sqlalchemy import text
from sqlalchemy.orm import Session

_ITEMS = text(
    """
    insert into plan_item (province_code, id, source_code, external_id, fiscal_year, district_code,
        subdistrict_code, area_code, stage, side, amount, stage_since, updated_at)
    select left(code, 2), gen_random_uuid(), 'bench', code || '-' || n, 2567 + n % 5, left(code, 4),
        left(code, 6), code,
        (array['subdistrict', 'district', 'province', 'agency', 'planned', 'planned', 'funded', 'procurement',
               'works', 'completed', 'completed', 'evaluated', 'local', 'deferred', 'rejected'])
            [1 + floor(random() * 15)],
        (array['infrastructure', 'infrastructure', 'water', 'agriculture', 'economy', 'social', 'health',
               'education', 'environment', 'safety', 'disaster', 'tourism', 'governance'])
            [1 + floor(random() * 13)],
        round((random() * 2000000)::numeric, 2), now() - random() * interval '300 days', now()
    from area cross join generate_series(1, :each) as n
    where kind = 'village' and in_76 and valid_to is null and left(code, 2) = :province
    """
)
_WORDS = text(
    """
    insert into plan_item_text (province_code, id, number, title, search_key, point, point_how)
    select i.province_code, i.id, i.area_code || '-' || i.fiscal_year || '-' || lpad(i.n, 3, '0'), w.title,
        replace(w.title, ' ', ''),
        case when random() < 0.67 then ST_SetSRID(ST_MakePoint(
            ST_X(a.point) + (hashtext(i.area_code) % 1000) * 0.00003 + (random() + random() - 1) * 0.012,
            ST_Y(a.point) + (hashtext(i.area_code || 'y') % 1000) * 0.00003
                + (random() + random() - 1) * 0.012), 4326) else a.point end, 'gps'
    from (select *, split_part(external_id, '-', 2) as n from plan_item
          where province_code = :province and source_code = 'bench') as i
        join area a on a.code = i.subdistrict_code
        cross join lateral (select (array['ก่อสร้างถนนคอนกรีตเสริมเหล็ก', 'ขุดลอกหนองน้ำสาธารณะ', 'ติดตั้งไฟฟ้าส่องสว่าง',
            'ก่อสร้างลานตากข้าว', 'ปรับปรุงศาลาประชาคม'])[1 + floor(random() * 5)]
            || ' ยาว ' || floor(random() * 3000 + 0 * length(i.n)) || ' เมตร' as title) as w
    """
)


def fill(session: Session, province: str, each: int) -> None:
    """So many items for each village of a province."""
    session.execute(_ITEMS, {"province": province, "each": each})
    session.execute(_WORDS, {"province": province})
