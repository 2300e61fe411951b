"""What waits at an office, as tables; the plan of its queries at a few thousand rows."""

from datetime import timedelta

import pytest
from sqlalchemy import Select, text
from sqlalchemy.orm import Session

from planhub.errors import Invalid
from planhub.proposals.coverage import survey
from planhub.proposals.inbox import Cursor, following, page, read_cursor
from planhub.proposals.planning_round import NothingToPropose
from planhub.proposals.proposal import Proposal
from planhub.proposals.selection import Filters, Tab
from planhub.workflow.roles import Hat
from planhub.workflow.stages import Stage
from tests.factories import accounts, areas, proposals
from tests.factories.proposals import NOW, TODAY, YEAR


@pytest.fixture
def secretary(session: Session) -> Hat:
    areas.surin(session)
    return accounts.hat(session, "subdistrict_secretary", "320102")


def numbers(session: Session, hat: Hat, **filters: object) -> list[str]:
    rows = page(session, hat=hat, year=YEAR, filters=Filters(**filters)).rows  # type: ignore[arg-type]
    return [row.title for row in rows]


class TestWhatWaits:
    def test_oldest_first_of_this_office_only(self, session: Session, secretary: Hat) -> None:
        proposals.proposal(session, "32010201", title="ใหม่", days_ago=1)
        proposals.proposal(session, "32010202", title="เก่า", days_ago=9)
        proposals.proposal(session, "32010301", title="ตำบลอื่น")
        proposals.proposal(session, "32010201", Stage.DISTRICT, title="ส่งไปแล้ว")
        proposals.proposal(session, "32010201", Stage.DRAFT, title="ร่าง")
        assert numbers(session, secretary) == ["เก่า", "ใหม่"]

    @pytest.mark.parametrize(
        ("role", "area", "stage", "seen"),
        [
            # a district sees what its subdistricts sent
            ("district_secretary", "3201", Stage.DISTRICT, True),
            # but nothing of another district
            ("district_secretary", "3202", Stage.DISTRICT, False),
            # nor what still lies with the subdistrict
            ("district_chief", "3201", Stage.SUBDISTRICT, False),
            # a province sees what its districts sent
            ("planner", "32", Stage.PROVINCE, True),
            # the governor opens the same box as the planner
            ("governor", "32", Stage.PROVINCE, True),
            # and not another province's
            ("planner", "45", Stage.PROVINCE, False),
            # the ministry decides nothing, so nothing waits for it
            ("viewer", "", Stage.PROVINCE, False),
        ],
    )
    def test_each_office(self, session: Session, role: str, area: str, stage: Stage, seen: bool) -> None:
        proposals.proposal(session, "32010201", stage, title="ถนน")
        hat = accounts.hat(session, role, area)
        assert numbers(session, hat) == (["ถนน"] if seen else [])

    def test_an_agency_sees_what_was_sent_to_it(self, session: Session, secretary: Hat) -> None:
        accounts.agency(session)
        accounts.agency(session, "A-32-RID", "โครงการชลประทานสุรินทร์")
        proposals.proposal(session, stage=Stage.AGENCY, title="ฝาย", agency_code="A-32-RID")
        rid = accounts.hat(session, "agency_officer", "32", agency_code="A-32-RID")
        dpt = accounts.hat(session, "agency_officer", "32", agency_code="A-32-DPT")
        assert numbers(session, rid) == ["ฝาย"]
        assert numbers(session, dpt) == []

    @pytest.mark.parametrize(
        ("filters", "found"),
        [
            ({"child": "32010201"}, ["ถนน"]),
            ({"child": "C-5320101-001"}, ["ขุดลอก"]),
            ({"side": "water"}, ["ขุดลอก"]),
            ({"classification": "self"}, ["ถนน"]),
            ({"classification": "none"}, ["ขุดลอก"]),
            ({"returned": True}, ["ถนน"]),
            ({"words": "ลอก"}, ["ขุดลอก"]),
            # tone marks are forgiven
            ({"words": "ขุดล้อก"}, ["ขุดลอก"]),
            # a sign of LIKE is a letter like any other
            ({"words": "%"}, []),
            ({"words": "  "}, ["ถนน", "ขุดลอก"]),
        ],
    )
    def test_filters(
        self, session: Session, secretary: Hat, filters: dict[str, object], found: list[str]
    ) -> None:
        areas.community(session, "C-5320101-001", "320102")
        proposals.proposal(session, "32010201", title="ถนน", classification="self", returned=True, days_ago=5)
        proposals.proposal(session, "C-5320101-001", title="ขุดลอก", side="water", days_ago=4)
        assert numbers(session, secretary, **filters) == found

    def test_a_number_is_found_too(self, session: Session, secretary: Hat) -> None:
        row = proposals.proposal(session, "32010201", title="ถนน")
        assert numbers(session, secretary, words=row.number) == ["ถนน"]

    @pytest.mark.parametrize(
        ("tab", "found"),
        [
            (Tab.WAITING, ["รอ"]),
            (Tab.DEFERRED, ["เลื่อน"]),
            (Tab.REFERRED, ["ถามชลประทาน"]),
            (Tab.RETURNED, ["ส่งกลับ"]),
            (Tab.DECIDED, ["ทำเอง", "ส่งต่อ", "ไม่เห็นชอบ"]),
        ],
    )
    def test_tabs(self, session: Session, secretary: Hat, tab: Tab, found: list[str]) -> None:
        accounts.agency(session)
        make = proposals.proposal
        make(session, title="รอ")
        make(session, stage=Stage.DEFERRED, title="เลื่อน", decided_by="subdistrict")
        make(
            session, stage=Stage.AGENCY, title="ถามชลประทาน", came_from="subdistrict", agency_code="A-32-DPT"
        )
        make(session, stage=Stage.AGENCY, title="อำเภอถาม", came_from="district", agency_code="A-32-DPT",
             decided_by="subdistrict")  # fmt: skip
        make(session, stage=Stage.DRAFT, title="ส่งกลับ", returned=True)
        make(session, stage=Stage.DISTRICT, title="ส่งต่อ", decided_by="subdistrict")
        make(session, stage=Stage.LOCAL, title="ทำเอง", decided_by="subdistrict")
        make(session, stage=Stage.REJECTED, title="ไม่เห็นชอบ", decided_by="district")
        make(session, stage=Stage.DISTRICT, title="ปีก่อน", decided_by="subdistrict", fiscal_year=2570)
        assert sorted(numbers(session, secretary, tab=tab)) == found


class TestPages:
    def test_forward_and_back_meet_every_row_once(self, session: Session, secretary: Hat) -> None:
        for n in range(7):
            # two of the same moment: the id parts them
            proposals.proposal(session, title=f"{n}", days_ago=9 - n // 2)
        first = page(session, hat=secretary, year=YEAR, filters=Filters(), size=3)
        second = page(session, hat=secretary, year=YEAR, filters=Filters(), cursor=first.older, size=3)
        third = page(session, hat=secretary, year=YEAR, filters=Filters(), cursor=second.older, size=3)
        assert [[r.title for r in p.rows] for p in (first, second, third)] == [
            list("012"),
            list("345"),
            ["6"],
        ]
        assert first.newer is None
        assert third.older is None
        back = page(session, hat=secretary, year=YEAR, filters=Filters(), cursor=third.newer, size=3)
        assert [r.title for r in back.rows] == list("345")
        start = page(session, hat=secretary, year=YEAR, filters=Filters(), cursor=back.newer, size=3)
        assert [r.title for r in start.rows] == list("012")
        assert start.newer is None
        assert start.older is not None

    def test_what_is_not_waiting_comes_newest_first(self, session: Session, secretary: Hat) -> None:
        for n in range(5):
            proposals.proposal(session, stage=Stage.DEFERRED, title=f"{n}", days_ago=9 - n)
        filters = Filters(tab=Tab.DEFERRED)
        first = page(session, hat=secretary, year=YEAR, filters=filters, size=3)
        rest = page(session, hat=secretary, year=YEAR, filters=filters, cursor=first.older, size=3)
        assert [r.title for r in first.rows + rest.rows] == list("43210")

    def test_a_cursor_survives_its_address(self, session: Session, secretary: Hat) -> None:
        for n in range(3):
            proposals.proposal(session, title=f"{n}", days_ago=9 - n)
        older = page(session, hat=secretary, year=YEAR, filters=Filters(), size=2).older
        assert read_cursor(str(older)) == older

    @pytest.mark.parametrize(
        "typed", ["x", "2026-11-21_1", "2026-11-21T00:00:00+00:00_x", "_", "-", "9_9", "๙_๙"]
    )
    def test_a_cursor_that_is_not_ours_is_told(self, typed: str) -> None:
        with pytest.raises(Invalid):
            read_cursor(typed)

    def test_the_next_one_after_a_decision(self, session: Session, secretary: Hat) -> None:
        rows = [proposals.proposal(session, title=f"{n}", days_ago=9 - n) for n in range(3)]
        first, middle, last = (Cursor(row.stage_since, row.id) for row in rows)

        def next_after(cursor: Cursor) -> int | None:
            return following(session, hat=secretary, year=YEAR, filters=Filters(), after=cursor)

        # classified only: it stays open
        assert next_after(middle) == rows[1].id
        rows[1].stage = Stage.DEFERRED
        session.flush()
        assert next_after(middle) == rows[2].id
        # from the end round to the beginning
        rows[2].stage = Stage.DEFERRED
        session.flush()
        assert next_after(last) == rows[0].id
        rows[0].stage = Stage.DEFERRED
        session.flush()
        assert next_after(first) is None


class TestSurvey:
    def test_done_left_and_who_is_silent(self, session: Session, secretary: Hat) -> None:
        proposals.proposal(session, "32010201")
        proposals.proposal(session, "32010201", Stage.DISTRICT, decided_by="subdistrict")
        proposals.proposal(session, "32010202", Stage.DRAFT)
        session.add(NothingToPropose(area_code="32010203", fiscal_year=YEAR, answered_on=TODAY))
        session.flush()
        seen = survey(session, hat=secretary, year=YEAR)
        assert (seen.done, seen.left) == (1, 1)
        assert (seen.answered, len(seen.children)) == (2, 4)
        assert [str(child.name) for child in seen.silent] == ["หมู่ที่ 2 บ้านตั้งใจ 2", "หมู่ที่ 4 บ้านตั้งใจ 4"]
        assert [child.nothing for child in seen.children] == [False, False, True, False]

    @pytest.mark.parametrize(
        ("role", "area", "stage", "answered"),
        [
            # a subdistrict that passed one thing up has answered
            ("district_chief", "3201", Stage.DISTRICT, 1),
            # what still lies with it does not count
            ("district_chief", "3201", Stage.SUBDISTRICT, 0),
            # a district has answered when something of it reached the province
            ("planner", "32", Stage.PROVINCE, 1),
            ("planner", "32", Stage.DISTRICT, 0),
        ],
    )
    def test_the_levels_above(
        self, session: Session, role: str, area: str, stage: Stage, answered: int
    ) -> None:
        areas.surin(session)
        proposals.proposal(session, "32010201", stage)
        seen = survey(session, hat=accounts.hat(session, role, area), year=YEAR)
        assert (seen.answered, len(seen.children)) == (answered, 2)

    def test_counts_are_those_of_the_tabs(self, session: Session, secretary: Hat) -> None:
        accounts.agency(session)
        for stage, more in [
            (Stage.SUBDISTRICT, {}),
            (Stage.DEFERRED, {"decided_by": "subdistrict"}),
            (Stage.AGENCY, {"came_from": "subdistrict", "agency_code": "A-32-DPT"}),
            (Stage.DRAFT, {"returned": True}),
            (Stage.REJECTED, {"decided_by": "subdistrict"}),
            (Stage.PROVINCE, {"decided_by": "district"}),
        ]:
            proposals.proposal(session, stage=stage, **more)  # type: ignore[arg-type]
        seen = survey(session, hat=secretary, year=YEAR)
        for tab in Tab:
            rows = page(session, hat=secretary, year=YEAR, filters=Filters(tab=tab)).rows
            assert seen.counts[tab] == len(rows), tab

    def test_the_subdistricts_own_needs_are_seen(self, session: Session, secretary: Hat) -> None:
        proposals.proposal(session, "320102")
        assert survey(session, hat=secretary, year=YEAR).others == {"320102": 1}


class TestPlans:
    """With a few thousand rows, an office's page reads the index and not the country."""

    @pytest.fixture
    def crowd(self, session: Session, secretary: Hat) -> None:
        row = proposals.proposal(session, "32010201")
        session.execute(
            text(
                """
                insert into proposal (fiscal_year, number, submitted_at, province_code, district_code,
                    subdistrict_code, area_code, place_code, stage, holder_code, stage_since, created_at,
                    updated_at, amount)
                select 2571, 'n' || n, now(), left(s, 2), left(s, 4), s, '32010201', s || '01',
                    'subdistrict', s, now() - n * interval '1 minute', now(), now(), 1
                from generate_series(1, 8000) n,
                    lateral (select (100000 + case when n > 6000 then 20 else n % 400 end)::text s) t
                """
            )
        )
        session.execute(
            text("insert into need (proposal_id) select id from proposal where id <> :id"), {"id": row.id}
        )
        session.execute(text("analyze proposal"))
        session.execute(text("analyze need"))

    @pytest.mark.parametrize("tab", list(Tab))
    @pytest.mark.parametrize(
        ("role", "area"),
        [("subdistrict_secretary", "320102"), ("district_chief", "1002"), ("agency_officer", "32")],
    )
    def test_no_scan_of_the_country(
        self, session: Session, crowd: None, role: str, area: str, tab: Tab, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        agency = {"agency_code": accounts.agency(session).code} if role == "agency_officer" else {}
        hat = accounts.hat(session, role, area, **agency)
        plans = explained(session, monkeypatch)
        page(session, hat=hat, year=YEAR, filters=Filters(tab=tab, words="ถนน"))
        survey(session, hat=hat, year=YEAR)
        monkeypatch.undo()
        assert plans
        assert not [plan for plan in plans if "Seq Scan on proposal" in plan]

    def test_the_inbox_reads_its_own_index_in_order(
        self, session: Session, crowd: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hat = accounts.hat(session, "subdistrict_secretary", "100020")
        plans = explained(session, monkeypatch)
        page(session, hat=hat, year=YEAR, filters=Filters())
        monkeypatch.undo()
        assert "ix_proposal_inbox" in plans[0]
        assert "Sort" not in plans[0]


def explained(session: Session, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """From now on, the plan of each SELECT that reads proposals, as the planner chooses it by itself."""
    plans: list[str] = []
    execute = session.execute

    def explain(statement: object, *args: object, **kwargs: object) -> object:
        if (
            isinstance(statement, Select)
            and Proposal.__table__ in statement.get_final_froms()[0]._from_objects
        ):
            sql = statement.compile(session.connection(), compile_kwargs={"literal_binds": True})
            plans.append(
                "\n".join(
                    session.connection()
                    .exec_driver_sql(f"explain {sql}".replace("%%", "%").replace("%", "%%"))
                    .scalars()
                )
            )
        return execute(statement, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(session, "execute", explain)
    return plans


def test_the_cursor_of_an_address_is_in_the_past(session: Session) -> None:
    assert read_cursor(f"{(NOW - timedelta(1)).isoformat()}_7") is not None
    assert read_cursor("") is None
