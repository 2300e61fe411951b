"""The show installation's list: guessed, described, imported, with its mistakes found."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.areas.names import stored_keys
from planhub.linkage.plan_item import PlanItem
from planhub.lists.description import Field
from planhub.lists.description_json import read_description
from planhub.sampling.office_list import FILE, PROVINCE, SOURCE, workbook, write_example
from planhub.sources import authorizing
from planhub.sources.importing import import_file
from planhub.sources.source import Source
from tests.factories.areas import area

AT = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


@pytest.fixture
def kalasin(session: Session) -> Session:
    """Two districts with eight subdistricts each."""
    names = {PROVINCE: "กาฬสินธุ์", "4601": "เมืองกาฬสินธุ์", "4602": "นามน"}
    names |= {f"4601{n:02}": f"ภูปอ{n}" for n in range(1, 9)} | {
        f"4602{n:02}": f"สงเปลือย{n}" for n in range(1, 9)
    }
    for code, name in names.items():
        row = area(session, code, name)
        row.search_key = stored_keys(row.kind, name, None)
    session.flush()
    return session


def test_the_list_is_understood_imported_and_its_mistakes_are_found(kalasin: Session, tmp_path: Path) -> None:
    told = write_example(kalasin, tmp_path, at=AT, seed=1)
    source = kalasin.get_one(Source, SOURCE)
    description = read_description(source.description)
    assert {Field.TITLE, Field.SUBDISTRICT, Field.MOO, Field.AMOUNT, Field.STAGE, Field.KEY} <= set(
        description.columns
    )
    assert (description.year, Field.DISTRICT in description.groups) == (2571, True)
    ran = import_file(kalasin, source, tmp_path / FILE, name=FILE, at=AT)
    counts = ran.run.counts
    assert counts["new"] >= 10, counts
    assert counts["wrong"] == 2, "an amount in words, and no title"
    assert counts["unclear"] == 1, "a subdistrict that nobody can tell"
    placed = kalasin.scalars(select(PlanItem.district_code)).all()
    assert set(placed) == {"4601", "4602"}
    assert authorizing.sender_of(kalasin, told["token"], at=AT) is not None


def test_written_again_it_is_the_same_list_with_another_key(kalasin: Session, tmp_path: Path) -> None:
    first = write_example(kalasin, tmp_path, at=AT, seed=1)
    again = write_example(kalasin, tmp_path, at=AT, seed=1)
    assert first["token"] != again["token"]
    assert workbook(kalasin, seed=1)[:2] == b"PK"
    ran = import_file(kalasin, kalasin.get_one(Source, SOURCE), tmp_path / FILE, name=FILE, at=AT)
    twice = import_file(kalasin, kalasin.get_one(Source, SOURCE), tmp_path / FILE, name=FILE, at=AT)
    assert (ran.changed, twice.changed) == (True, False)
