"""GET /api/v1/oc4ids: the funded projects of a province in OC4IDS 0.9.5, page by page (docs/oc4ids.md)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, current_app, request, url_for
from flask.json import dumps
from pydantic import BaseModel, ConfigDict

from planhub.api.answers import blueprint, json_answer
from planhub.api.operations import Operation, Parameter, described, text, whole
from planhub.api.parameters import known_only
from planhub.areas.area import Area
from planhub.areas.codes import read_code
from planhub.clock import BANGKOK
from planhub.config import Settings
from planhub.database import db
from planhub.edge import public
from planhub.errors import Invalid, NotFound
from planhub.linkage.plan_item import PlanVersion
from planhub.reports.oc4ids import package, projects
from planhub.wording import N_, say

part = blueprint("api_oc4ids", __name__)

MOST, USUAL = 500, 100
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
BEGINNING = datetime(2026, 1, 1, tzinfo=BANGKOK)
"""Said of a province of which nothing was ever written."""

_PROVINCE = N_("ระบุจังหวัดด้วยรหัส 2 หลัก เช่น province=32")
_YEAR = N_("year ต้องเป็นปีงบประมาณ พ.ศ. สี่หลัก เช่น 2570")
_LIMIT = N_("limit ต้องเป็นจำนวนเต็ม 1 ถึง %(most)s")
_NONE = N_("จังหวัด%(province)sยังไม่มีโครงการที่ได้รับงบประมาณตามที่ถาม และมาตรฐานไม่ยอมให้ส่งชุดข้อมูลที่ไม่มีโครงการ")
_AFTER = N_("after ต้องเป็นค่าจากหัวเรื่อง Link ของหน้าก่อนโดยไม่แก้ไข")


class Oc4idsPackage(BaseModel):
    """A project package of OC4IDS 0.9.5; the standard says what a project holds."""

    model_config = ConfigDict(extra="forbid")

    uri: str
    version: str
    publishedDate: str  # noqa: N815 - the standard's own name
    publisher: dict[str, Any]
    license: str
    projects: list[dict[str, Any]]


@part.get("/oc4ids")
@public
@described(
    Operation(
        "Funded projects of a province as an OC4IDS 0.9.5 package; `Link` names the next page",
        Oc4idsPackage,
        (
            Parameter("province", {"type": "string"}, "Two digits", required=True, example="32"),
            text("year", "Buddhist fiscal year; left out: all", example="2570"),
            whole("limit", "Projects of a page", minimum=1, maximum=MOST, default=USUAL),
            text("after", "From `Link` of the page before"),
        ),
    )
)
def page() -> Response:
    """A page of projects in the order of their ids; the last has no `Link`. A package holds one at least."""
    known_only(request.args, ("province", "year", "limit", "after"))
    province, settings = _province(), current_app.config["SETTINGS"]
    limit = _whole("limit", USUAL, 1, MOST, say(_LIMIT, most=MOST)) or USUAL
    found = list(
        projects(
            db.session(),
            province=province.code,
            year=_whole("year", None, 2400, 2700, say(_YEAR)),
            prefix=settings.oc4ids_prefix,
            site=site_of(settings),
            after=_after(),
            limit=limit + 1,
        )
    )
    if not found:
        raise NotFound(say(_NONE, province=province.name_th))
    told = [project for _, project in found[:limit]]
    answer = json_answer(dumps(_packed(told, province), ensure_ascii=False))
    if len(found) > limit:
        following: dict[str, Any] = {**request.args, "after": str(found[limit - 1][0])}
        answer.headers["Link"] = f'<{url_for("api_oc4ids.page", **following, _external=True)}>; rel="next"'
    answer.headers["Access-Control-Expose-Headers"] = "ETag, Link"
    return answer


def site_of(settings: Settings) -> str:
    """The address of the installation, for links in what it publishes."""
    return (settings.public_url or request.url_root).rstrip("/")


def _packed(told: list[dict[str, Any]], province: Area) -> dict[str, Any]:
    # generated on demand, so its date is that of the last change of what it holds
    version = db.session.get(PlanVersion, province.code)
    return package(
        told,
        uri=request.url,
        publisher=f"จังหวัด{province.name_th}",
        at=version.changed_at if version else BEGINNING,
        licence=LICENCE,
    )


def _province() -> Area:
    typed = request.args.get("province", "")
    area = db.session.get(Area, read_code(typed, field="province")) if len(typed) == 2 else None
    if area is None or not area.in_76:
        raise Invalid({"province": say(_PROVINCE)})
    return area


def _whole(name: str, usual: int | None, low: int, high: int, wrong: Any) -> int | None:
    typed = request.args.get(name, "")
    if not typed:
        return usual
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 4 and low <= int(typed) <= high):
        raise Invalid({name: wrong})
    return int(typed)


def _after() -> UUID | None:
    typed = request.args.get("after", "")
    try:
        return UUID(typed) if typed else None
    except ValueError:
        raise Invalid({"after": say(_AFTER)}) from None
