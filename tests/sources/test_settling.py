"""The work list: a row whose place was unclear is settled once, at once, and for the next file too."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.errors import IllegalMove, Invalid
from planhub.linkage.plan_item import PlanItem
from planhub.linkage.recounting import differences
from planhub.lists.prepared import Fault, Prepared
from planhub.sources.applying import apply_items
from planhub.sources.forgetting import forget
from planhub.sources.import_run import ImportRow, Outcome
from planhub.sources.settlement import Settlement
from planhub.sources.settlements import how_many as how_many_answers
from planhub.sources.settlements import listed
from planhub.sources.settling import settle
from planhub.sources.source import Source
from planhub.sources.staging import Given
from planhub.sources.undoing import undo
from planhub.sources.work_list import how_many, waiting
from planhub.wording import say
from tests.factories.accounts import account
from tests.factories.sources import AT, names, row, run, source

LATER = AT + timedelta(days=30)


def unclear(key: str, words: str = "บ้านใด?", **more: object) -> Prepared:
    return row(key, "", place_text=words, **more)


def placed(session: Session) -> dict[str, str]:
    return dict(session.execute(select(PlanItem.external_id, PlanItem.area_code)).all())


def test_rows_of_the_same_words_are_settled_together_and_remembered(session: Session) -> None:
    names(session)
    of, who = source(session), account(session)
    rows = [unclear("A", amount=Decimal("3.50")), unclear("B"), unclear("C", "อื่น?"), row("D")]
    run(session, of, *rows)
    first = waiting(session)[0]
    assert (first.key, first.words, first.alike, first.title) == ("A", "บ้านใด?", 2, "โครงการ A")
    assert first.candidates == ("320101", "450101")
    done = settle(session, of, words_key=first.words_key, area_code="320101", by=who.id, at=LATER)
    assert (done.written, done.waiting, done.wrong) == (2, 0, 0)
    assert placed(session) == {"A": "320101", "B": "320101", "D": "32010204"}
    assert session.scalar(select(PlanItem.amount).where(PlanItem.external_id == "A")) == Decimal("3.50")
    kept = session.scalars(select(Settlement)).one()
    assert (kept.words, kept.area_code, kept.by, kept.at) == ("บ้านใด?", "320101", who.id, LATER)
    assert [w.key for w in waiting(session)] == ["C"]
    # next month nobody is asked again
    assert run(session, of, *rows).run.counts["unchanged"] == 3
    assert differences(session) == []


def test_what_was_settled_belongs_to_its_run_and_goes_with_it(session: Session) -> None:
    names(session)
    of = source(session)
    first = run(session, of, unclear("A"), row("D"))
    settle(session, of, words_key=waiting(session)[0].words_key, area_code="320101", by=None, at=LATER)
    assert undo(session, first.run.id, by=None, at=LATER).removed == 2
    assert placed(session) == {}


def test_only_what_a_place_can_answer_waits_for_one(session: Session) -> None:
    """A word of a stage is told in the description; the row comes back with the next file."""
    names(session)
    of = source(session)
    stage = Fault("C", "stage", say("ไม่รู้จักสถานะ"), "unclear")
    first = run(session, of, unclear("A", faults=(stage,)), row("B", faults=(stage,)))
    assert [w.key for w in waiting(session)] == ["A"], "of B the place is clear"
    assert (first.run.counts["unmeant"], first.run.counts["asking"]) == (2, 1)
    done = settle(session, of, words_key=waiting(session)[0].words_key, area_code="320101", by=None, at=LATER)
    assert (done.written, done.waiting) == (0, 1)
    assert waiting(session) == []
    assert session.scalars(select(ImportRow.faults).where(ImportRow.key == "A")).one()[0]["field"] == "stage"


def test_a_run_counts_its_rows_as_they_are_answered(session: Session) -> None:
    names(session)
    of = source(session)
    first = run(session, of, unclear("A"), unclear("B"), row("C")).run
    assert (first.counts["new"], first.counts["unclear"]) == (1, 2)
    settle(session, of, words_key=waiting(session)[0].words_key, area_code="320101", by=None, at=LATER)
    session.expire_all()
    assert (first.counts["new"], first.counts["unclear"]) == (3, 0)
    assert "totals" in first.counts


def test_a_newer_file_decides_and_undoing_it_asks_again(session: Session) -> None:
    names(session)
    of = source(session)
    run(session, of, unclear("A"), unclear("B", "อื่น?"))
    second = run(session, of, row("A"))
    assert [w.key for w in waiting(session)] == ["B"]
    undo(session, second.run.id, by=None, at=LATER)
    assert [w.key for w in waiting(session)] == ["A", "B"]


def test_what_was_sent_by_itself_since_decides(session: Session) -> None:
    names(session)
    of = source(session)
    run(session, of, unclear("A"), unclear("B"), unclear("C"))
    sent = [Given(row("A", amount=Decimal(999))), Given(row("B", "9999"))]
    told = apply_items(session, of, sent, at=LATER)
    assert [verdict.outcome for verdict in told] == [Outcome.NEW, Outcome.WRONG]
    assert [w.key for w in waiting(session)] == ["B", "C"]
    settle(session, of, words_key=waiting(session)[0].words_key, area_code="320101", by=None, at=LATER)
    assert placed(session) == {"A": "32010204", "B": "320101", "C": "320101"}


def test_an_item_that_stands_is_not_touched_while_its_new_row_is_unclear(session: Session) -> None:
    names(session)
    of = source(session)
    run(session, of, row("A"))
    run(session, of, unclear("A"))
    assert placed(session) == {"A": "32010204"}


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        # no such area
        ("320999", "ไม่ใช่พื้นที่"),
        # outside what the source may write
        ("96", "อยู่นอกจังหวัด"),
    ],
)
def test_a_place_that_cannot_be_is_refused(session: Session, code: str, sentence: str) -> None:
    from tests.factories.areas import area

    names(session)
    area(session, "96", "นราธิวาส")
    of = source(session)
    run(session, of, unclear("A"))
    key = waiting(session)[0].words_key
    with pytest.raises(Invalid, match=sentence):
        settle(session, of, words_key=key, area_code=code, by=None, at=LATER)
    assert [w.key for w in waiting(session)] == ["A"]


def test_settling_what_nobody_waits_for_says_so(session: Session) -> None:
    names(session)
    with pytest.raises(Invalid, match="ไม่มีแถวใดรอ"):
        settle(session, source(session), words_key="ไม่มี", area_code="32", by=None, at=LATER)


def test_rows_said_to_be_not_ours_are_passed_over_next_month_too(session: Session) -> None:
    names(session)
    of = source(session)
    rows = [unclear("A"), unclear("B"), row("D")]
    run(session, of, *rows)
    first = waiting(session)[0]
    done = settle(session, of, words_key=first.words_key, area_code=None, by=None, at=LATER)
    assert (done.written, done.waiting, done.wrong, done.passed_over) == (0, 0, 0, 2)
    assert placed(session) == {"D": "32010204"}
    assert waiting(session) == []
    counts = run(session, of, *rows).run.counts
    assert (counts["outside"], counts["unclear"], counts["unchanged"]) == (2, 0, 1)
    assert [(kept.words, kept.area_code) for kept, _ in listed(session, of.code)[0]] == [("บ้านใด?", None)]


def test_the_list_comes_in_pages_of_one_source_or_of_some_provinces(session: Session) -> None:
    names(session)
    mine: Source = source(session, "surin", owner_province="32", scope=["32"])
    other = source(session, "national")
    run(session, mine, *(unclear(f"{n}", f"ที่ {n}?", at=n) for n in range(1, 8)))
    run(session, other, unclear("X"))
    seen: list[str] = []
    mark = None
    while page := waiting(session, source_code="surin", after=mark, limit=3):
        seen += [w.key for w in page]
        mark = page[-1].mark
    assert seen == [str(n) for n in range(1, 8)]
    assert how_many(session) == 8
    assert how_many(session, provinces=["32"]) == 7
    assert how_many(session, provinces=["45"]) == 0
    assert session.scalars(select(ImportRow.waiting).distinct()).all() == [True]


def test_an_answer_counts_the_rows_that_it_placed_and_is_found_by_words_name_or_code(
    session: Session,
) -> None:
    names(session)
    of, who = source(session), account(session)
    rows = [unclear("A"), unclear("B"), unclear("C", "อื่น?"), row("D")]
    run(session, of, *rows)
    for code in ("320101", "320102"):
        first = waiting(session)[0]
        settle(session, of, words_key=first.words_key, area_code=code, by=who.id, at=AT)
    run(session, of, *rows, at=LATER)
    run(session, of, *rows, dry=True)  # tried only: it counts nothing
    (first, by), (second, _) = listed(session, of.code)[0]
    assert (first.words, first.used, first.used_at, by) == ("บ้านใด?", 4, LATER, who.name)
    assert (second.words, second.area_code, second.used) == ("อื่น?", "320102", 2)
    for typed, found in (
        ("บ้านใด", [first]),
        ("ตั้งใจ", [second]),
        ("320101", [first]),
        ("๓๒๐๑", [first, second]),
    ):
        assert [one for one, _ in listed(session, of.code, typed=typed)[0]] == found, typed
    page, after = listed(session, of.code, limit=1)
    assert [one for one, _ in page] == [first]
    assert [one for one, _ in listed(session, of.code, after=after)[0]] == [second]
    assert how_many_answers(session, of.code) == 2


DAY = timedelta(days=1)


def sent(key: str, **more: object) -> list[Given]:
    return [Given(row(key, **more))]


@pytest.mark.parametrize("decides", ["changed", "unchanged"])
def test_undoing_does_not_ask_for_a_row_whose_item_a_system_has_sent_since(
    session: Session, decides: str
) -> None:
    """An answer would lay the older file's words over what stands now."""
    names(session)
    of = source(session)
    run(session, of, unclear("A", title="เก่า"))
    if decides == "unchanged":
        apply_items(session, of, sent("A"), at=AT + DAY)
    second = run(session, of, row("A"), at=AT + 2 * DAY).run
    assert second.counts["unchanged" if decides == "unchanged" else "new"] == 1
    if decides == "changed":
        apply_items(session, of, sent("A", title="ใหม่"), at=AT + 3 * DAY)
    undo(session, second.id, by=None, at=LATER)
    assert placed(session) == {"A": "32010204"}
    assert waiting(session) == []


def test_undoing_asks_again_where_what_stands_is_older_than_the_row(session: Session) -> None:
    """As before the undone run: the file came after what the system had sent, and its place is asked for."""
    names(session)
    of = source(session)
    apply_items(session, of, sent("A"), at=AT - DAY)
    run(session, of, unclear("A", title="ใหม่กว่า"))
    for days in (1, 2):
        later = run(session, of, row("A", amount=Decimal(7)), at=AT + days * DAY).run
        assert waiting(session) == []
        undo(session, later.id, by=None, at=LATER + days * DAY)
        assert [w.key for w in waiting(session)] == ["A"], days
    settle(session, of, words_key=waiting(session)[0].words_key, area_code="320101", by=None, at=LATER)
    assert placed(session) == {"A": "320101"}


def test_rows_of_a_closed_source_wait_until_it_is_open_again(session: Session) -> None:
    names(session)
    of = source(session)
    run(session, of, unclear("A"))
    key = waiting(session)[0].words_key
    of.is_open = False
    for area in ("320101", None):
        with pytest.raises(IllegalMove, match="ปิดรับแล้ว"):
            settle(session, of, words_key=key, area_code=area, by=None, at=LATER)
    assert (placed(session), session.scalars(select(Settlement)).all()) == ({}, [])
    of.is_open = True
    settle(session, of, words_key=key, area_code="320101", by=None, at=LATER)
    assert placed(session) == {"A": "320101"}


def test_what_is_forgotten_is_asked_again_and_what_it_placed_stays(session: Session) -> None:
    names(session)
    of = source(session)
    rows = [unclear("A"), row("D")]
    run(session, of, *rows)
    key = waiting(session)[0].words_key
    settle(session, of, words_key=key, area_code="320101", by=None, at=AT)
    assert forget(session, of, key)
    assert not forget(session, of, key)
    assert placed(session) == {"A": "320101", "D": "32010204"}
    again = run(session, of, *rows, at=LATER)
    assert (again.run.counts["unclear"], again.run.counts["unchanged"]) == (1, 1)
    assert placed(session) == {"A": "320101", "D": "32010204"}
    assert [one.key for one in waiting(session)] == ["A"]
    assert differences(session) == []
