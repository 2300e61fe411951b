"""What is left of a fiscal year's money: the list from which an office closes the year."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, func, not_, or_, select, tuple_
from sqlalchemy.orm import Session

from planhub.money.entering import OWN
from planhub.money.money_entry import ItemMoney
from planhub.proposals.need import Need
from planhub.proposals.proposal import Proposal
from planhub.proposals.selection import within
from planhub.workflow.roles import Hat, Level
from planhub.workflow.stages import Stage
from planhub.works.works import UNDERWAY

PAGE = 200


@dataclass(frozen=True)
class Left:
    """Baht of one item, year and source that are not paid yet."""

    id: int
    number: str
    title: str
    place_code: str
    stage: Stage
    source: str
    bound: Decimal
    """Bound by a contract or order: it can be kept over the year's end, not given back."""
    free: Decimal

    @property
    def pick(self) -> str:
        """What a form sends back of it: with the sums that its reader saw."""
        return f"{self.id}~{self.source}~{self.bound}~{self.free}"


@dataclass(frozen=True)
class Sums:
    """All of an office's year."""

    items: int
    bound: Decimal
    free: Decimal


def leftovers(
    session: Session,
    *,
    hat: Hat,
    year: int,
    after: tuple[int, str] | None = None,
    only: Collection[tuple[int, str]] | None = None,
) -> list[Left]:
    """What is left of the items whose money this hat keeps, by id; one more than PAGE where more follow.

    `only` these, by item and source, however many they are.
    """
    query = (
        select(Proposal, Need.title, ItemMoney)
        .select_from(ItemMoney)
        .join(Proposal, Proposal.uid == ItemMoney.item_id)
        .join(Need, Need.proposal_id == Proposal.id)
        .where(*_left(hat, year))
        .order_by(Proposal.id, ItemMoney.source)
        .limit(PAGE + 1)
    )
    if only is not None:
        query = query.where(tuple_(Proposal.id, ItemMoney.source).in_(only)).limit(None)
    if after is not None:
        query = query.where(tuple_(Proposal.id, ItemMoney.source) > after)
    return [
        Left(
            id=proposal.id,
            number=proposal.number or "",
            title=title,
            place_code=proposal.place_code,
            stage=Stage(proposal.stage),
            source=money.source,
            bound=money.committed,
            free=money.remaining,
        )
        for proposal, title, money in session.execute(query)
    ]


def sums(session: Session, *, hat: Hat, year: int) -> Sums:
    """How much is left of the whole year, however long its list is."""
    row = session.execute(
        select(
            func.count(func.distinct(Proposal.id)).label("items"),
            func.coalesce(func.sum(ItemMoney.committed), 0).label("bound"),
            func.coalesce(func.sum(ItemMoney.remaining), 0).label("free"),
        )
        .select_from(ItemMoney)
        .join(Proposal, Proposal.uid == ItemMoney.item_id)
        .where(*_left(hat, year))
    ).one()
    return Sums(row.items, Decimal(row.bound), Decimal(row.free))


def years(session: Session, *, hat: Hat) -> Sequence[int]:
    """Fiscal years of which something is left, the newest first."""
    query = (
        select(ItemMoney.fiscal_year)
        .join(Proposal, Proposal.uid == ItemMoney.item_id)
        .where(*_left(hat, None))
        .distinct()
        .order_by(ItemMoney.fiscal_year.desc())
    )
    return session.scalars(query).all()


def _left(hat: Hat, year: int | None) -> list[ColumnElement[bool]]:
    ended = and_(Proposal.stage.in_((Stage.COMPLETED, Stage.EVALUATED)), Proposal.plan_year.is_(None))
    own = or_(Proposal.stage.in_(OWN), ended)
    found = [
        ItemMoney.province_code == hat.area_code[:2],
        ItemMoney.committed + ItemMoney.remaining > 0,
        Proposal.stage.in_(UNDERWAY),
        or_(within(hat.area_code), Proposal.area_code == hat.area_code),
        own if hat.level is Level.SUBDISTRICT else not_(own),
    ]
    return found if year is None else [*found, ItemMoney.fiscal_year == year]
