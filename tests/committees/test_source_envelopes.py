"""A plan by source of money: within, over, the limit and what is left of it."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from planhub.committees.enveloping import save_limits
from planhub.committees.source_envelopes import OfSource, by_source, limits
from planhub.errors import Invalid
from planhub.proposals.need import BudgetLine
from planhub.workflow.stages import Stage
from tests.factories import areas, proposals

OF: dict[str, Any] = {"province_code": "32", "year": 2571}


def test_each_source_within_and_over_with_what_is_left(session: Session) -> None:
    areas.surin(session)
    two = proposals.proposal(session, stage=Stage.PLANNED, amount=100)
    session.add(BudgetLine(proposal_id=two.id, fiscal_year=2571, source="lao", amount=Decimal(40)))
    proposals.proposal(session, stage=Stage.PLANNED, amount=30, envelope="over")
    proposals.proposal(session, stage=Stage.PROVINCE, amount=999)
    save_limits(session, **OF, typed={"province": "๘๐", "function": "1 ล้าน", "lao": ""})
    assert by_source(session, **OF) == [
        OfSource("province", 2, Decimal(100), Decimal(30), Decimal(80)),
        OfSource("lao", 1, Decimal(40), Decimal(0), None),
        OfSource("function", 0, Decimal(0), Decimal(0), Decimal(1_000_000)),
    ]
    assert [one.left for one in by_source(session, **OF)] == [-20, None, 1_000_000]


def test_a_blank_takes_a_limit_away_and_what_cannot_be_read_changes_nothing(session: Session) -> None:
    save_limits(session, **OF, typed={"province": "80", "loan": "5"})
    with pytest.raises(Invalid) as refusal:
        save_limits(session, **OF, typed={"province": "มาก", "loan": "-1"})
    assert set(refusal.value.fields) == {"province", "loan"}
    assert limits(session, **OF) == {"province": 80, "loan": 5}
    save_limits(session, **OF, typed={"province": "90"})
    assert limits(session, **OF) == {"province": 90}
    save_limits(session, **OF, typed={})
    assert limits(session, **OF) == {}
