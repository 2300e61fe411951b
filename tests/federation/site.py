"""An installation of the random sequences: its sessions, its people, and the proofs of what stands in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, delete, event, func, select, text
from sqlalchemy.orm import Session

from planhub import cluster
from planhub.base import Base
from planhub.federation import installing
from planhub.federation.installation import Place
from planhub.linkage import pyramid_recounting, recounting, spot_recounting
from planhub.linkage.plan_change import plan_change
from planhub.linkage.plan_item import PlanItem, PlanItemText
from planhub.linkage.plan_pyramid import plan_pyramid_change
from planhub.linkage.projecting import follow
from planhub.sources import authorizing
from planhub.sources.authorizing import Sender
from planhub.workflow.roles import Hat
from tests.factories import accounts, areas, sources
from tests.federation.conftest import at
from tests.federation.modelled import Model

WORKED_ON = (
    *("import_row", "import_change", "import_run", "source_item", "settlement", "sent_batch"),
    *("review", "rank", "budget_line", "need", "proposal"),
    *("plan_summary", "plan_version", "plan_pyramid", "plan_month"),
)
"""What a sequence leaves behind, beside the plan items."""
_STAMPS = text(
    """
    select v.province_code, v.version, md5(string_agg(row(i.*, t.*)::text, '|' order by i.id))
    from plan_version v
    left join (plan_item i join plan_item_text t using (province_code, id))
        on i.province_code = v.province_code and i.province_code = any(:codes)
    where v.province_code = any(:codes) and v.version > 0 group by 1, 2
    """
)
_LEDGER = text(
    """
    select k.external_id, k.version, k.digest is not null, k.run_id, i.id = k.item_id,
        i.province_code = k.province_code, i.amount, i.stage, i.area_code, t.title
    from (select * from source_item where source_code = 'list') k
    full join (select * from plan_item where source_code = 'list' and province_code = any(:mine)) i
        on i.external_id = k.external_id
    left join plan_item_text t on t.province_code = i.province_code and t.id = i.id
    """
)
_PROJECTED = text(
    """
    select p.uid, i.id, i.external_id = p.number, i.stage = p.stage, i.amount = p.amount,
        i.area_code = p.area_code, i.updated_at = p.updated_at, i.stage_since = p.stage_since,
        t.title = n.title, i.fiscal_year = coalesce(p.plan_year, p.fiscal_year),
        i.envelope is not distinct from p.envelope
    from proposal p join need n on n.proposal_id = p.id
    full join (select * from plan_item where source_code = 'planhub' and province_code = any(:mine)) i
        on i.id = p.uid
    left join plan_item_text t on t.province_code = i.province_code and t.id = i.id
    """
)
_HALF = text(
    "select count(*) from plan_item full join plan_item_text t using (province_code, id)"
    " where stage is null or title is null"
)
_MONTH = text(
    "select province_code, fiscal_year, stage, count(*), sum(amount) from plan_item"
    " group by 1, 2, 3 order by 1, 2, 3"
)
_KEPT_MONTH = text("select province_code, fiscal_year, stage, items, baht from plan_month order by 1, 2, 3")
_AGE = (
    # not updated: that is what opens a month
    "create temporary table aged on commit drop as select * from plan_version",
    "delete from plan_version",
    "insert into plan_version select province_code, version, changed_at - interval '40 days' from aged",
    "delete from plan_month",
)
"""A month goes by: nothing else can make the database's clock go faster."""


class Site:
    """The centre, which works for some provinces, or a province's own installation."""

    def __init__(self, server: cluster.Server, database: str, *, mine: tuple[str, ...], village: str) -> None:
        self.server, self.database, self.mine, self.village = server, database, mine, village
        self.web = self._engine(cluster.WEB)
        self.root = self._engine(cluster.SUPERUSER)
        self.model = Model((), complete=False)
        self.proposals: list[int] = []
        self.months: list[tuple[Any, ...]] = []
        self.month_began: dict[str, int] = {}
        self.hats: list[Hat] = []
        self.sender = Sender(0, "list", mine)

    def _engine(self, role: str) -> Engine:
        engine = create_engine(self.server.url(role, self.database))

        @event.listens_for(engine, "connect")
        def _sent_at_once(connection: Any, record: object) -> None:
            # the throw-away server leaves a commit to its log writer, and the centre would wait for that
            connection.execute("set synchronous_commit = on")
            connection.commit()

        return engine

    def found(self, place: Place) -> None:
        """Areas, people, a source and its token."""
        with Session(self.root) as session, session.begin():
            sources.names(session)
            areas.area(session, "44010101")
            installing.become(session, place, self.mine[0], at=at(), by="test")
            village, province = self.village, self.village[:2]
            agency = accounts.agency(session, f"A-{province}-DPT").code
            self.hats = [
                accounts.hat(session, "village_head", village),
                accounts.hat(session, "subdistrict_chair", village[:6]),
                accounts.hat(session, "district_chief", village[:4], acting=True, order_number="12/2569"),
                accounts.hat(session, "planner", province),
                accounts.hat(session, "agency_officer", province, agency_code=agency),
            ]
            sources.source(session, "list", scope=list(self.mine))
            token, _ = authorizing.issue(session, source_code="list", name="ระบบ", days=30, by=None, at=at())
            self.sender = Sender(token.id, "list", self.mine)

    @contextmanager
    def work(self) -> Iterator[Session]:
        """A transaction as the web has it, committed at the end."""
        with Session(self.web) as session:
            follow(session)
            yield session
            session.commit()

    def empty(self) -> None:
        """No plan item any more, of those that are written here."""
        with self.root.begin() as connection:
            for half in (PlanItemText, PlanItem):
                connection.execute(delete(half).where(half.province_code.in_(self.mine)))

    def begin(self, places: tuple[str, ...], *, complete: bool) -> None:
        """A new sequence, after `empty`; nothing is left of the one before."""
        with self.root.begin() as connection:
            connection.execute(text("set local session_replication_role = replica"))
            for table in WORKED_ON:
                connection.execute(delete(Base.metadata.tables[table]))
            connection.execute(text("update source set withdraws_missing = :so"), {"so": complete})
        self.model = Model(places, complete=complete)
        self.proposals, self.months, self.month_began = [], [], {}

    def age(self) -> None:
        """A month goes by."""
        with self.root.begin() as connection:
            for statement in _AGE:
                connection.execute(text(statement))
            self.months = [tuple(row) for row in connection.execute(_MONTH)]
        self.month_began = self.versions()

    def stamps(self, *codes: str) -> dict[str, tuple[int, str | None]]:
        """How often each of these provinces has changed, and all its items as one word."""
        with self.root.connect() as connection:
            rows = connection.execute(_STAMPS, {"codes": list(codes or self.mine)})
            return {code: (version, stamp) for code, version, stamp in rows}

    def versions(self) -> dict[str, int]:
        """How often each province has changed."""
        with self.root.connect() as connection:
            rows = connection.execute(
                text("select province_code, version from plan_version where version > 0")
            )
            return {code: version for code, version in rows}

    def ledger_is_the_model(self) -> None:
        """The ledger says what stands, and both say what the model says."""
        with self.root.connect() as connection:
            rows = [tuple(row) for row in connection.execute(_LEDGER, {"mine": list(self.mine)})]
        expected = []
        for key, version in self.model.versions.items():
            item = self.model.items.get(key)
            stands: tuple[Any, ...] = (None,) * 7
            if item is not None:
                words = f"โครงการ {key}"
                stands = (item.by, True, True, item.amount, item.stage.value, item.area, words)
            if version:
                expected.append((key, version, item is not None, *stands))
        assert sorted(rows) == sorted(expected)

    def work_list_is_the_model(self) -> None:
        """Who waits for a person."""
        with self.root.connect() as connection:
            rows = connection.execute(text("select run_id, key from import_row where waiting"))
            assert {tuple(row) for row in rows} == {(file.run_id, key) for file, key in self.model.waiting()}

    def proved(self) -> None:
        """All that is summed equals a recount; every proposal is its item; the ledger is what stands."""
        self.ledger_is_the_model()
        self.work_list_is_the_model()
        with Session(self.root) as session:
            assert recounting.differences(session) == []
            assert pyramid_recounting.differences(session) == []
            assert spot_recounting.differences(session) == 0
            for uncounted in (plan_change, plan_pyramid_change):
                assert session.scalar(select(func.count()).select_from(uncounted)) == 0
            assert session.scalar(_HALF) == 0
            projected = [tuple(row) for row in session.execute(_PROJECTED, {"mine": list(self.mine)})]
            assert len(projected) == len(self.proposals)
            for row in projected:
                assert row[0] == row[1]
                assert all(row[2:]), row
            kept = [tuple(row) for row in session.execute(_KEPT_MONTH)]
        changed = {
            code for code, version in self.versions().items() if version != self.month_began.get(code, 0)
        }
        assert kept == [row for row in self.months if row[0] in changed]

    def everything(self, code: str) -> list[tuple[Any, ...]]:
        """All that stands of a province, to hold beside another installation's."""
        query = text(
            "select i.*, t.*, st_astext(t.point) from plan_item i"
            " join plan_item_text t using (province_code, id) where province_code = :code order by i.id"
        )
        with self.root.connect() as connection:
            return [tuple(row) for row in connection.execute(query, {"code": code})]

    def close(self) -> None:
        """Let go of the connections."""
        self.web.dispose()
        self.root.dispose()
