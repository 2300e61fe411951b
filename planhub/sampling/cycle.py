"""The yearly cycle of a show province: limits by source, sealed editions, quarters confirmed, themes."""

from collections.abc import Callable
from datetime import date
from decimal import ROUND_CEILING

from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.clock import BUDDHIST_ERA, fiscal_year, local_day
from planhub.committees.enveloping import SOURCES, save_limits
from planhub.committees.plan_content import content_of, digest_of
from planhub.committees.sealing import latest, seal
from planhub.committees.source_envelopes import by_source
from planhub.proposals.confirming import confirm, withdraw
from planhub.proposals.proposal import Proposal
from planhub.proposals.quarterly import Quarter, comes_up, quarter_of
from planhub.proposals.revising import begin_theme, revise
from planhub.sampling.afterwards import ask_of_money
from planhub.sampling.desks import Desks
from planhub.thai.dates import thai_date

MILLION = 1_000_000
ROOM, TIGHT = (115, 100), (85, 100)
"""What the limit of a source holds of what is planned of it: of most somewhat more, of the first one less."""
CONFIRMED = 2
"""One in so many items was confirmed in the quarter before."""
MOST = 40


def limit_sources(session: Session, province: str, *, years: tuple[int, ...]) -> None:
    """A limit for each source that a plan asks; the first is asked for more than it holds."""
    for year in years:
        typed = {}
        known = [
            one for one in by_source(session, province_code=province, year=year) if one.source in SOURCES
        ]
        for n, one in enumerate(known):
            part, whole = ROOM if n else TIGHT
            baht = (one.within * part / whole / MILLION).to_integral_value(ROUND_CEILING) * MILLION
            typed[one.source] = f"{baht or MILLION}"
        if typed:
            save_limits(session, province_code=province, year=year, typed=typed)


def seal_around(session: Session, province: str, desks: Desks, happen: Callable[[], None]) -> None:
    """The running year's plan sealed before what happens, and once more after it; then a sum changes."""
    year = fiscal_year(local_day(desks.now))
    first = _sealed(session, province, year, desks, days=62, words={"meeting": "ก.บ.จ. ครั้งที่ 3/2569"})
    happen()
    if first:
        words = {
            "meeting": "ก.บ.จ. ครั้งที่ 4/2569",
            "kind": "change",
            "reason": "วงเงินโครงการเปลี่ยนตามราคากลางที่คำนวณใหม่",
        }
        _sealed(session, province, year, desks, days=8, words=words)
    ask_of_money(session, province, desks, sealed=True)


def _sealed(
    session: Session, province: str, year: int, desks: Desks, *, days: int, words: dict[str, str]
) -> bool:
    content = content_of(session, province_code=province, year=year)
    last = latest(session, province_code=province, year=year)
    if not content or (last is not None and last.content == content):
        return False
    seen = {"seen": digest_of(content, last.digest if last else "")}
    seal(
        session,
        province_code=province,
        year=year,
        typed=words | seen,
        at=desks.ago(days),
        by=desks.governor.hat.account_id,
        capacity=desks.governor.capacity,
    )
    return True


def confirm_quarters(session: Session, desks: Desks) -> None:
    """Half of what waited in the last quarter was confirmed in it, and little of this one so far."""
    now = quarter_of(local_day(desks.now))
    for quarter, among, days in ((now.before, CONFIRMED, 55), (now, 6, 5)):
        items = _waiting(session, desks, quarter)[::among][:MOST]
        said = {"quarter": quarter, "hat": desks.planner.hat, "capacity": desks.planner.capacity}
        at = desks.ago(days)
        if items:
            confirm(session, items=items, at=at, **said)  # type: ignore[arg-type]
        if items[2:] and quarter is now:
            no_more = "หน่วยงานอื่นทำให้แล้วด้วยงบของตน ประชาคมเห็นชอบให้ถอนออกจากแผน"
            withdraw(session, items=_waiting(session, desks, quarter)[1:2], at=at, reason=no_more, **said)  # type: ignore[arg-type]
        if items[1:] and quarter is now:
            why = "ปรับวงเงินตามราคากลางใหม่ก่อนเสนอรอบหน้า"
            confirm(session, items=items[-1:], at=at, reason=why, answer="changed", **said)  # type: ignore[arg-type]


def _waiting(session: Session, desks: Desks, quarter: Quarter) -> list[tuple[int, int | None]]:
    held = Proposal.holder_code == desks.planner.hat.office_code
    found = session.scalars(select(Proposal.id).where(held, comes_up(quarter)).order_by(Proposal.id))
    return [(id_, None) for id_ in found]


def begin_themes(session: Session, province: str, desks: Desks) -> None:
    """Water: revised after six months, due after twelve. Disasters: begun this year, nothing due yet."""
    year = fiscal_year(local_day(desks.now))
    by = desks.planner.hat.account_id
    for side, name, begun in (
        ("water", "แผนบริหารจัดการทรัพยากรน้ำจังหวัด (ตัวอย่าง)", year - 1),
        ("disaster", "แผนป้องกันน้ำท่วมและภัยแล้งจังหวัด (ตัวอย่าง)", year),
    ):
        first = date(begun - 1 - BUDDHIST_ERA, 10, 1)
        typed = {
            "side": side,
            "fiscal_year": f"{begun}",
            "name": name,
            "begins_on": thai_date(first),
        }
        days = (local_day(desks.now) - first).days
        plan = begin_theme(session, province_code=province, typed=typed, at=desks.ago(days), by=by)
        if begun < year:
            words = "เพิ่มสระน้ำนอกเขตชลประทาน 3 แห่งตามผลประชาคม และเลื่อนระบบสูบน้ำหนึ่งแห่งไปปีหน้า"
            revise(
                session,
                plan_id=plan.id,
                months=6,
                typed={"words": words},
                at=desks.ago(days - 190),
                by=by,
                capacity=desks.planner.capacity,
            )
