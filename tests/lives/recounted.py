"""Everything counted anew from what people wrote, by plain Python, and held beside what is kept."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from planhub.accounts.holding import Agency
from planhub.areas.area import Area
from planhub.committees.editions import broken
from planhub.linkage import pyramid_recounting, recounting, spot_recounting
from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.money.figures import CARRY
from planhub.money.money_entry import KINDS, ItemMoney, MoneyEntry
from planhub.oversight.by_district import Part, parts
from planhub.oversight.governed import governed, shelves
from planhub.oversight.narrowed import Narrowed
from planhub.oversight.rounds import survey
from planhub.oversight.trouble import Limits
from planhub.progress.progress import ProgressReport
from planhub.proposals import coverage
from planhub.proposals.need import BudgetLine, Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Review
from planhub.results.royal_project import RoyalProject
from planhub.workflow.due import Period
from planhub.workflow.moves import MOVES
from planhub.workflow.stages import Action, Stage
from planhub.works.work import Contract, ContractChange, Instalment, Work
from tests.lives.world import PROVINCE, World

Pots = dict[tuple[int, str], dict[str, Decimal]]
ZERO = Decimal(0)
SURIN, LIMITS = Narrowed(PROVINCE), Limits(date(2026, 9, 30), Period(2569, 9, by_quarter=True), 60)
SPENT = ("committed", "disbursed", "carried", "returned", "lapsed")
_MONTH = text(
    "select province_code, fiscal_year, stage, count(*), sum(amount) from plan_item"
    " group by 1, 2, 3 order by 1, 2, 3"
)
_KEPT_MONTH = text("select province_code, fiscal_year, stage, items, baht from plan_month order by 1, 2, 3")
_VERSION = text("select version from plan_version where province_code = :code")
_MONTH_LATER = (
    # not updated: that is what opens a month
    "create temporary table aged on commit drop as select * from plan_version",
    "delete from plan_version",
    "insert into plan_version select province_code, version, changed_at - interval '40 days' from aged",
    "delete from plan_month",
    "drop table aged",
)


def prove(world: World) -> None:
    """The items, their money and their logs say what people wrote."""
    with world.look() as session:
        ledgers = _ledgers(session)
        _items_are_recounted(session, ledgers)
        _foreign_items_are_recounted(session, ledgers)
        _sums_are_recounted(session, ledgers)
        _works_add_up(session)
        _every_move_is_told(session, world)


def prove_summaries(world: World) -> None:
    """Summaries, pyramid, months and sealed editions equal a recount."""
    with world.look() as session:
        assert recounting.differences(session) == []
        assert pyramid_recounting.differences(session) == []
        assert spot_recounting.differences(session) == 0
        kept = [tuple(row) for row in session.execute(_KEPT_MONTH)]
        changed = (session.scalar(_VERSION, {"code": PROVINCE}) or 0) != world.month_version
        assert kept == (world.months if changed else [])
        assert broken(session)[1] == []


def a_month_goes_by(world: World) -> None:
    """The database's month ends: from here on it keeps how it stood."""
    with world.as_root():
        for statement in _MONTH_LATER:
            world.connection.execute(text(statement))
    world.months = [tuple(row) for row in world.connection.execute(_MONTH)]
    world.month_version = world.connection.scalar(_VERSION, {"code": PROVINCE}) or 0


def _ledgers(session: Session) -> dict[UUID, Pots]:
    found: dict[UUID, Pots] = defaultdict(dict)
    for entry in session.scalars(select(MoneyEntry).order_by(MoneyEntry.id)):
        pot = found[entry.item_id].setdefault((entry.fiscal_year, entry.source), dict.fromkeys(KINDS, ZERO))
        pot[entry.kind] += entry.amount
    return found


def _given(pot: dict[str, Decimal]) -> Decimal:
    return pot["allocated"] + pot["increased"] - pot["decreased"]


def _left(pot: dict[str, Decimal]) -> Decimal:
    return _given(pot) - sum((pot[kind] for kind in SPENT), ZERO)


def _money_of(pots: Pots) -> dict[str, Any]:
    """What a plan item shows of its money."""
    spendable = sum(
        (_given(pot) - pot["carried"] - pot["returned"] - pot["lapsed"] for pot in pots.values()), ZERO
    )
    committed = sum((pot["committed"] for pot in pots.values()), ZERO)
    disbursed = sum((pot["disbursed"] for pot in pots.values()), ZERO)
    by_source: dict[str, Decimal] = defaultdict(Decimal)
    for (_year, source), pot in pots.items():
        by_source[source] += _given(pot)
    most = min((-baht, source) for source, baht in by_source.items()) if by_source else (ZERO, None)
    return {
        "allocated": spendable or None,
        "committed": committed or None,
        "disbursed": disbursed or None,
        "budget_source": most[1] if most[0] else None,
    }


def _items_are_recounted(session: Session, ledgers: dict[UUID, Pots]) -> None:
    works = {row.proposal_id: row for row in session.scalars(select(Work))}
    lines: dict[int, list[BudgetLine]] = defaultdict(list)
    for line in session.scalars(select(BudgetLine)):
        lines[line.proposal_id].append(line)
    royal = set(session.scalars(select(RoyalProject.item_id).where(RoyalProject.closed_at.is_(None))))
    expected, words = {}, {}
    # a line or a piece of land is shown by a point on it; without any, by the area's own
    point = func.coalesce(func.ST_PointOnSurface(Need.geom), Area.point)
    rows = session.execute(
        select(Proposal, Need, func.ST_AsText(point), Agency.name_th)
        .join(Need, Need.proposal_id == Proposal.id)
        .join(Area, Area.code == Proposal.area_code)
        .outerjoin(Agency, Agency.code == Proposal.agency_code)
        .where(Proposal.number.is_not(None))
    )
    for row, need, where, agency in rows:
        work, money = works.get(row.id), _money_of(ledgers.get(row.uid, {}))
        asked = min(((-line.amount, line.source) for line in lines[row.id]), default=(ZERO, None))[1]
        expected[row.uid] = money | {
            "province_code": row.province_code,
            "id": row.uid,
            "source_code": "planhub",
            "external_id": row.number,
            "fiscal_year": row.plan_year or row.fiscal_year,
            "district_code": row.district_code,
            "subdistrict_code": row.subdistrict_code,
            "area_code": row.area_code,
            "stage": row.stage,
            "side": row.side,
            "envelope": row.envelope,
            "amount": row.amount,
            "stage_since": row.stage_since,
            "updated_at": row.updated_at,
            "agency_code": row.agency_code,
            "budget_source": money["budget_source"] or asked,
            "physical": work.physical if work else None,
            "reported_at": work.reported_at if work else None,
            "funded_on": work.funded_on if work else None,
            "contracted_on": work.contracted_on if work else None,
            "due_on": work.ends_on if work else None,
            "completed_on": work.completed_on if work else None,
            "royal": row.uid in royal,
            "spot": where,
        }
        how = need.geom_how if need.geom is not None else "area"
        told = (row.number, need.title, row.search_key, agency, need.objective, where, how, None)
        words[row.uid] = told
    items = session.scalars(select(PlanItem).where(PlanItem.source_code == "planhub"))
    kept = {row.id: {c.key: getattr(row, c.key) for c in PlanItem.__table__.columns} for row in items}
    for id_, spot in session.execute(select(PlanItem.id, func.ST_AsText(PlanItem.spot))):
        if id_ in kept:
            kept[id_]["spot"] = spot
    assert kept.keys() == expected.keys()
    for id_, values in expected.items():
        wrong = {
            name: (kept[id_][name], value)
            for name, value in values.items()
            if kept[id_].get(name, value) != value
        }
        assert not wrong, f"{values['external_id']} keeps, and should: {wrong}"
        assert kept[id_].keys() <= values.keys(), "every column is recounted"
    of = PlanItemText
    texts = session.execute(
        select(
            of.id, of.number, of.title, of.search_key, of.agency, of.objective, func.ST_AsText(of.point),
            of.point_how, of.places,
        ).where(of.id.in_(list(expected)))
    )  # fmt: skip
    assert {id_: tuple(rest) for id_, *rest in texts} == words


def _foreign_items_are_recounted(session: Session, ledgers: dict[UUID, Pots]) -> None:
    for item in session.scalars(select(PlanItem).where(PlanItem.source_code != "planhub")):
        for name, value in _money_of(ledgers.get(item.id, {})).items():
            assert getattr(item, name) == value, (item.external_id, name)


def _sums_are_recounted(session: Session, ledgers: dict[UUID, Pots]) -> None:
    """The kept sums are the ledger's, no pot gives more than it holds, nothing is lost between two years."""
    counted = {
        (item, year, source): (*(pot[kind] for kind in KINDS), _left(pot))
        for item, pots in ledgers.items()
        for (year, source), pot in pots.items()
    }
    kept = {
        (row.item_id, row.fiscal_year, row.source): (*(getattr(row, kind) for kind in KINDS), row.remaining)
        for row in session.scalars(select(ItemMoney))
    }
    assert kept == counted
    for item, pots in ledgers.items():
        for pot in pots.values():
            assert min(pot.values()) >= 0
            assert _given(pot) >= pot["committed"] + pot["disbursed"]
            assert _left(pot) >= 0
        for year in {year for year, _source in pots}:
            gone = sum((pot["carried"] for (of, _), pot in pots.items() if of == year), ZERO)
            came = pots.get((year + 1, CARRY), {}).get("allocated", ZERO)
            assert gone == came, (
                item,
                year,
                "what is carried over stands in the next year, and nothing else",
            )


def prove_pages(world: World) -> None:
    """The governor's numbers and the round's, carried from change to change, are what counting anew gives."""
    with world.look() as session:
        _pages_are_recounted(session, world)


def _pages_are_recounted(session: Session, world: World) -> None:
    governed(session, SURIN, LIMITS)
    shelf = shelves.get((SURIN, LIMITS))
    assert shelf is not None
    counted = parts(session, SURIN, LIMITS)
    assert {code: part for code, part in shelf.parts.items() if part != Part()} == counted
    whole = Part()
    for part in counted.values():
        whole = whole.instead(None, part)
    assert shelf.whole == whole
    hat = world.hats["planner"]
    for year in (world.year, world.year + 1):
        assert survey(session, hat=hat, year=year) == coverage.survey(session, hat=hat, year=year)


def _works_add_up(session: Session) -> None:
    stages = {row.id: Stage(row.stage) for row in session.scalars(select(Proposal))}
    contracts: dict[int, list[Contract]] = defaultdict(list)
    for contract in session.scalars(select(Contract).order_by(Contract.id)):
        contracts[contract.proposal_id].append(contract)
    parts: dict[int, list[Instalment]] = defaultdict(list)
    for part in session.scalars(select(Instalment)):
        parts[part.contract_id].append(part)
    changes: dict[int, list[ContractChange]] = defaultdict(list)
    for change in session.scalars(select(ContractChange).order_by(ContractChange.id)):
        changes[change.contract_id].append(change)
    reports: dict[int, list[ProgressReport]] = defaultdict(list)
    for report in session.scalars(select(ProgressReport)):
        reports[report.proposal_id].append(report)
    for work in session.scalars(select(Work)):
        stage = stages[work.proposal_id]
        standing = [one for one in contracts[work.proposal_id] if one.ended_on is None]
        if standing:
            (contract,) = standing
            assert sum((one.amount for one in parts[contract.id]), ZERO) == contract.amount
            assert (work.contracted_on, work.ends_on) == (contract.signed_on, contract.ends_on)
        else:
            assert work.contracted_on is None
        for contract in contracts[work.proposal_id]:
            for one, next_ in pairwise(changes[contract.id]):
                assert (one.amount_after, one.ends_after) == (next_.amount_before, next_.ends_before)
            for one in changes[contract.id][-1:]:
                assert (one.amount_after, one.ends_after) == (contract.amount, contract.ends_on)
        counting = [one for one in reports[work.proposal_id] if one.review != "sent_back"]
        newest = max(counting, key=lambda one: (one.fiscal_year, one.month, one.id), default=None)
        if stage in (Stage.COMPLETED, Stage.EVALUATED):
            assert work.physical == 100
            assert work.completed_on is not None
        else:
            assert work.physical == (newest.physical if newest else 0)
            assert work.reported_at == max((one.at for one in counting), default=None)


def _every_move_is_told(session: Session, world: World) -> None:
    """Each change of a stage has its rows in the log; numbers stay; the log is one story."""
    log: dict[int, list[Review]] = defaultdict(list)
    for told in session.scalars(select(Review).order_by(Review.proposal_id, Review.seq)):
        log[told.proposal_id].append(told)
    for row in session.scalars(select(Proposal)):
        stage, story = Stage(row.stage), log[row.id]
        world.reached.add(stage)
        if row.number is not None:
            assert world.numbers.setdefault(row.id, row.number) == row.number, "a number never changes"
        assert (row.id in world.numbers) == (row.number is not None)
        before = Stage.DRAFT
        for one in story:
            assert one.from_stage == before, "each row begins where the last one ended"
            assert (Stage(one.from_stage), Action(one.action)) in MOVES
            before = Stage(one.to_stage)
        assert before is stage, "the last row says where it stands"
        assert len(story) >= world.logged.get(row.id, 0)
        if stage is not world.stages.get(row.id, Stage.DRAFT):
            assert len(story) > world.logged.get(row.id, 0), "no stage changes unsaid"
        assert all(one.seq < two.seq and one.at <= two.at for one, two in pairwise(story))
        assert not story or story[-1].seq <= row.version
        world.stages[row.id], world.logged[row.id] = stage, len(story)
