"""Proposals with their words, money and rounds."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import Session

from planhub.proposals.need import Attachment, BudgetLine, Need
from planhub.proposals.planning_round import PlanningRound, RoundWindow
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import DevelopmentIssue, Rank
from planhub.thai.folding import search_key
from planhub.workflow.judging import holder_code
from planhub.workflow.stages import Stage
from tests.factories.areas import area

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
YEAR = 2571
_numbers = count(1)


def proposal(
    session: Session,
    area_code: str = "32010204",
    stage: Stage = Stage.SUBDISTRICT,
    title: str = "ก่อสร้างถนนคอนกรีตเสริมเหล็กสายบ้านตั้งใจ",
    *,
    amount: int = 500_000,
    days_ago: float = 3,
    point: tuple[float, float] | None = None,
    need: dict[str, Any] | None = None,
    **more: Any,
) -> Proposal:
    """A proposal at a stage, held by the office that holds it there; `point` is (longitude, latitude)."""
    place = area(session, area_code)
    subdistrict = place.parent_code if place.kind in ("village", "community") else place.code
    assert subdistrict is not None
    place_code = area_code if place.kind == "village" else subdistrict
    n, since = next(_numbers), NOW - timedelta(days=days_ago)
    draft = stage is Stage.DRAFT and not more.get("returned")
    year = more.pop("fiscal_year", YEAR)
    values: dict[str, Any] = {
        "number": None if draft else f"{area_code}-{year}-{n:03}",
        "submitted_at": None if draft else since,
        "province_code": place_code[:2],
        "district_code": place_code[:4],
        "subdistrict_code": subdistrict,
        "place_code": place_code,
        "holder_code": holder_code(
            stage,
            place_code=place_code,
            area_code=area_code,
            agency_code=more.get("agency_code"),
            now_with=subdistrict,
        ),
        "stage_since": since,
        "side": "infrastructure",
        "created_at": since,
        "updated_at": since,
    }
    values["search_key"] = search_key(title)
    if stage is Stage.PLANNED:
        values |= {"plan_year": year, "envelope": "within"}
    row = Proposal(
        area_code=area_code, stage=stage, fiscal_year=year, amount=Decimal(amount), **(values | more)
    )
    session.add(row)
    session.flush()
    words = Need(proposal_id=row.id, title=title, problem="ฝนตกถนนขาด", **(need or {}))
    if point:
        words.geom = func.ST_SetSRID(func.ST_MakePoint(*point), 4326)
        words.geom_how = "map"
    session.add(words)
    if amount:
        session.add(
            BudgetLine(proposal_id=row.id, fiscal_year=year, source="province", amount=Decimal(amount))
        )
    session.flush()
    return row


def rank(session: Session, row: Proposal, level: str, at: int, *, by: int | None = None) -> Rank:
    """A rank of a proposal at a level."""
    office = {"village": row.area_code, "subdistrict": row.subdistrict_code, "district": row.district_code}
    made = Rank(
        proposal_id=row.id,
        level=level,
        office_code=office.get(level, row.province_code),
        fiscal_year=row.fiscal_year,
        rank=at,
        set_by=by,
        set_at=NOW,
    )
    session.add(made)
    session.flush()
    return made


def planning_round(
    session: Session, province: str = "32", year: int = YEAR, **windows: dict[str, Any]
) -> PlanningRound:
    """A round; `subdistrict={"top_n": 3}` gives that level a window."""
    row = PlanningRound(province_code=province, fiscal_year=year, name=f"รอบปีงบประมาณ พ.ศ. {year}")
    session.add(row)
    session.flush()
    session.add_all(RoundWindow(round_id=row.id, level=level, **rule) for level, rule in windows.items())
    session.flush()
    return row


def issue(session: Session, no: int = 1, name: str = "ยกระดับเกษตรอินทรีย์", **more: Any) -> DevelopmentIssue:
    """A development issue of Surin for the plan of 2571–2575."""
    values = {"province_code": "32", "from_year": 2571, "to_year": 2575} | more
    row = DevelopmentIssue(no=no, name=name, **values)
    session.add(row)
    session.flush()
    return row


def photo(session: Session, row: Proposal, name: str = "ถนน.jpg") -> Attachment:
    """A photo's row, without its bytes."""
    made = Attachment(
        proposal_id=row.id, kind="photo", filename=name, media_type="image/jpeg", bytes=1000,
        sha256=f"{next(_numbers):064}", width=1600, height=1200, added_at=NOW,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made
