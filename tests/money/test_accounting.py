"""The ledger: what adds up is written, what does not is refused in words, and the database says the same."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from planhub.errors import Invalid
from planhub.linkage.plan_item import PlanItem
from planhub.money.accounting import Figure, fault, record, remaining, sums
from planhub.money.money_entry import ItemMoney
from planhub.workflow.stages import Stage
from tests.factories import areas, proposals

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


def of(kind: str, amount: int) -> Figure:
    return Figure(kind=kind, amount=Decimal(amount), fiscal_year=2570, source="province", note="แก้ไข")


RULES = [
    # given and untouched: all of it remains
    ([of("allocated", 100)], 100),
    # moved up and down
    ([of("allocated", 100), of("increased", 20), of("decreased", 5)], 115),
    # bound, then paid: paying takes it out of what is bound
    ([of("allocated", 100), of("committed", 80), of("committed", -80), of("disbursed", 80)], 20),
    # kept over the year's end, returned and lapsed are no longer here
    ([of("allocated", 100), of("carried", 30), of("returned", 30), of("lapsed", 40)], 0),
    # asked for is not given
    ([of("requested", 100)], 0),
]


@pytest.mark.parametrize(("figures", "left"), RULES)
def test_what_remains(figures: list[Figure], left: int) -> None:
    found = sums(None, figures)
    assert fault(found) is None
    assert remaining(found) == left


REFUSED = [
    # more is bound than was given
    [of("allocated", 100), of("committed", 101)],
    # nothing was given at all
    [of("disbursed", 1)],
    # more taken back than was ever paid
    [of("allocated", 100), of("disbursed", 10), of("disbursed", -11)],
    # decreased below what is bound
    [of("allocated", 100), of("committed", 90), of("decreased", 20)],
]


@pytest.mark.parametrize("figures", REFUSED)
def test_what_does_not_add_up_is_refused_in_words_and_by_the_database(
    session: Session, figures: list[Figure]
) -> None:
    areas.surin(session)
    need = proposals.proposal(session)
    told = {"province_code": "32", "item_id": need.uid, "proposal_id": need.id}
    with pytest.raises(Invalid) as refusal:
        record(session, **told, figures=figures, at=AT, by=None, capacity="")  # type: ignore[arg-type]
    assert "บาท" in str(refusal.value.fields["amount"])
    by_hand = text(
        "insert into money_entry (province_code, item_id, fiscal_year, source, kind, amount, note, at)"
        " select '32', :id, 2570, 'province', kind, amount, 'แก้ไข', :at"
        " from unnest(cast(:kinds as text[]), cast(:amounts as numeric[])) as given(kind, amount)"
    )
    given = {"kinds": [one.kind for one in figures], "amounts": [one.amount for one in figures]}
    with pytest.raises(DBAPIError, match="item_money"):
        session.execute(by_hand, {"id": need.uid, "at": AT} | given)


def test_the_sums_and_the_plan_item_follow_the_ledger(session: Session) -> None:
    areas.surin(session)
    need = proposals.proposal(session, stage=Stage.PLANNED)
    told = {"province_code": "32", "item_id": need.uid, "proposal_id": need.id, "at": AT, "by": None}
    record(session, **told, figures=[of("allocated", 100)], capacity="")  # type: ignore[arg-type]
    record(session, **told, figures=[of("committed", 60), of("increased", 10)], capacity="")  # type: ignore[arg-type]
    session.commit()
    money = session.scalars(select(ItemMoney).where(ItemMoney.item_id == need.uid)).one()
    assert (money.allocated, money.increased, money.committed, money.remaining) == (100, 10, 60, 50)
    item = session.get_one(PlanItem, ("32", need.uid))
    assert (item.allocated, item.committed, item.disbursed, item.budget_source) == (110, 60, None, "province")


def test_the_ledger_is_only_added_to(session: Session) -> None:
    areas.surin(session)
    need = proposals.proposal(session)
    told = {"province_code": "32", "item_id": need.uid, "proposal_id": need.id, "at": AT, "by": None}
    record(session, **told, figures=[of("allocated", 100)], capacity="")  # type: ignore[arg-type]
    with pytest.raises(DBAPIError, match="only added to"):
        session.execute(text("update money_entry set amount = 5"))
