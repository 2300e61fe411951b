"""Whoever writes on a server of their own is only read here; rows that replication brings pass."""

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from planhub.accounts.account import Account
from planhub.errors import IllegalMove
from planhub.federation.carried import OWN
from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.linkage.provinces import PROVINCES
from planhub.linkage.way import Way, refusal, set_way, ways
from tests.factories import accounts, areas
from tests.factories.plan_items import NOW, plan_item
from tests.factories.proposals import planning_round, proposal

WRITES = [
    # a new item
    "insert into plan_item select province_code, gen_random_uuid(), source_code, external_id || 'b',"
    " fiscal_year, district_code, subdistrict_code, area_code, stage, side, envelope, amount, stage_since,"
    " updated_at"
    " from plan_item where province_code = '32'",
    # a change
    "update plan_item set amount = 1 where province_code = '32'",
    # words alone
    "update plan_item_text set title = '' where province_code = '32'",
    # a removal
    "delete from plan_item where province_code = '32'",
    "delete from plan_item_text where province_code = '32'",
    # an item taken from another province, and one given to another
    "update plan_item set province_code = '32', area_code = '32',"
    " district_code = null, subdistrict_code = null where province_code = '45'",
    "update plan_item set province_code = '45', area_code = '45',"
    " district_code = null, subdistrict_code = null where province_code = '32'",
]


@pytest.fixture
def joined(session: Session) -> Session:
    """One item in Surin, which then went to its own server, and one in Roi Et."""
    plan_item(session, "32010204")
    plan_item(session, "45010101")
    set_way(session, "32", Way.NODE, at=NOW)
    session.flush()
    return session


@pytest.mark.parametrize("statement", WRITES)
def test_a_local_write_to_a_joined_province_is_refused_with_a_sentence(
    joined: Session, statement: str
) -> None:
    with pytest.raises(IntegrityError) as refused, joined.begin_nested():
        joined.execute(text(statement))
    told = refusal(refused.value.orig)
    assert isinstance(told, IllegalMove)
    assert "จังหวัด 32 บันทึกแผนบนเครื่องของจังหวัดเอง" in str(told)


def test_other_provinces_are_written_as_ever(joined: Session) -> None:
    joined.execute(update(PlanItem).where(PlanItem.province_code == "45").values(amount=3))
    joined.execute(delete(PlanItemText).where(PlanItemText.province_code == "45"))
    plan_item(joined, "45010101")
    assert joined.scalar(select(func.count()).where(PlanItem.province_code == "45")) == 2


def test_no_rows_are_no_offence(joined: Session) -> None:
    joined.execute(delete(PlanItem).where(PlanItem.province_code == "32", PlanItem.amount < 0))
    assert joined.scalar(select(func.count()).where(PlanItem.province_code == "32")) == 1


def test_a_proposal_of_a_joined_province_cannot_move_here(session: Session) -> None:
    one = proposal(session, "32010204")
    session.commit()
    set_way(session, "32", Way.NODE, at=NOW)
    one.amount += 1
    with pytest.raises(IntegrityError) as refused:
        session.commit()
    assert refusal(refused.value.orig)
    session.rollback()


BESIDE = [
    # a rank of an item, an answer about a place, a setting of the province
    "insert into rank (proposal_id, level, office_code, fiscal_year, rank, set_at)"
    " select id, 'province', '32', 2571, 1, now() from proposal",
    "insert into nothing_to_propose (area_code, fiscal_year, answered_on) values ('32010204', 2571, now())",
    "insert into development_issue (province_code, from_year, to_year, no, name)"
    " values ('32', 2571, 2575, 9, 'น้ำ')",
    "update planning_round set fiscal_year = fiscal_year where province_code = '32'",
]


@pytest.mark.parametrize("statement", BESIDE)
def test_what_touches_no_plan_item_is_refused_as_well(session: Session, statement: str) -> None:
    proposal(session, "32010204")
    planning_round(session)
    session.commit()
    session.execute(text(statement)).close()
    session.rollback()
    set_way(session, "32", Way.NODE, at=NOW)
    with pytest.raises(IntegrityError) as refused:
        session.execute(text(statement))
    assert "จังหวัด 32" in str(refusal(refused.value.orig))


@pytest.fixture
def people(session: Session) -> dict[str, Account]:
    """A village head of Surin, one of a ชุมชน there, one of Roi Et, and somebody with an office in both."""
    areas.area(session, "32010204")
    areas.area(session, "45010101")
    found = {
        name: accounts.account(session, username=name) for name in ("head", "community", "other", "both")
    }
    accounts.holding(session, "village_head", "32010204", of=found["head"])
    accounts.holding(session, "village_head", "C-5320103-001", of=found["community"])
    accounts.holding(session, "village_head", "45010101", of=found["other"])
    for place in ("32010204", "45010101"):
        accounts.holding(session, "subdistrict_chair", place[:6], of=found["both"])
    return found


PEOPLE = [
    # an office given, one taken over, one ended, one taken back; of a ชุมชน as well
    "insert into holding (account_id, role, area_code, created_at)"
    " select id, 'village_head', '32010204', now() from account where username = 'other'",
    "update holding set valid_to = '2026-11-21' where area_code = '32010204'",
    "update holding set area_code = '32010204' where area_code = '45010101'",
    "update holding set area_code = '45010101' where area_code = '32010204'",
    "delete from holding where area_code = '32010204'",
    "update holding set title = 'x' where area_code like 'C-%'",
    # a new slip, a secret of one's own, a closed account, one opened, a name, a telephone
    "update account set password_hash = 'x', must_change = true, session_epoch = 2 where username = 'head'",
    "update account set password_hash = 'x', session_epoch = 2 where username = 'head'",
    "update account set closed_at = now(), session_epoch = 2 where username = 'head'",
    "update account set name = 'x' where username = 'community'",
    "update account set phone = '0' where username = 'head'",
    "update account set username = 'x' where username = 'head'",
]
OF_EVERYBODY = [
    # signing in, with a better hash of the same secret; the end of all sessions
    "update account set last_signin_at = now() where username = 'head'",
    "update account set last_signin_at = now(), password_hash = 'better' where username = 'head'",
    "update account set session_epoch = session_epoch + 1 where username = 'head'",
    # who is not that province's alone, and whoever has nothing to do with it
    "update account set name = 'x' where username in ('both', 'other')",
    "update holding set title = 'x' where area_code = '45010101'",
    "insert into account (username, name, password_hash, created_at) values ('new', 'x', '-', now())",
    "insert into holding (account_id, role, area_code, created_at)"
    " select id, 'administrator', '', now() from account where username = 'other'",
]


@pytest.mark.parametrize("statement", PEOPLE)
def test_people_of_a_joined_province_are_managed_there(
    session: Session, people: dict[str, Account], statement: str
) -> None:
    with session.begin_nested() as tried:
        session.execute(text(statement)).close()
        tried.rollback()
    set_way(session, "32", Way.NODE, at=NOW)
    with pytest.raises(IntegrityError) as refused, session.begin_nested():
        session.execute(text(statement))
    told = str(refusal(refused.value.orig))
    assert "บัญชีและตำแหน่งของจังหวัด 32 อยู่ที่เครื่องของจังหวัด" in told
    set_way(session, "32", Way.HOSTED, at=NOW)
    session.execute(text(statement))


@pytest.mark.parametrize("statement", OF_EVERYBODY)
def test_people_of_a_joined_province_sign_in_here_and_others_are_written(
    session: Session, people: dict[str, Account], statement: str
) -> None:
    set_way(session, "32", Way.NODE, at=NOW)
    assert session.execute(text(statement)).rowcount > 0


UNGUARDED = {
    "account": "guarded when changed; a new one belongs to no province before it holds an office",
    "account_event": "ends of sessions are written down",
    "number_series": "goes up with a need that is submitted",
    "source": "lists may be told of; their items are refused",
    "settlement": "as sources",
    "import_run": "as sources",
    "import_row": "as sources",
    "import_change": "as sources",
    "source_item": "as sources",
    "item_money": "follows the entries of money",
}


def test_every_table_of_a_provinces_own_is_guarded_or_left_for_a_reason(session: Session) -> None:
    triggers = session.scalars(
        text(
            "select c.relname || ' ' || t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid"
            " where t.tgname like 'guard_%'"
        )
    )
    guarded = {f"{name} guard_{what}" for name in set(OWN) - set(UNGUARDED) for what in ("insert", "update")}
    assert guarded <= set(triggers)
    assert set(UNGUARDED) <= set(OWN)


def test_a_provinces_own_installation_writes_no_other_province(session: Session) -> None:
    session.execute(
        text("insert into installation (role, province_code, since) values ('province', '32', now())")
    )
    plan_item(session, "32010204")
    with pytest.raises(IntegrityError) as refused:
        plan_item(session, "45010101")
    assert "จังหวัด 45" in str(refusal(refused.value.orig))


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        # a district of another province would reach that province's summaries
        ("own_places", {"district_code": "4501", "subdistrict_code": None}),
        ("own_places", {"subdistrict_code": "450101"}),
        ("own_places", {"area_code": "45010101"}),
        # a stage that no page has a word for
        ("known_stage", {"stage": "somewhere"}),
    ],
)
def test_a_row_that_is_no_plan_item_is_refused_by_the_table(
    session: Session, rule: str, values: dict[str, str | None]
) -> None:
    plan_item(session, "32010204")
    with pytest.raises(IntegrityError, match=f"ck_plan_item_{rule}"):
        session.execute(update(PlanItem).values(**values))


def test_other_errors_are_no_refusals() -> None:
    assert refusal(None) is None
    assert refusal(ValueError("x")) is None


def test_a_provinces_way_is_what_was_decided_else_what_arrived(session: Session) -> None:
    for code in ("32", "45", "31"):
        areas.area(session, code)
    plan_item(session, "32010204", source_code="planhub")
    plan_item(session, "32010204")
    plan_item(session, "45010101")
    found = ways(session)
    assert {code: found[code] for code in ("31", "32", "45")} == {
        "31": Way.NONE,
        "32": Way.HOSTED,
        "45": Way.FOREIGN,
    }
    set_way(session, "45", Way.NODE, at=NOW, note="first")
    set_way(session, "45", Way.HOSTED, at=NOW)
    assert ways(session)["45"] is Way.HOSTED


def test_each_province_has_its_partitions(session: Session) -> None:
    found = session.scalars(
        text(
            "select right(inhrelid::regclass::text, 2) from pg_inherits"
            " where inhparent = 'node_report'::regclass order by 1"
        )
    )
    assert tuple(found) == PROVINCES
