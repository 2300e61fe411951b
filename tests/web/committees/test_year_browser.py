"""The year's end for what got no money, and a theme's plan over its two revisions: in a real browser."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, create_engine, exists, select
from sqlalchemy.orm import Session

from planhub import clock, cluster
from planhub.cli.rolling_over import roll_over
from planhub.linkage.projecting import follow
from planhub.proposals.proposal import Proposal
from planhub.proposals.review import Rank
from planhub.thai.dates import thai_date
from tests.web.committees.test_committee_browser import PLANNER, Enter, enter, look

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["enter"]
pytestmark = pytest.mark.browser

SURIN = "32"


@pytest.fixture
def engine(served: str, server: cluster.Server, worker_id: str) -> Iterator[Engine]:
    """The served installation's database, as its own minute's beat reaches it."""
    engine = create_engine(server.url(cluster.OWNER, f"planhub_served_{worker_id}"))
    yield engine
    engine.dispose()


def planned_for_a_year_that_is_over(engine: Engine) -> int:
    """Id of an item of this year's plan that is made one of last year's: it got no money, and was ranked."""
    with Session(engine) as session, session.begin():
        follow(session)
        ranked = exists().where(Rank.proposal_id == Proposal.id, Rank.level == "province")
        row = session.scalars(
            select(Proposal)
            .where(Proposal.province_code == SURIN, Proposal.stage == "planned", ranked)
            .where(Proposal.plan_year == clock.fiscal_year(clock.today()))
            .order_by(Proposal.id.desc())
            .limit(1)
        ).one()
        row.fiscal_year = row.plan_year = row.fiscal_year - 1
        return row.id


def told(page: "Page") -> tuple[str, list[str], list[str]]:
    """The item's number, its ranks and its story, as the page shows them."""
    number = re.findall(r"\b\d{6,8}-\d{4}-\d{3}\b", page.inner_text("main"))[0]
    ranks = page.locator("h2:text('ลำดับความสำคัญ') + ul li").all_inner_texts()
    story = page.locator(".story li").all_inner_texts()
    return number, ranks, story


def test_the_year_s_end_takes_an_unfunded_item_into_the_next_round_with_number_history_and_rank(
    enter: Enter, engine: Engine
) -> None:
    item, year = planned_for_a_year_that_is_over(engine), clock.fiscal_year(clock.today())
    page = enter(PLANNER, f"/items/{item}")
    number, ranks, story = told(page)
    assert any("จังหวัด" in rank for rank in ranks), ranks
    page.goto(page.url.split("/items/")[0] + f"/plan/{SURIN}/{year - 1}")
    assert number in page.inner_text("main")

    assert roll_over(engine)[SURIN].planned == 1
    assert roll_over(engine) == {}, "the next beat finds nothing left to do"

    page.goto(page.url)
    assert number not in page.inner_text("main"), "it left the plan of the year that is over"
    page.goto(page.url.split("/plan/")[0] + f"/items/{item}")
    assert "รอจังหวัดพิจารณา" in page.inner_text("main")
    same, still, longer = told(page)
    assert (same, still) == (number, ranks)
    assert len(longer) == len(story) + 1
    assert f"ยกไปพิจารณาในรอบปีงบประมาณ พ.ศ. {year + 1} เอง เลขที่และลำดับคงเดิม" in longer[0]
    look(page, "item-rolled-over")
    page.goto(page.url.split("/items/")[0] + f"/n/{number}")
    assert f"รอบปีงบประมาณ พ.ศ. {year + 1}" in page.inner_text("main"), "everybody who asks the number is told"
    look(page, "public-rolled-over")

    page.goto(page.url.split("/n/")[0] + f"/items/{item}")
    page.locator(".act a", has_text="บรรจุในแผน").click()
    page.wait_for_selector("#decide-form")
    page.select_option("#decide-form [name=plan_year]", str(year + 1))
    page.locator("#decide-form [name=envelope][value=within]").check(force=True)
    page.fill("#decide-form [name=meeting]", "ก.บ.จ. ครั้งที่ 4/2569")
    with page.expect_navigation():
        page.locator("#decide-form .actions button.btn").click()
    assert page.locator(".error-summary, .notice-error").count() == 0, page.inner_text("main")
    page.goto(page.url.split("/items")[0].split("/inbox")[0] + f"/plan/{SURIN}/{year + 1}")
    assert number in page.inner_text("main"), "planned anew, with the number that it always had"


def test_a_theme_is_planned_and_revised_at_six_and_at_twelve_months(enter: Enter) -> None:
    page = enter(PLANNER, "/upkeep")
    page.get_by_role("link", name="แผนเฉพาะด้าน").click()
    page.wait_for_url("**/upkeep/themes")
    begun = clock.today() - timedelta(days=400)
    year = clock.fiscal_year(begun)
    add = page.locator("form[action$='/themes']")
    with page.expect_navigation():
        add.locator("button.btn").click()
    assert page.locator(".error-summary li").count() >= 3, "side, name and day"
    look(page, "themes-refused")

    def begin(side: str, name: str) -> None:
        page.select_option("[name=side]", side)
        page.fill("[name=fiscal_year]", str(year))
        page.fill("[name=name]", name)
        page.fill("[name=begins_on]", thai_date(begun))
        with page.expect_navigation():
            add.locator("button.btn").click()

    begin("health", "แผนส่งเสริมสุขภาพจังหวัด")
    theme = page.locator("section", has_text="แผนส่งเสริมสุขภาพจังหวัด")
    assert theme.inner_text().count("ถึงกำหนดแล้ว") == 2, "thirteen months on, both revisions are due"
    look(page, "themes-two-due")
    begin("health", "แผนสุขภาพอีกฉบับ")
    assert "มีแผนด้านนี้อยู่แล้ว" in page.inner_text(".error-summary")
    assert page.input_value("[name=name]") == "แผนสุขภาพอีกฉบับ", "nothing typed is lost"

    for n, (months, words) in enumerate(
        ((6, "ครบหกเดือน เพิ่มศูนย์ดูแลกลางวัน 2 แห่ง"), (12, "ครบปี ไม่ปรับ เพราะทำได้ตามแผน")), start=1
    ):
        form = theme.locator(f"form[action$='/{months}']")
        with page.expect_navigation():
            form.locator("button").click()
        assert "บอกว่าทบทวนแล้วปรับอะไร" in page.inner_text(".error-summary")
        form.locator("[name=words]").fill(words)
        with page.expect_navigation():
            form.locator("button").click()
        assert words in theme.inner_text()
        assert theme.inner_text().count("ทบทวนแล้ว\n") + theme.inner_text().count("ทบทวนแล้ว ") >= n
        assert form.count() == 0, "what is done is not asked again"
    assert len(re.findall(r"ตอนนั้นมี [\d,]+ โครงการ", theme.inner_text())) == 2
    look(page, "themes-both-done")
