"""The explorer: the nation on one map that is moved and asked, with its list and a card for each item."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planhub import clock
from planhub.areas import addresses
from planhub.database import db
from planhub.edge import public, tell
from planhub.edge.wording import language
from planhub.errors import Invalid
from planhub.maps import coarse, explored, tile_scope
from planhub.maps.choice import GROUP_WORD, MEASURE_WORD, Measure
from planhub.maps.item_tiles import GROUP_LETTERS, POINTS_FROM
from planhub.maps.palette import GROUND, NO_DATA, SEQUENCE, STAGE_COLOUR, ZERO
from planhub.maps.shapes import all_lines
from planhub.maps.versions import changed_at
from planhub.maps.wanted import Wanted, read_wanted
from planhub.proposals.value_lists import SIDES
from planhub.web.maps import links as map_links
from planhub.web.maps import words
from planhub.web.maps.links import asset, item_url
from planhub.web.maps.tiles import tag_of
from planhub.wording import N_

pages = Blueprint("explorer", __name__, url_prefix="/explorer")

MEASURES = [measure for measure in Measure if measure is not Measure.SHARE]
"""The share in the plan is told by the page of maps; the explorer's numbers have the two shares beyond it."""
LEVELS = {"province": N_("จังหวัด"), "district": N_("อำเภอ"), "subdistrict": N_("ตำบล")}


@pages.get("")
@public
def index() -> str | tuple[str, int]:
    """The page; what it shows stands in the address, and the map reads it there."""
    errors, year = {}, None
    try:
        year = read_wanted(request.args).choice.year
    except Invalid as wrong:
        errors = {name: tell(sentence) for name, sentence in wrong.fields.items()}
    page = render_template(
        "explorer/index.html",
        typed=request.args,
        errors=errors,
        choices=words.choices(year, source=request.args.get("source", "")),
        measures=[(measure.value, tell(MEASURE_WORD[measure])) for measure in MEASURES],
        group_words=[(group, tell(word)) for group, word in GROUP_WORD.items()],
        data=_data(),
        changed=changed_at(db.session()),
        lines=all_lines(db.session()),
    )
    return (page, 422) if errors else page


@pages.get("/plain")
@public
def plain() -> Response:
    """The same view as a drawn page: to print, and for who cannot draw this one."""
    given, session = request.args, db.session()
    code = explored.area_under(session, explored.read_at(given.get("at", "")))
    links = map_links.asked(code, given)
    there = replace(links, items=links.items or "yes").to(code)
    return redirect(f"{there}&why=webgl" if given.get("why") == "webgl" else there)


@pages.get("/card/<province_code>/<uuid:uid>")
@public
def card(province_code: str, uid: UUID) -> str:
    """What anybody may know of one item."""
    shown = explored.one(db.session(), province_code, uid)
    names = addresses.addresses(db.session(), {shown.item.area_code})
    return render_template(
        "explorer/_card.html",
        shown=shown,
        item=shown.item,
        place=_in_words(names).get(shown.item.area_code, shown.item.area_code),
        source=explored.sources(db.session()).get(shown.source, shown.source),
        side=tell(SIDES.get(shown.item.side or "", "")),
        days=(clock.today() - clock.local_day(shown.item.stage_since)).days,
        item_url=item_url,
    )


@pages.get("/list")
@public
def listed() -> str:
    """The items of a small box as a table: the twin of the points on the map."""
    wanted: Wanted = read_wanted(request.args)
    found = explored.in_box(db.session(), wanted, explored.read_box(request.args.get("box", "")))
    names = addresses.addresses(db.session(), {one.item.area_code for one in found.shown})
    return render_template("explorer/_list.html", found=found, places=_in_words(names), item_url=item_url)


def _in_words(names: dict[str, addresses.Address]) -> dict[str, str]:
    """Code to address in the reader's language."""
    return {code: name.english if language() == "en" else name.short for code, name in names.items()}


def _data() -> dict[str, Any]:
    """What the modules need: addresses, colours and words; nothing of any item."""
    drawn = tile_scope.kept.drawn(db.session())
    stand = coarse.standing_as_drawn(db.session(), drawn)
    return {
        "locale": language(),
        "maplibre": asset("vendor/maplibre/maplibre-gl.mjs"),
        "worker": asset("vendor/maplibre/maplibre-gl-worker.mjs"),
        "areas": f"/tiles/areas/LEVEL/{{z}}/{{x}}/{{y}}.mvt?v={tag_of(drawn)}",
        "items": "/tiles/items/{z}/{x}/{y}.mvt",
        "values": "/tiles/values/LEVEL.json",
        "card": "/explorer/card/",
        "list": url_for("explorer.listed"),
        "plain": url_for("map.country"),
        "fallback": url_for("explorer.plain"),
        "pointsFrom": POINTS_FROM,
        "widest": explored.WIDEST,
        "coarse": {level: _coarse(found) for level, found in stand.items()},
        "colours": {
            "sequence": SEQUENCE,
            "zero": ZERO,
            "none": NO_DATA,
            "ground": GROUND,
            "groups": {letter: STAGE_COLOUR[group] for letter, group in GROUP_LETTERS.items()},
        },
        "groups": {letter: tell(GROUP_WORD[group]) for letter, group in GROUP_LETTERS.items()},
        "measures": {measure.value: tell(MEASURE_WORD[measure]) for measure in MEASURES},
        "levels": {key: tell(word) for key, word in LEVELS.items()},
        "words": _words(),
    }


def _coarse(found: coarse.Standing) -> dict[str, Any]:
    """What stands for outlines that are not loaded, by name; and codes of the areas that parts stand for."""
    english = language() == "en"

    def named(areas: list[coarse.Wider]) -> dict[str, str]:
        return {area.code: (english and area.name_en) or area.name_th for area in areas}

    return {"whole": named(found.whole), "part": named(found.part), "lacking": found.lacking}


def _words() -> dict[str, str]:
    """Sentences that the map says by itself; {n} and the like are filled in by it."""
    return {
        "items": _("{n} รายการ"),
        "baht": _("{n} บาท"),
        "millions": _("{n} ล้านบาท"),
        "days": _("{n} วัน"),
        "perHead": _("{n} บาทต่อคน"),
        "none": _("ไม่มีข้อมูล"),
        "zero": _("ไม่มี"),
        "areas": _("{words} ({n} แห่ง)"),
        "inView": _("ในกรอบนี้ {n} รายการ {baht}"),
        "coarse": _("ยังไม่มีแนวเขต{level}ของ {names} สี ชื่อ และจำนวนที่เห็นจึงเป็นของทั้งพื้นที่"),
        "coarseOne": _("{name} ({n} รายการ)"),
        "whole": _("{name} ทั้งพื้นที่: {value}"),
        "nothing": _("ไม่มีรายการตามที่เลือกในกรอบนี้ ลองเลื่อนแผนที่หรือล้างตัวกรอง"),
        "more": _("ในกรอบนี้มีมากกว่าที่แสดง ขยายเข้าไปหรือเลือกตัวกรองให้แคบลง"),
        "closer": _("ขยายแผนที่เข้าไปจนเห็นจุด แล้วรายชื่อรายการจะอยู่ที่นี่"),
        "wordsOnly": _("คำค้นตรงกับรายการมากเกินกว่าจะนับ จุดรายการกรองตามคำ แต่สีนับทุกคำ"),
        "noSource": _("รายการของแหล่งข้อมูลนี้มากเกินกว่าจะนับแยกตามด้านหรือสถานะย่อยในวงกว้างนี้ ดูได้เฉพาะจุดรายการ"),
        "noWait": _("ไม่มีรายการที่รอพิจารณาตามที่เลือก จึงไม่มีวันที่รอให้แสดง"),
        "noDays": _("วันที่รอไม่แยกตามด้านหรือสถานะย่อย ล้างตัวกรองนั้นเพื่อดูสี"),
        "shares": _("ร้อยละคิดจากทุกสถานะที่นับ ไม่ขึ้นกับตัวกรองสถานะ"),
        "zoomTo": _("ขยายเข้าไป"),
        "openMap": _("ตารางของพื้นที่นี้"),
        "failed": _("โหลดข้อมูลไม่สำเร็จ ตรวจการเชื่อมต่อแล้วเลื่อนแผนที่อีกครั้ง"),
        "zoomIn": _("ขยายแผนที่"),
        "zoomOut": _("ย่อแผนที่"),
        "map": _("แผนที่ ใช้ลูกศรเลื่อน เครื่องหมายบวกลบขยายและย่อ"),
    }
