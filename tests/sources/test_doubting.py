"""A point far from its row's place: taken, and said so, in one statement however many rows there are."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from planhub.lists.faults import read_fault
from planhub.lists.words import place_key
from planhub.sources.examining import gazetteer_reader
from planhub.sources.import_run import ImportRow
from planhub.sources.settlement import Settlement
from planhub.sources.telling import rows_of
from planhub.sources.work_list import how_many
from tests.factories.boundaries import INSIDE, outline
from tests.factories.sources import AT, names, row, run, source

FAR = (16.7, 103.5)


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """What is sent to the database within the block."""
    said: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    bind = session.connection()
    event.listen(bind, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(bind, "before_cursor_execute", note)


@pytest.fixture
def lined(session: Session) -> Session:
    """Surin with an outline that is real, its subdistrict with one that we drew."""
    names(session)
    outline(session, "32", half=0.5)
    outline(session, "320102", half=0.05, schematic=True)
    return session


POINTS = [
    # inside its subdistrict
    (INSIDE, "32010204", None),
    # some 30 km from a line that is only drawn, in its province: nobody can tell
    ((14.9, 103.83), "32010204", None),
    # 45 km beyond: in its province still, and yet too far from any line of its own
    ((14.9, 103.99), "32010204", None),
    # a little outside the province: the point of a road that ends there
    ((15.44, 103.5), "32010204", None),
    # twenty kilometres outside a real line, though not so far from the drawn one
    ((14.9, 104.19), "32010204", "จ.สุรินทร์"),
    # two degrees away
    (FAR, "32010204", "ต.ตั้งใจ อ.เมืองสุรินทร์ จ.สุรินทร์"),
    (FAR, "32", "จ.สุรินทร์"),
    # where no line is known nothing is said
    (FAR, "45010101", None),
]


@pytest.mark.parametrize(("point", "place", "told"), POINTS)
def test_only_a_point_far_outside_its_area_is_doubted(
    lined: Session, point: tuple[float, float], place: str, told: str | None
) -> None:
    ran = run(lined, source(lined), row("A", place, lat=point[0], lon=point[1])).run
    kept = lined.scalars(select(ImportRow)).one()
    assert (kept.outcome, kept.waiting) == ("new", False), "a point is never a reason to refuse a row"
    assert ran.counts["doubtful"] == (0 if told is None else 1)
    faults = [read_fault(fault) for fault in kept.faults or ()]
    assert [(fault.field, fault.kind) for fault in faults] == ([] if told is None else [("lat", "doubt")])
    if told:
        assert told in str(faults[0].sentence)


def test_the_distance_is_told_with_the_point_and_the_doubted_rows_can_be_asked_for(lined: Session) -> None:
    lat, lon = FAR
    ran = run(lined, source(lined), row("A"), row("B", lat=lat, lon=lon), dry=True).run
    (only,) = rows_of(lined, ran, doubtful=True)
    assert only.key == "B"
    sentence = str(only.faults[0].sentence)
    assert "16.70000, 103.50000" in sentence
    assert "194 กม." in sentence


def test_the_same_row_again_is_unchanged_and_doubted_again(lined: Session) -> None:
    of, (lat, lon) = source(lined), FAR
    run(lined, of, row("A", lat=lat, lon=lon))
    counts = run(lined, of, row("A", lat=lat, lon=lon)).run.counts
    assert (counts["unchanged"], counts["doubtful"]) == (1, 1)


def test_a_row_that_is_not_taken_is_told_what_holds_it_back_alone(lined: Session) -> None:
    lat, lon = FAR
    ran = run(lined, source(lined), row("A", title=None, lat=lat, lon=lon)).run
    (kept,) = lined.scalars(select(ImportRow).where(ImportRow.run_id == ran.id))
    assert (kept.outcome, [fault["field"] for fault in kept.faults or ()]) == ("wrong", ["title"])
    assert ran.counts["doubtful"] == 0


def test_many_points_cost_no_more_statements_than_one(lined: Session) -> None:
    lat, lon = FAR
    of = source(lined)
    with statements(lined) as one:
        run(lined, of, row("A", lat=lat, lon=lon), dry=True)
    with statements(lined) as many:
        run(lined, of, *(row(f"B{n}", lat=lat, lon=lon) for n in range(50)), dry=True)
    assert len(many) == len(one)
    assert sum("area_boundary" in statement for statement in many) == 1


def test_a_misspelt_district_beside_a_subdistrict_that_is_alone_of_its_name_is_counted(
    session: Session,
) -> None:
    names(session)
    of = source(session)
    told = {"province": "สุรินทร์", "subdistrict": "ตั้งใจ"}
    rows = [
        row("WELL", "", district="เมืองสุรินทร์", **told),
        row("ODD", "", district="ชุมพนบุรี", **told),
        row("TEXT", "", place_text="ต.ตั้งใจ อ.ชุมพนบุรี จ.สุรินทร์"),
    ]
    dry = run(session, of, *rows, dry=True, reader=lambda: gazetteer_reader(session)).run
    assert (dry.counts["new"], dry.counts["doubtful"]) == (3, 2)
    found = {one.key: one for one in rows_of(session, dry, doubtful=True)}
    assert found.keys() == {"ODD", "TEXT"}
    assert [found[key].faults[0].field for key in ("ODD", "TEXT")] == ["district", "place_text"]
    for one in found.values():
        assert one.becomes is not None
        assert one.becomes.area_code == "320102"
        assert "ตรวจชื่ออำเภอ" in str(one.faults[0].sentence)
    done = run(session, of, *rows, reader=lambda: gazetteer_reader(session)).run
    assert (done.counts["new"], done.counts["unclear"], done.counts["doubtful"]) == (3, 0, 2)
    assert how_many(session) == 0, "nobody has to answer"


def test_what_a_person_settled_is_no_longer_odd(session: Session) -> None:
    names(session)
    of = source(session)
    words = "ต.ตั้งใจ อ.ชุมพนบุรี จ.สุรินทร์"
    session.add(
        Settlement(source_code=of.code, words_key=place_key(words), words=words, area_code="320102", at=AT)
    )
    session.flush()
    only = row("A", "", place_text=words)
    counts = run(session, of, only, dry=True, reader=lambda: gazetteer_reader(session)).run.counts
    assert (counts["new"], counts["doubtful"]) == (1, 0)
