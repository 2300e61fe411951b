"""Sealed editions: a hash anybody can recompute, a chain, no change unnoticed, one winner."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from planhub.cli import plan as command
from planhub.committees.editions import broken, editions, is_intact, opened
from planhub.committees.plan_content import content_of, digest_of
from planhub.committees.sealed_plan import SealedPlan
from planhub.committees.sealing import latest, seal
from planhub.errors import Conflict, Invalid, NotFound
from planhub.proposals.proposal import Proposal
from planhub.workflow.stages import Stage
from tests.factories import accounts, areas, proposals

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
OF: dict[str, Any] = {"province_code": "32", "year": 2571}
LATER = {"kind": "change", "reason": "ราคาเปลี่ยน"}


@pytest.fixture
def need(session: Session) -> Proposal:
    areas.surin(session)
    agency = accounts.agency(session)
    need = proposals.proposal(session, stage=Stage.PLANNED, amount=100, agency_code=agency.code)
    proposals.rank(session, need, "province", 1)
    return need


def sealed(session: Session, **typed: str) -> SealedPlan:
    """The next edition, of what stands now."""
    last = latest(session, **OF)
    seen = digest_of(content_of(session, **OF), last.digest if last else "")
    return seal(session, **OF, typed={"seen": seen} | typed, at=AT, by=None, capacity="ผู้ว่าราชการจังหวัด")


def test_the_hash_is_recomputed_from_the_stored_content(session: Session, need: Proposal) -> None:
    first = sealed(session)
    need.amount = Decimal(150)
    second = sealed(session, **LATER)
    session.commit()
    before = ""
    for edition in (first, second):
        session.refresh(edition)
        whole = json.dumps(edition.content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256((before + "\n" + whole).encode()).hexdigest() == edition.digest
        before = edition.digest
    assert [(one.edition, one.kind, one.items, one.baht) for one in editions(session, **OF)] == [
        (2, "change", 1, 150),
        (1, "first", 1, 100),
    ]


def test_an_edition_holds_what_was_planned(session: Session, need: Proposal) -> None:
    (line,) = sealed(session).content
    assert line["number"] == need.number
    assert (line["amount"], line["rank"], line["envelope"]) == ("100.00", "1", "within")
    assert "สุรินทร์" in line["area"]
    assert "โยธาธิการ" in line["agency"]
    assert "stage" not in line, "which goes on after the plan was made"


def tamper(session: Session, words: str) -> None:
    """What somebody with the whole database in his hands could do."""
    session.execute(text("alter table sealed_plan disable trigger user"))
    session.execute(text(words))
    session.execute(text("alter table sealed_plan enable trigger user"))
    session.expire_all()


TAMPERED = [
    # a sum
    ("update sealed_plan set content = jsonb_set(content, '{0,amount}', '\"900.00\"') where edition = 1", 1),
    # content and hash of the first, so that the second no longer follows from it
    ("update sealed_plan set digest = repeat('0', 64) where edition = 1", 2),
    # the first is taken away
    ("delete from sealed_plan where edition = 1", 1),
]


@pytest.mark.parametrize(("words", "noticed"), TAMPERED)
def test_what_was_tampered_with_is_noticed(
    session: Session, need: Proposal, words: str, noticed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def here(_settings: Any) -> Iterator[Session]:
        yield session

    monkeypatch.setattr(command, "open_session", here)
    sealed(session)
    need.amount = Decimal(150)
    sealed(session, **LATER)
    whole = CliRunner().invoke(command.plan, ["verify"])
    assert (whole.exit_code, whole.output) == (0, "2 editions hold what was sealed.\n")
    tamper(session, words)
    assert len(broken(session)[1]) == noticed
    assert broken(session, province_code="45") == (0, [])
    told = CliRunner().invoke(command.plan, ["verify", "--province", "32"])
    assert told.exit_code == 1
    assert "32-2571" in told.output


def test_the_database_refuses_to_change_an_edition(session: Session, need: Proposal) -> None:
    edition = sealed(session)
    assert is_intact(session, edition)
    with pytest.raises(DBAPIError, match="only added to"):
        session.execute(text("update sealed_plan set reason = 'อื่น'"))


def test_only_what_was_seen_is_sealed(session: Session, need: Proposal) -> None:
    with pytest.raises(Conflict):
        sealed(session, seen=digest_of([], ""))
    sealed(session)
    with pytest.raises(Invalid, match="ไม่มีอะไรให้ลงนามใหม่"):
        sealed(session, **LATER)
    need.amount = Decimal(1)
    stale = digest_of(content_of(session, **OF), latest(session, **OF).digest)  # type: ignore[union-attr]
    sealed(session, **LATER)
    with pytest.raises(Conflict):
        sealed(session, **LATER, seen=stale)


WRONG = [
    ({}, {"kind", "reason"}),
    ({"kind": "first", "reason": "x"}, {"kind"}),
    ({"kind": "change", "reason": " "}, {"reason"}),
    ({"kind": "change", "reason": "x", "meeting": "ก" * 301}, {"meeting"}),
]


@pytest.mark.parametrize(("typed", "fields"), WRONG)
def test_a_later_edition_says_what_it_is_and_why(
    session: Session, need: Proposal, typed: dict[str, str], fields: set[str]
) -> None:
    sealed(session)
    need.amount = Decimal(1)
    with pytest.raises(Invalid) as refusal:
        sealed(session, **typed)
    assert set(refusal.value.fields) == fields


def test_an_empty_plan_is_not_sealed_and_has_no_edition(session: Session) -> None:
    areas.surin(session)
    with pytest.raises(Invalid):
        sealed(session)
    with pytest.raises(NotFound):
        opened(session, **OF, edition=1)
