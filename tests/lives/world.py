"""A subdistrict, its villages and those above it: their accounts, their clock, sessions as the web's."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Text,
    create_engine,
    func,
    literal,
    literal_column,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import Session

from planhub import clock, cluster
from planhub.base import Base
from planhub.committees.scheduling import save_round
from planhub.linkage.projecting import follow
from planhub.maps.kept import forget
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Stage
from planhub.works.following import Recorder
from tests.factories import accounts, areas, proposals, sources

PROVINCE, DISTRICT, SUBDISTRICT = "32", "3201", "320102"
VILLAGES = tuple(f"{SUBDISTRICT}{moo:02}" for moo in range(1, 5))
AGENCIES = ("A-32-DPT", "A-32-RID")
BEGINS = datetime(2026, 5, 4, 3, tzinfo=UTC)
YEARS = range(2570, 2590)
UNWATCHED = (
    *("area", "tile_", "plan_change", "plan_pyramid_change", "account", "agency", "holding", "signin_"),
    *("installation", "node_", "province_way", "token_", "source_token", "sent_batch", "answered_", "theme_"),
    *("local_authority", "planning_round", "round_window", "development_issue"),
)
"""Tables that no move writes, or that the web may not read."""
_ROWS_AS_ONE: Any = func.sum(func.hashtextextended(literal_column("t::text", Text), literal(0, BigInteger)))


class World:
    """One database in which lives are lived; each begins with nothing but places and people."""

    def __init__(self, server: cluster.Server, database: str, uploads: Path) -> None:
        self.uploads = uploads
        self.engine = create_engine(server.url(cluster.SUPERUSER, database))
        self.hats: dict[str, Hat] = {}
        self.moves: Counter[str] = Counter()
        self.refusals: Counter[str] = Counter()
        self.reached: set[Stage] = set()
        with Session(self.engine) as session, session.begin():
            self._found(session)
        self._digest = union_all(
            *[
                select(literal(table.name), _ROWS_AS_ONE).select_from(table.alias("t"))
                for table in Base.metadata.sorted_tables
                if not table.name.startswith(UNWATCHED)
            ]
        )

    def _found(self, session: Session) -> None:
        for half in ("plan_item", "plan_item_text"):
            leaves = text("select relid::regclass::text from pg_partition_tree(:half) where isleaf")
            for leaf in session.scalars(leaves, {"half": half}).all():
                if leaf != f"{half}_{PROVINCE}":  # each costs every statement its planning
                    session.execute(text(f"drop table {leaf}"))
        areas.surin(session)
        for code in AGENCIES:
            accounts.agency(session, code, f"สำนักงาน {code}")
        self.hats = {
            **{f"head{n}": accounts.hat(session, "village_head", code) for n, code in enumerate(VILLAGES)},
            "secretary": accounts.hat(session, "subdistrict_secretary", SUBDISTRICT),
            "chair": accounts.hat(session, "subdistrict_chair", SUBDISTRICT),
            "chief": accounts.hat(session, "district_chief", DISTRICT),
            "planner": accounts.hat(session, "planner", PROVINCE),
            "governor": accounts.hat(session, "governor", PROVINCE),
            **{
                code: accounts.hat(session, "agency_officer", PROVINCE, agency_code=code) for code in AGENCIES
            },
            "viewer": accounts.hat(session, "viewer", ""),
        }
        for year in YEARS:
            save_round(session, province_code=PROVINCE, typed={"fiscal_year": str(year), "is_open": "yes"})
        proposals.issue(session)
        sources.source(session, "list", scope=[PROVINCE])

    def begin(self) -> None:
        """A new story: whatever it does is rolled back by `end`."""
        self.connection: Connection = self.engine.connect()
        self.whole = self.connection.begin()
        self.connection.execute(text(f"set session authorization {cluster.WEB}"))
        self.at = BEGINS
        self.numbers: dict[int, str] = {}
        self.stages: dict[int, Stage] = {}
        self.logged: dict[int, int] = {}
        self.months: list[tuple[Any, ...]] = []
        self.month_version = 0
        self.digests = self.digest()
        forget()

    def end(self) -> None:
        self.whole.rollback()
        self.connection.close()

    @property
    def day(self) -> date:
        return clock.local_day(self.at)

    @property
    def year(self) -> int:
        """The fiscal year that runs."""
        return clock.fiscal_year(self.day)

    @contextmanager
    def work(self) -> Iterator[Session]:
        """A transaction as a page has it: committed, or nothing of it stands."""
        with Session(self.connection, join_transaction_mode="create_savepoint") as session:
            follow(session)
            yield session
            session.commit()

    @contextmanager
    def look(self) -> Iterator[Session]:
        """A session that changes nothing."""
        with Session(self.connection, join_transaction_mode="create_savepoint") as session:
            yield session

    @contextmanager
    def as_root(self) -> Iterator[None]:
        """What no person can do, such as turning the database's clock."""
        self.connection.execute(text("set session authorization default"))
        yield
        self.connection.execute(text(f"set session authorization {cluster.WEB}"))

    def digest(self) -> dict[str, int]:
        """Every table as one number."""
        return {name: number for name, number in self.connection.execute(self._digest)}

    def recorder(self, who: str) -> Recorder:
        hat = self.hats[who]
        return Recorder(hat, str(hat.role), self.at, self.day)

    def later(self, **much: int) -> None:
        self.at += timedelta(**much)
