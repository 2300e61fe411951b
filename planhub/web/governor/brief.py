"""What the governor's brief prints: always in Thai, whatever language the reader uses on the screen."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from planhub.accounts.holding import Agency
from planhub.areas.addresses import Address, addresses
from planhub.database import db
from planhub.maps import versions, wording
from planhub.maps.outline_picture import picture
from planhub.maps.palette import STAGE_COLOUR, ZERO, scale
from planhub.oversight.governed import Governed
from planhub.oversight.narrowed import GROUP_WORD, NONE, SHOWN, Group, Narrowed
from planhub.oversight.sums import Line, added
from planhub.oversight.trouble import TROUBLE_WORD, Found, Limits, Trouble
from planhub.oversight.troubles import worst
from planhub.proposals.value_lists import BUDGET_SOURCES, SIDES
from planhub.reports.brief import map_svg
from planhub.thai.dates import thai_datetime
from planhub.thai.money import baht_short
from planhub.web.governor.asked import Asked
from planhub.web.governor.map_words import children, labelled
from planhub.web.governor.words import STAGE_MARK, millions
from planhub.web.whose import sample_mark

AREAS = 17
"""Lines of the small table; the rest is added up."""
LONGEST = 90
"""Letters of a title that fit its line."""


def brief_data(page: Asked, found: Governed, *, at: datetime) -> dict[str, Any]:
    """Everything the template shows."""
    narrowed = page.narrowed
    areas = children(narrowed)
    rows = worst(db.session(), narrowed, page.limits)
    named = addresses(db.session(), {*areas, narrowed.area, *(row.area_code for row in rows)})
    here, changed = named.get(narrowed.area), thai_datetime(found.versions.changed_at)
    return {
        "title": f"สรุปสถานะแผนงานโครงการ {here.long if here else page.province.name_th}",
        "scope": _scope(narrowed, found),
        "figures": [_figure(found, group) for group in SHOWN],
        "troubles": [
            {"label": TROUBLE_WORD[one], "n": f"{found.whole.all.troubled(one):,}"} for one in Trouble
        ],
        "map": _map(areas, found, named),
        "areas_title": "แยกตามตำบล" if narrowed.by_subdistrict else "แยกตามอำเภอ",
        "areas_head": "ตำบล" if narrowed.by_subdistrict else "อำเภอ",
        "groups": [GROUP_WORD[group] for group in SHOWN],
        "areas": _areas(found.areas, named),
        "worst": [_worst(row, named, page.limits) for row in rows],
        "no_worst": "ไม่พบงานที่เลยกำหนด ขาดรายงาน เงินเกิน หรือยังไม่ทำสัญญา จากข้อมูลที่บันทึกไว้",
        "source": f"ที่มา: รายการแผนใน PlanHub แต่ละรายการนับครั้งเดียว ข้อมูล ณ {changed}{sample_mark()}",
        "made": f"พิมพ์เมื่อ {thai_datetime(at)}",
    }


def _scope(narrowed: Narrowed, found: Governed) -> str:
    """The filters, and what is still considered."""
    said = [f"ปีงบประมาณ {narrowed.year}" if narrowed.year else "ทุกปีงบประมาณ"]
    if narrowed.group:
        said.append(GROUP_WORD[Group(narrowed.group)])
    if narrowed.side:
        said.append(f"ด้าน{SIDES[narrowed.side]}" if narrowed.side != NONE else "ไม่ระบุด้าน")
    if narrowed.source:
        said.append(BUDGET_SOURCES[narrowed.source] if narrowed.source != NONE else "ยังไม่ระบุแหล่งเงิน")
    if narrowed.agency:
        named = db.session().scalar(select(Agency.name_th).where(Agency.code == narrowed.agency))
        said.append(named or ("ยังไม่มีหน่วยงานในระบบ" if narrowed.agency == NONE else narrowed.agency))
    considered = found.whole.of(Group.CONSIDERED).items
    if considered:
        said.append(f"นอกจากนี้อยู่ระหว่างพิจารณา {considered:,} รายการ")
    return " · ".join(said)


def _figure(found: Governed, group: Group) -> dict[str, str]:
    sums = found.whole.of(group)
    money = f"จัดสรร {baht_short(sums.allocated)} · เบิกจ่าย {baht_short(sums.disbursed)}"
    return {
        "label": GROUP_WORD[group],
        "colour": STAGE_COLOUR[STAGE_MARK[group]],
        "items": f"{sums.items:,}",
        "baht": f"วงเงินในแผน {' '.join(wording.figure(sums.amount))}",
        "money": money if sums.with_money else "ยังไม่มีตัวเลขจัดสรรและเบิกจ่าย",
    }


def _map(areas: list[str], found: Governed, named: dict[str, Address]) -> dict[str, Any] | None:
    drawn = picture(db.session(), areas, version=versions.gazetteer_version(db.session()))
    if drawn is None:
        return None
    values = {line.code: Decimal(line.all.items) for line in found.areas}
    classes = scale([values.get(one.code, Decimal(0)) for one in drawn.areas], whole=True)
    fills = [(one.path, classes.colour(values.get(one.code, Decimal(0)))) for one in drawn.areas]
    shown = labelled(drawn)
    legend = [(f"{c.low:,.0f}–{c.high - (not c.last):,.0f}", c.colour) for c in classes.classes]
    none = [("ไม่มี", ZERO)] if classes.zeros else []
    return {
        "title": "จำนวนรายการ",
        "svg": map_svg(drawn.width, drawn.height, fills),
        "width": drawn.width,
        "height": drawn.height,
        "names": [
            {
                "x": one.x / drawn.width,
                "y": one.y / drawn.height,
                "name": named[one.code].own.th.partition(".")[2] if one.code in named else "",
            }
            for one in drawn.areas
            if one.code in shown
        ],
        "classes": [{"colour": colour, "words": words} for words, colour in [*none, *legend]],
        "note": "เส้นแบ่งภายในเป็นเส้นสมมติ ไม่ใช่แนวเขตที่สำรวจ" if drawn.schematic else "",
    }


def _areas(lines: tuple[Line, ...], named: dict[str, Address]) -> list[list[str]]:
    shown = list(lines) if len(lines) <= AREAS else list(lines[: AREAS - 1])
    rest = lines[len(shown) :]
    rows = []
    for line in shown:
        name = named[line.code].own.th if line.code in named else line.code or "ไม่ระบุ"
        rows.append(_line(name, [line]))
    if rest:
        rows.append(_line(f"อีก {len(rest)} แห่งรวมกัน", rest))
    return [*rows, _line("รวม", lines)]


def _line(name: str, lines: tuple[Line, ...] | list[Line]) -> list[str]:
    groups = [sum(line.of(group).items for line in lines) for group in SHOWN]
    whole = added(line.all for line in lines)
    return [name, *(f"{n:,}" for n in groups), millions(whole.amount), f"{whole.late:,}"]


def _worst(row: Found, named: dict[str, Address], limits: Limits) -> dict[str, str]:
    area = named.get(row.area_code)
    return {
        "number": row.number or "",
        "title": row.title if len(row.title) <= LONGEST else f"{row.title[: LONGEST - 1]}…",
        "place": area.under("province").short if area else row.area_code,
        "agency": row.agency or "",
        "troubles": " · ".join(_trouble(row, one, limits) for one in Trouble if one in row.troubles),
        "baht": millions(row.amount),
    }


def _trouble(row: Found, trouble: Trouble, limits: Limits) -> str:
    days = row.days(trouble, limits.day)
    if trouble is Trouble.OVER:
        return f"เงินเกิน {baht_short(row.excess)}"
    if trouble is Trouble.LATE:
        return f"เลยกำหนด {days:,} วัน"
    if trouble is Trouble.STALE:
        return f"ไม่มีรายงาน {days:,} วัน"
    return f"ยังไม่ทำสัญญา {days:,} วัน"
