"""A province moves from the centre to its own server and back: no gap, no double, nothing of it lost."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, literal_column, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from planhub import cluster
from planhub.accounts.account import Account
from planhub.cli.node_moving import node as command
from planhub.federation import carried, closing, parcel
from planhub.linkage.plan_item import PlanItem
from planhub.linkage.projecting import follow
from planhub.linkage.way import Way, ways
from planhub.money.accounting import Figure, record
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Review
from planhub.tables import Base
from planhub.workflow.stages import Stage
from planhub.works.work import Work
from tests.factories import accounts, areas, proposals
from tests.factories.plan_items import plan_item
from tests.federation.conftest import Seat, at, proved, rows, same, until

slow = pytest.mark.slow


def test_every_table_is_carried_or_stays_for_a_reason() -> None:
    """A new table must say which: name it in planhub/federation/carried.py."""
    named = {**carried.PLACES, **carried.OWN}
    assert set(Base.metadata.tables) == set(named) | set(carried.STAYS)
    assert not set(named) & set(carried.STAYS)


def planhub(seat: Seat, monkeypatch: pytest.MonkeyPatch, *words: str, ends: int = 0) -> Result:
    monkeypatch.setenv("PLANHUB_DATA", str(seat.data))
    monkeypatch.delenv("PLANHUB_DATABASE_URL", raising=False)
    done = CliRunner().invoke(command, list(words))
    assert done.exit_code == ends, done.output
    return done


def everything(seat: Seat, code: str) -> dict[str, list[Any]]:
    """All rows of the province's own, by table, in the words of the database."""
    found = {}
    with seat.session() as session:
        for name, rule in carried.OWN.items():
            of = carried.table(name)
            query = (
                select(func.row_to_json(literal_column(f"({name}.*)"))).select_from(of).where(rule(of, code))
            )
            found[name] = sorted(str(row) for row in session.scalars(query))
    return found


@pytest.fixture(scope="module")
def hosted(centre: Seat) -> Seat:
    """Surin and Roi Et work at the centre; Surin has a list of its own too, and a file."""
    with Session(centre.engine("planhub_owner")) as session, session.begin():
        follow(session)
        areas.surin(session)
        areas.area(session, "45010101")
        boss = accounts.account(session, "ผู้ดูแล", username="boss")
        head = accounts.holding(session, "village_head", "32010204")
        session.get_one(Account, head.account_id).created_by = boss.id
        for n in range(4):
            one = proposals.proposal(session, "32010204", Stage.SUBDISTRICT if n else Stage.DISTRICT)
            session.add(Work(proposal_id=one.id, updated_at=one.updated_at, physical=10 * n))
            record(
                session,
                province_code="32",
                item_id=one.uid,
                proposal_id=one.id,
                figures=[Figure("allocated", Decimal(500 + n), 2570, "province")],
                at=one.updated_at,
                by=head.account_id,
                capacity="",
            )
            session.add(
                Review(
                    proposal_id=one.id, seq=1, action="submit", from_stage="draft", to_stage="subdistrict",
                    actor_id=head.account_id, holding_id=head.id, capacity="ผู้ใหญ่บ้าน", at=one.updated_at,
                    holder_code="320102", role="village_head",
                )
            )  # fmt: skip
        photo = proposals.photo(session, one)
        proposals.issue(session, province_code="32")
        proposals.proposal(session, "32010204", Stage.DRAFT)
        proposals.proposal(session, "45010101", Stage.SUBDISTRICT)
        plan_item(session, "32010301", source_code="list")
        place = centre.data / "uploads" / photo.sha256[:2] / photo.sha256
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"picture")
    return centre


@slow
def test_to_its_own_server_and_back(
    hosted: Seat, surin: Seat, country: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre = hosted
    before, items, others = everything(centre, "32"), rows(centre, "32"), everything(centre, "45")
    assert len(items) == 5
    parcel = str(country / "surin.parcel")
    # a copy is no move: without --close two places could write
    planhub(centre, monkeypatch, "export", "32", parcel)
    assert "--close" in planhub(surin, monkeypatch, "import", parcel, ends=1).output

    said = planhub(centre, monkeypatch, "export", "32", parcel, "--close", "--reason", "เครื่องใหม่").output
    assert "5 plan items, 5 proposals" in said
    for change in (
        "update proposal set amount = 1 where province_code = '32'",
        "update need set title = 'x' from proposal p where p.id = proposal_id and p.province_code = '32'",
    ):
        with pytest.raises(IntegrityError, match="not written here"):
            centre.run(change)
    centre.run("update proposal set amount = amount where province_code = '45'")

    planhub(surin, monkeypatch, "import", parcel)
    assert everything(surin, "32") == before
    assert rows(surin, "32") == items
    proved(surin)
    assert [path.read_bytes() for path in (surin.data / "uploads").rglob("*") if path.is_file()] == [
        b"picture"
    ]
    said = planhub(surin, monkeypatch, "publish", "--no-password").output
    line = said.split("--conninfo '")[1].split("'")[0]
    said = planhub(centre, monkeypatch, "join", "32", "--conninfo", line).output
    assert "plan_item_32: 5 rows, 0 out, 0 in, 5 now" in said  # nobody saw a gap, none came twice
    assert rows(centre, "32") == items
    proved(centre)

    # people work at the province: what is new has ids that the centre never gives
    with Session(surin.engine("planhub_owner")) as session, session.begin():
        follow(session)
        new = proposals.proposal(session, "32010204", Stage.SUBDISTRICT)
        assert new.id > 32_000_000_000_000
        session.get_one(Proposal, min(session.scalars(select(Proposal.id)))).amount += 5
    same(centre, surin)

    back = str(country / "back.parcel")
    after = everything(surin, "32")
    with centre.session() as session:  # nobody else's new row stands in the way
        plan_item(session, "45010101")
    planhub(surin, monkeypatch, "export", "32", back, "--close")
    with pytest.raises(IntegrityError, match="not written here"):
        surin.add(1)
    said = planhub(centre, monkeypatch, "import", back).output
    assert "plan_item:" not in said  # all of it had arrived already
    assert {k: v for k, v in everything(centre, "32").items() if k != "account"} == {
        k: v for k, v in after.items() if k != "account"
    }
    proved(centre)
    with centre.session() as session:
        areas_known = ways(session)
        assert areas_known.get("32") is Way.HOSTED
        boss = session.scalars(select(Account).where(Account.username == "boss")).one()
        assert boss.password_hash  # what the parcel does not know of him is not forgotten here
    assert {k: len(v) for k, v in everything(centre, "45").items() if k != "plan_item_text"} == {
        k: len(v) + (k == "plan_item") for k, v in others.items() if k != "plan_item_text"
    }
    centre.run("update proposal set amount = amount + 1 where province_code = '32'")
    with surin.engine().connect() as connection:
        assert connection.scalar(text("select count(*) from pg_replication_slots")) == 0


@slow
def test_a_move_that_is_off(hosted: Seat, country: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planhub(hosted, monkeypatch, "export", "45", str(country / "off.parcel"), "--close")
    with pytest.raises(IntegrityError, match="not written here"):
        hosted.run("update proposal set amount = 1 where province_code = '45'")
    planhub(hosted, monkeypatch, "open", "45")
    hosted.run("update proposal set amount = 1 where province_code = '45'")


@slow
@pytest.mark.parametrize("broken", ["cut short", "no parcel at all", "changed on the way"])
def test_a_file_that_is_not_whole_changes_nothing(
    hosted: Seat, country: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    file = country / "broken.parcel"
    planhub(hosted, monkeypatch, "export", "45", str(file))
    content = file.read_bytes()
    file.write_bytes(
        {
            "cut short": content[: len(content) // 2],
            "no parcel at all": b"PK\x03\x04 something else",
            "changed on the way": content.replace(b"45010101", b"45010102"),
        }[broken]
    )
    before = everything(hosted, "45")
    said = planhub(hosted, monkeypatch, "import", str(file), "--copy", ends=1).output
    assert "ไม่ใช่ไฟล์ย้ายจังหวัด" in said
    assert everything(hosted, "45") == before
    with hosted.session() as session:
        assert session.scalar(select(func.count()).where(PlanItem.province_code == "45"))


def without(file: Path, into: Path, what: str) -> Path:
    """The same parcel, but its manifest does not know a table, or one of its columns."""
    table, _, column = what.partition(".")
    with parcel.opened(file) as read, into.open("wb") as out:
        known = read.manifest
        writer = parcel.Writer(
            out, parcel.Manifest(known.province_code, known.revision, known.written_at, closed=True)
        )
        for name, columns in known.columns.items():
            if name != table:
                writer.table(name, columns, read.table(name))
            elif column:
                writer.table(name, [each for each in columns if each != column], iter([]))
        writer.close()
    return into


@slow
@pytest.mark.parametrize("what", ["proposal", "account_named", "area", "need.title"])
def test_a_file_that_lacks_a_table_or_a_column_is_refused_by_name(
    hosted: Seat, country: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    file = country / "45.parcel"
    planhub(hosted, monkeypatch, "export", "45", str(file))
    before = everything(hosted, "45")
    into = without(file, country / "lacking.parcel", what)
    said = planhub(hosted, monkeypatch, "import", str(into), ends=1).output
    assert f"({what})" in said
    assert everything(hosted, "45") == before


@slow
def test_a_number_that_is_another_persons_here_is_refused(
    hosted: Seat, country: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As at a new server whose administrator was made before the province came."""
    file = country / "45.parcel"
    planhub(hosted, monkeypatch, "export", "45", str(file))
    with hosted.session() as session:
        boss = session.scalars(select(Account).where(Account.username == "boss")).one()
        identity = boss.id
    other = {"id": identity, "username": "somsri", "name": "x", "password_hash": "x", "must_change": "f"}
    common = {"created_at": "2026-11-21 00:00:00+00", "created_by": r"\N", "session_epoch": 1}
    before = everything(hosted, "45")
    for table in ("account", "account_named"):
        into = forged(file, country / "forged.parcel", {table: [other | common]})
        said = planhub(hosted, monkeypatch, "import", str(into), ends=1).output
        assert f"{identity} (boss / somsri)" in said
        assert "accounts create" in said
    assert everything(hosted, "45") == before


def forged(file: Path, into: Path, added: dict[str, list[dict[str, Any]]]) -> Path:
    """The same parcel, whole by its own account, with rows added to its tables; a row begins as its first."""
    with parcel.opened(file) as read, into.open("wb") as out:
        known = read.manifest
        writer = parcel.Writer(
            out, parcel.Manifest(known.province_code, known.revision, known.written_at, closed=True)
        )
        for name, columns in known.columns.items():
            content = b"".join(read.table(name))
            for more in added.get(name, []):
                first = content.decode().split("\n")[0].split("\t") if content else [r"\N"] * len(columns)
                row = {**dict(zip(columns, first, strict=True)), **more}
                content += ("\t".join(str(value) for value in row.values()) + "\n").encode()
            writer.table(name, columns, iter([content]))
        counted = {name: n - len(added.get(name, [])) for name, n in writer.manifest.tables.items()}
        writer.manifest.tables |= {
            name: n for name, n in counted.items() if name not in ("account", "holding")
        }
        writer.close()
    return into


PLACE = {
    "province_code": "32",
    "district_code": "3201",
    "subdistrict_code": "320102",
    "area_code": "32010204",
}


@slow
@pytest.mark.parametrize("table", ["plan_item", "proposal"])
def test_a_file_that_holds_rows_of_another_province_is_refused(
    hosted: Seat, country: Path, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    file = country / "45.parcel"
    planhub(hosted, monkeypatch, "export", "45", str(file))
    with hosted.session() as session:
        mine = session.scalars(select(Proposal).where(Proposal.province_code == "32")).first()
        assert mine is not None
        number, uid = mine.id, mine.uid
    rows_ = {
        "plan_item": {"plan_item": [PLACE | {"id": "11111111-1111-1111-1111-111111111111"}]},
        # one of Surin's is made Roi Et's
        "proposal": {"proposal": [{"id": number, "uid": uid, "number": r"\N"}]},
    }[table]
    before = everything(hosted, "32"), everything(hosted, "45")
    into = forged(file, country / "forged.parcel", rows_)
    said = planhub(hosted, monkeypatch, "import", str(into), ends=1).output
    assert "ไม่ใช่ของจังหวัด 45" in said, said
    assert (everything(hosted, "32"), everything(hosted, "45")) == before


@slow
def test_a_file_changes_no_account_that_is_not_the_provinces_alone(
    hosted: Seat, country: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = country / "45.parcel"
    planhub(hosted, monkeypatch, "export", "45", str(file))
    with hosted.session() as session:
        boss = session.scalars(select(Account).where(Account.username == "boss")).one()
        identity, secret = boss.id, boss.password_hash
    common = {"created_at": "2026-11-21 00:00:00+00", "created_by": r"\N"}
    stolen = {"id": identity, "username": "boss", "name": "x", "password_hash": "stolen", "must_change": "f"}
    hat = {
        "id": 999_999,
        "account_id": identity,
        "role": "village_head",
        "area_code": "45010101",
        "acting": "f",
    }
    rows_ = {"account": [stolen | {"session_epoch": 1} | common], "holding": [hat | common]}
    planhub(hosted, monkeypatch, "import", str(forged(file, country / "forged.parcel", rows_)))
    with hosted.session() as session:
        assert session.get_one(Account, identity).password_hash == secret


@slow
def test_closing_waits_for_a_decision_under_way_and_not_it_for_closing(hosted: Seat) -> None:
    def close() -> None:
        with hosted.session(cluster.SUPERUSER) as session:
            closing.close(session, "45", at=at(), by="test")

    with ThreadPoolExecutor(1) as others, Session(hosted.engine("planhub_owner")) as deciding:
        deciding.execute(text("update proposal set amount = amount + 1 where province_code = '45'"))
        closed = others.submit(close)
        waiting = "select count(*) from pg_locks where not granted and relation = 'proposal'::regclass"
        with hosted.engine().connect() as looking:
            until(lambda: bool(looking.scalar(text(waiting))), "closing waits")
        deciding.execute(text("update plan_item set amount = amount + 1 where province_code = '45'"))
        deciding.commit()
        closed.result()
    with pytest.raises(IntegrityError, match="not written here"):
        hosted.run("update proposal set amount = 1 where province_code = '45'")
    with hosted.session() as session:
        closing.reopen(session, "45", at=at(), by="test")
