"""GET /api/v1/summary: items and baht of each area of a level, from the kept summaries."""

from typing import Any

from flask import Response, request

from planhub.api import shapes
from planhub.api.answers import blueprint, joined, json_answer, unchanged
from planhub.api.filters import SIDE, STAGE, YEAR
from planhub.api.operations import Operation, Parameter, described, text
from planhub.api.parameters import known_only
from planhub.areas import codes
from planhub.database import db
from planhub.edge import public
from planhub.errors import Invalid
from planhub.maps import open_summary, versions
from planhub.maps.choice import Choice
from planhub.maps.groups import groups
from planhub.maps.kept import Kept
from planhub.maps.questions import read_choice
from planhub.thai.folding import visible
from planhub.wording import N_, say

part = blueprint("api_summary", __name__)
kept: Kept[str] = Kept(500)
"""Answers by ETag, which names the question and the version of all that it depends on; 4 to 20 kB each."""

_LEVEL = N_("level ต้องเป็น province, district หรือ subdistrict")
_WITHIN = N_("within ต้องเป็นพื้นที่ที่กว้างกว่า level: ภาคหรือกลุ่มจังหวัด (เช่น NE, NE-L1) รหัสจังหวัด หรือรหัสอำเภอ")


@part.get("/summary")
@public
@described(
    Operation(
        "Items and baht of each area of a level",
        shapes.Summary,
        (
            Parameter("level", {"type": "string", "enum": list(open_summary.LEVELS), "default": "province"}),
            text("within", "A region (NE), a cluster (NE-L1), a province or a district", example="NE-L1"),
            YEAR,
            STAGE,
            SIDE,
        ),
    )
)
def summary() -> Response:
    """One row for each area, zeros included: 76 rows for the level province."""
    known_only(request.args, ("level", "within", "year", "stage", "side"))
    level, choice = _level(), read_choice(request.args)
    provinces, prefix = _within(open_summary.LEVELS[level])
    session = db.session()
    version = versions.version_of(session, provinces or ([prefix[:2]] if prefix else ()))
    etag, held = unchanged(version)
    if held is not None:
        return held
    body = kept.get(etag)
    if body is None:
        rows = open_summary.summary(session, level, sorted(provinces), prefix, choice)
        body = kept.put(etag, joined(_head(level, choice, version), "rows", rows))
    return json_answer(body, etag)


def _head(level: str, choice: Choice, version: str) -> dict[str, Any]:
    return {
        "level": level,
        "within": request.args.get("within") or None,
        "year": choice.year,
        "stage": choice.stage or None,
        "side": choice.side or None,
        "version": version,
    }


def _level() -> str:
    level = visible(request.args.get("level", "province"))
    if level not in open_summary.LEVELS:
        raise Invalid({"level": say(_LEVEL)})
    return level


def _within(digits: int) -> tuple[frozenset[str], str]:
    """Provinces of a region or cluster, or the prefix of an area's code."""
    typed = visible(request.args.get("within", ""))
    if not typed:
        return frozenset(), ""
    group = groups().get(typed.upper())
    if group:
        return group.provinces, ""
    code = codes.read_code(typed, field="within")
    codes.refuse_bangkok(code, field="within")
    if len(code) >= digits or codes.is_community(code):
        raise Invalid({"within": say(_WITHIN)})
    return frozenset(), code
