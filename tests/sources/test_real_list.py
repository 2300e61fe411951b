"""The provinces' budget bill of 2565, free text only, lands on the national map."""

import csv
import gzip
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from planhub import clock
from planhub.areas.seeding import seed
from planhub.linkage.plan_item import PlanItem, PlanItemText, PlanSummary
from planhub.linkage.recounting import differences
from planhub.lists.description import Column, Description, Field, Form
from planhub.sources.import_run import ImportRow
from planhub.sources.importing import import_file
from planhub.sources.registering import register
from planhub.workflow.stages import Stage
from tests.factories.sources import AT

BILL = Path(__file__).parents[3] / "shared" / "data" / "province_budget_fy2565.csv.gz"
DESCRIPTION = Description(
    columns={
        Field.YEAR: Column(0, "fiscal_year_be"),
        Field.TITLE: Column(4, "project"),
        Field.DETAIL: Column(9, "item"),
        Field.PROVINCE: Column(2, "province_code"),
        Field.PLACE_TEXT: Column(9, "item"),
        Field.AMOUNT: Column(10, "amount_baht"),
    },
    form=Form.CSV,
    header_rows=(1,),
    default_stage=Stage.FUNDED,
)


def subdistricts_known() -> dict[int, str]:
    """Row of the file to the subdistrict that somebody found for it by hand."""
    with gzip.open(BILL, "rt", encoding="utf-8-sig", newline="") as file:
        return {
            n: row["tambon_code"] for n, row in enumerate(csv.DictReader(file), start=2) if row["tambon_code"]
        }


@pytest.mark.shared_data
@pytest.mark.slow
@pytest.mark.skipif(not BILL.exists(), reason="needs ../shared/data/province_budget_fy2565.csv.gz")
def test_the_budget_bill_lands_where_its_words_say(session: Session) -> None:
    seed(session)
    of = register(session, code="bill", name="พ.ร.บ. งบประมาณ 2565", at=clock.now(), description=DESCRIPTION)
    ran = import_file(session, of, BILL, name=BILL.name, at=AT)
    counts = ran.run.counts
    assert (counts["new"] + counts["unclear"], counts["wrong"]) == (910, 0)
    assert counts["new"] > 800  # the others are a cluster's, and say nothing of a place
    known = subdistricts_known()
    found = session.execute(
        select(ImportRow.row, PlanItem.subdistrict_code, PlanItemText.places)
        .join(PlanItem, PlanItem.external_id == ImportRow.key)
        .join(PlanItemText, PlanItemText.id == PlanItem.id)
        .where(ImportRow.row.in_(known))
    )
    right = [row for row, code, places in found if known[row] in (code, *[p[:6] for p in places or ()])]
    assert len(right) >= 0.9 * len(known) > 100
    provinces = session.scalars(select(PlanSummary.area_code).where(PlanSummary.level == 2).distinct()).all()
    assert len(provinces) > 10
    assert session.scalar(text("select count(*) from plan_item_text where point is null")) == 0
    assert differences(session) == []
    assert not import_file(session, of, BILL, name=BILL.name, at=AT).changed
