"""The ministry's page: 76 provinces side by side, regions and clusters, this month's changes, downloads."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from planhub import clock
from planhub.database import db
from planhub.edge import requires, tell
from planhub.edge.naming import name_file
from planhub.edge.wording import language
from planhub.linkage.way import WAY_WORD
from planhub.maps import downloads, nation_table, questions, wording
from planhub.maps.choice import GROUP_WORD
from planhub.maps.conditions import years
from planhub.maps.nation import QUIET_DAYS, SORTS, Nation, nation
from planhub.thai.dates import thai_date
from planhub.web.maps.map import TYPES
from planhub.web.maps.nation_rows import narrowed, regions
from planhub.web.whose import sample_mark, this
from planhub.workflow.authority import Permission

pages = Blueprint("nation", __name__)


@pages.get("/nation")
@requires(Permission.NATION_READ)
def index() -> str | Response:
    """All provinces in one table; a province's own server knows no other."""
    if this().province:
        return make_response(redirect(url_for("map.place", code=this().province)))
    year, sort = questions.read_year(request.args.get("year", "")), _sort()
    region, name = request.args.get("region", ""), request.args.get("name", "")
    found = _read(year, sort)

    def to(**other: str | None) -> str:
        kept: dict[str, Any] = {"year": year, "sort": sort, "region": region or None, "name": name or None}
        return url_for("nation.index", **kept | other)

    return render_template(
        "nation/index.html",
        nation=found,
        provinces=narrowed(found.provinces, region=region, name=name),
        year=year,
        sort=sort,
        sorts=_sorts(sort),
        region=region,
        name=name,
        jumps=_jumps(region, to),
        years=[("", _("ทุกปี")), *((str(y), str(y)) for y in years(db.session()))],
        groups=[(group, tell(word)) for group, word in GROUP_WORD.items() if group != "not_agreed"],
        way_word={way: tell(word) for way, word in WAY_WORD.items()},
        figure=lambda baht: wording.figure(baht, language()),
        millions=wording.millions,
        quiet_days=QUIET_DAYS,
        sorted_by=lambda name: _direction(sort, name),
        sorting=lambda by: to(sort=_next(sort, by)),
        file=lambda form: url_for("nation.table", form=form, year=year, sort=sort),
    )


@pages.get("/nation/table.<any(csv, xlsx):form>")
@requires(Permission.NATION_READ)
def table(form: str) -> Response:
    """The same table as a file."""
    year = questions.read_year(request.args.get("year", ""))
    found = _read(year, _sort())
    rows = nation_table.lines(found, tell)
    said = _("ปีงบประมาณ %(year)s", year=year) if year else _("ทุกปีงบประมาณ")
    notes = [said, _("ข้อมูล ณ %(date)s", date=thai_date(clock.today(), locale=language())) + sample_mark()]
    content = (
        downloads.as_csv(rows)
        if form == "csv"
        else downloads.as_workbook(rows, title=_("แผนของ 76 จังหวัด"), notes=notes)
    )
    response = make_response(content)
    response.headers["Content-Type"] = TYPES[form]
    return name_file(response, f"planhub-nation.{form}")


def _read(year: int | None, sort: str) -> Nation:
    return nation(db.session(), year=year, at=clock.now(), sort=sort)


def _sort() -> str:
    asked = request.args.get("sort", "")
    return asked if asked.removeprefix("-") in SORTS else "name"


def _sorts(sort: str) -> list[tuple[str, str]]:
    """The orders one may ask for, each its useful way round, and the one in force."""
    words = {
        "name": _("ชื่อจังหวัด"),
        "items": _("รายการ"),
        "baht": _("วงเงิน"),
        **{group: tell(word) for group, word in GROUP_WORD.items()},
        "new": _("เพิ่มเดือนนี้"),
        "silence": _("เงียบมา"),
    }
    offered = [name if name == "name" else f"-{name}" for name in SORTS]
    return [(by, words[by.removeprefix("-")]) for by in dict.fromkeys([*offered, sort])]


def _jumps(region: str, to: Callable[..., str]) -> list[dict[str, object]]:
    jumps = [("", _("ทั้งประเทศ")), *((id_, tell(name)) for id_, name in regions())]
    return [
        {"url": to(region=id_ or None, _anchor="provinces"), "label": name, "current": id_ == region}
        for id_, name in jumps
    ]


def _next(sort: str, name: str) -> str:
    first = name if name == "name" else f"-{name}"
    return f"-{name}" if sort == first == name else name if sort == first else first


def _direction(sort: str, name: str) -> str | None:
    if sort.removeprefix("-") != name:
        return None
    return "down" if sort.startswith("-") else "up"
