"""What offices do with a work: how it is got, contract, instalments, reports, photos, changes, results."""

from datetime import timedelta
from decimal import Decimal
from functools import cache
from io import BytesIO

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from planhub.needs.coordinates import Place
from planhub.procurement import amending, contracting, correcting, paying, procuring
from planhub.procurement.purchase import Purchase, purchase_of
from planhub.procurement.purchase_typed import (
    Amendment,
    Choice,
    Ending,
    OwnWork,
    Part,
    Receipt,
    StepFacts,
    Terms,
)
from planhub.procurement.slip_typed import Slip
from planhub.progress import changing, photographing, reporting
from planhub.progress.photographing import Sent
from planhub.progress.progress import ChangeRequest, ProgressReport, WorkPhoto
from planhub.progress.told import read_report
from planhub.proposals.proposal import Proposal
from planhub.results import royal_keeping
from planhub.results.answering import answer
from planhub.results.closing_out import close_out
from planhub.results.looking_later import look
from planhub.results.royal_project import RoyalProject
from planhub.workflow.due import DueRules, offered
from planhub.workflow.stages import Stage
from planhub.works.wanted import read_change
from planhub.works.work import Work
from tests.factories.works import CLOSING
from tests.lives.committee_desk import REASON, Doing, Nothing
from tests.lives.world import PROVINCE, VILLAGES, World

OWN = (Stage.LOCAL, Stage.JOINT)


def bought(session: Session, which: int) -> tuple[Proposal, Purchase]:
    row = session.get_one(Proposal, which)
    return row, purchase_of(session, row, session.get(Work, which))


def doer_of(row: Proposal, n: int) -> str:
    """Who records it: the local authority of its own, else the province or the agency named."""
    if row.stage in OWN or row.classification in ("self", "joint"):
        return "secretary"
    return row.agency_code if row.agency_code and n % 2 else "planner"


def stale(session: Session, which: int, n: int) -> int | None:
    """The version of a page; now and then of one drawn too early."""
    work = session.get(Work, which)
    return (work.version if work else 0) - 1 if n % 17 == 16 else None


def choose_method(world: World, session: Session, which: int, n: int) -> None:
    row, now = bought(session, which)
    sum_ = now.left or row.amount
    small = sum_ <= 500_000
    choice = (
        Choice("specific", ground="small" if small else "urgent", why=REASON if n % 4 else ""),
        Choice("ebidding", egp_no="690111", why=REASON),
        Choice("selection", invited=2 + n % 4, why=REASON),
        Choice("price_quote", why=REASON),
    )[n % 4 if n % 3 or not small else 0]
    by = world.recorder(doer_of(row, n))
    procuring.choose(session, proposal_id=which, choice=choice, version=stale(session, which, n), by=by)


def do_it_ourselves(world: World, session: Session, which: int, n: int) -> None:
    row = session.get_one(Proposal, which)
    plan = OwnWork(started_on=world.day, why=REASON if n % 4 else "")
    by = world.recorder(doer_of(row, n))
    procuring.do_ourselves(session, proposal_id=which, plan=plan, version=stale(session, which, n), by=by)


def take_step(world: World, session: Session, which: int, n: int) -> None:
    row, now = bought(session, which)
    step = now.next_step
    if step is None:
        raise Nothing
    facts = StepFacts(actual_on=world.day) if step != "appeal" or n % 3 == 0 else StepFacts(skipped=REASON)
    by = world.recorder(doer_of(row, n))
    procuring.record_step(
        session, proposal_id=which, step=step, facts=facts, version=stale(session, which, n), by=by
    )


def sign_contract(world: World, session: Session, which: int, n: int) -> None:
    row, now = bought(session, which)
    left = now.left
    terms = Terms(
        number=f"{len(now.ended) + 1}/{world.year}" if n % 13 else "1/2569",
        signed_on=world.day,
        amount=left - left // 10 * (n % 3) + (n % 9 == 8) * 100_000 or Decimal(1),
        contractor=f"หจก. {n}",
        days=30 + n % 60,
        fine_per_day=Decimal(100),
    )
    by = world.recorder(doer_of(row, n))
    contracting.sign(session, proposal_id=which, terms=terms, version=stale(session, which, n), by=by)


def divide_contract(world: World, session: Session, which: int, n: int) -> None:
    row, now = bought(session, which)
    if now.contract is None:
        raise Nothing
    open_ = [one.amount for one in now.contract.instalments if not one.delivered_on]
    whole, parts = sum(open_, Decimal(0)), 1 + n % 3
    if whole < parts:
        raise Nothing  # an instalment of nothing cannot be typed
    sums = [whole // parts] * (parts - 1)
    sums.append(whole - sum(sums, Decimal(0)) + (n % 8 == 7))
    divided = [Part(one, now.contract.row.ends_on, k) for k, one in enumerate(sums, start=1)]
    by = world.recorder(doer_of(row, n))
    contracting.divide(session, proposal_id=which, parts=divided, version=stale(session, which, n), by=by)


def receive(world: World, session: Session, which: int, n: int) -> None:
    """Delivered, then accepted, then paid; also of a contract that was ended."""
    row, now = bought(session, which)
    agreed = [now.contract, *now.ended] if now.contract else [*now.ended]
    owed = [(one, part) for one in agreed for part in one.instalments if not part.paid_on]
    if not owed:
        raise Nothing
    contract, part = owed[n % len(owed)] if n % 5 == 4 else owed[0]
    delivered = part.delivered_on or world.day
    accepted = part.accepted_on or (world.day if n % 3 else None)
    paid = world.day if accepted and n % 3 == 2 else None
    receipt = Receipt(delivered, accepted, "ตร. 1" if accepted else "", paid, "ฎ. 1" if paid else "")
    paying.record_receipt(
        session, proposal_id=which, contract_id=contract.row.id, no=part.no, receipt=receipt,
        version=stale(session, which, n), by=world.recorder(doer_of(row, n)),
    )  # fmt: skip


def amend_contract(world: World, session: Session, which: int, n: int) -> None:
    row, now = bought(session, which)
    amount = now.contract.row.amount if now.contract else Decimal(100)
    more = (None, amount + 10_000, amount - 5_000, amount * 3)[n % 4]
    amendment = Amendment(reason=REASON, days_more=n % 30, amount=more)
    by = world.recorder(doer_of(row, n))
    amending.amend(session, proposal_id=which, amendment=amendment, version=stale(session, which, n), by=by)


def mend_slip(world: World, session: Session, which: int, n: int) -> None:
    """What was typed wrong of a contract, by its office or from above; also of one that was ended."""
    row, now = bought(session, which)
    agreed = [now.contract, *now.ended] if now.contract else [*now.ended]
    if not agreed:
        raise Nothing
    contract = agreed[n % len(agreed)].row
    values = (
        {"number": f"{n}/{world.year}", "contractor": f"หจก. {n} (แก้)"},
        {"signed_on": contract.signed_on - timedelta(days=n % 5 - 1)},
        {"days": 20 + n % 90},
        {"guarantee": Decimal(n), "liability_days": n % 900},
        {"starts_on": contract.starts_on + timedelta(days=n % 9 - 2), "egp_no": f"69{n}"},
    )[n % 5]
    by = world.recorder("governor" if n % 3 else doer_of(row, n))
    correcting.correct(
        session, proposal_id=which, contract_id=contract.id, slip=Slip(values, REASON),
        version=stale(session, which, n), by=by,
    )  # fmt: skip


def end_contract(world: World, session: Session, which: int, n: int) -> None:
    row = session.get_one(Proposal, which)
    by = world.recorder(doer_of(row, n))
    ending = Ending(ended_on=world.day, reason=REASON)
    amending.end(session, proposal_id=which, ending=ending, version=stale(session, which, n), by=by)


def finish_purchase(world: World, session: Session, which: int, n: int) -> None:
    row = session.get_one(Proposal, which)
    paying.complete(session, proposal_id=which, version=None, by=world.recorder(doer_of(row, n)))


def report(world: World, session: Session, which: int, n: int) -> None:
    row, now = bought(session, which)
    stands = now.work.physical if now.work else 0
    percent = (min(stands + 20, 100), 100, max(stands - 10, 0), n % 101)[n % 4]
    periods = offered(world.day, DueRules())
    typed = {
        "period": periods[n % 3].key,
        "physical": str(percent),
        "activity": f"เทคอนกรีตช่วงที่ {n}",
        "went_back": REASON if n % 5 else "",
        "problem_code": "weather" if n % 6 == 0 else "",
    }
    hat = world.hats[doer_of(row, n)]
    reporting.report(
        session, proposal_id=which, told=read_report(typed, periods=periods),
        version=stale(session, which, n), by=hat.account_id, capacity=str(hat.role), at=world.at,
    )  # fmt: skip


def look_at_report(world: World, session: Session, which: int, n: int) -> None:
    query = select(ProgressReport).where(ProgressReport.proposal_id == which).order_by(ProgressReport.id)
    rows = session.scalars(query).all()
    if not rows:
        raise Nothing
    by = world.recorder(("governor", "chief", "planner")[n % 3])
    reporting.check(
        session, proposal_id=which, report_id=rows[-1 - n % min(len(rows), 2)].id, accepted=n % 4 != 0,
        note=REASON if n % 7 else "", by=by,
    )  # fmt: skip


def report_done(world: World, session: Session, which: int, n: int) -> None:
    """All of it, and then that it is done."""
    row, now = bought(session, which)
    if now.work is None or now.work.physical < 100:
        report(world, session, which, 1)
    by = world.recorder(doer_of(row, n))
    version = stale(session, which, n)
    reporting.complete(session, proposal_id=which, done_on=world.day, version=version, by=by)


@cache
def _jpeg(shade: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (32, 24), (shade, 120, 60)).save(out, "JPEG")
    return out.getvalue()


def take_photo(world: World, session: Session, which: int, n: int) -> None:
    sent = Sent(
        ("before", "during", "after")[n % 3],
        "IMG.JPG",
        _jpeg(n % 8 * 30),
        Place(14.88, 103.493) if n % 2 else None,
    )
    by = world.hats["secretary"].account_id
    photographing.photograph(session, proposal_id=which, sent=sent, uploads=world.uploads, at=world.at, by=by)


def take_photo_off(world: World, session: Session, which: int, n: int) -> None:
    """Or put it back."""
    rows = session.scalars(select(WorkPhoto).where(WorkPhoto.proposal_id == which)).all()
    if not rows:
        raise Nothing
    row = rows[n % len(rows)]
    if row.removed_at:
        photographing.put_back(session, proposal_id=which, photo_id=row.id)
    else:
        photographing.take_off(session, proposal_id=which, photo_id=row.id, at=world.at)


def ask_change(world: World, session: Session, which: int, n: int) -> None:
    row, now = bought(session, which)
    ends = now.work.ends_on if now.work and now.work.ends_on else world.day
    typed = (
        {"field": "amount", "baht": str(row.amount + (n % 7 - 3) * 20_000)},
        {"field": "place", "lat": f"14.{870 + n % 60}", "lon": "103.5"},
        {"field": "scope", "title": f"ซ่อมถนนสายใหม่ที่ {n}", "quantity": str(n)},
        {"field": "dates", "ends_on": ends.replace(year=ends.year + (n % 7 != 0)).isoformat()},
        {"field": "contractor", "contractor": f"บจก. {n}"},
    )[n % 5]
    hat = world.hats[doer_of(row, n)]
    changing.ask(
        session, proposal_id=which, wanted=read_change(typed | {"reason": REASON}),
        version=stale(session, which, n), by=hat.account_id, capacity=str(hat.role), at=world.at,
    )  # fmt: skip


def decide_change(world: World, session: Session, which: int, n: int) -> None:
    rows = changing.open_requests(session, which)
    if not rows:
        rows = session.scalars(select(ChangeRequest).where(ChangeRequest.proposal_id == which)).all()
    if not rows:
        raise Nothing
    row, who = rows[n % len(rows)], ("governor", "governor", "chief", "planner")[n % 4]
    if n % 6 == 5:
        by = row.asked_by or 0
        changing.take_back(session, proposal_id=which, request_id=row.id, by=by, capacity="ผู้ขอ", at=world.at)
        return
    changing.decide(
        session, proposal_id=which, request_id=row.id, approved=n % 5 != 0, decision=REASON if n % 10 else "",
        by=world.recorder(who),
    )  # fmt: skip


def close_work(world: World, session: Session, which: int, n: int) -> None:
    row = session.get_one(Proposal, which)
    day = f"{world.day.day}/{world.day.month}/{world.day.year + 543}"
    typed = CLOSING | {"handover_on": day} | ({"people": ""} if n % 9 == 8 else {})
    version = stale(session, which, n)
    close_out(session, proposal=row, typed=typed, version=version, by=world.recorder(doer_of(row, n)))


def look_again(world: World, session: Session, which: int, n: int) -> None:
    row = session.get_one(Proposal, which)
    typed = {"state": ("in_use", "partly", "not_used")[n % 3], "why": REASON if n % 4 else ""}
    look(session, proposal=row, typed=typed, version=None, by=world.recorder(doer_of(row, n)))


def answer_for_village(world: World, session: Session, which: int, n: int) -> None:
    row = session.get_one(Proposal, which)
    by = world.hats[f"head{VILLAGES.index(row.area_code)}"].account_id
    typed = {"answer": ("yes", "partly", "no")[n % 3], "words": REASON if n % 4 else ""}
    answer(session, proposal=row, typed=typed, at=world.at, by=by)


def keep_royal(world: World, session: Session, which: int, n: int) -> None:
    """A royal-initiative project is added, goes over to another item, or ends."""
    row = session.get_one(Proposal, which)
    standing = session.scalars(select(RoyalProject).where(RoyalProject.closed_at.is_(None))).all()
    by = world.hats["planner"].account_id
    if not standing or n % 3 == 0:
        typed = {"name": f"อ่างเก็บน้ำ {n}", "number": row.number or ""}
        royal_keeping.add(session, province_code=PROVINCE, typed=typed, at=world.at, by=by)
    elif n % 3 == 1:
        typed = {"number": row.number or ""}
        royal_keeping.link(session, project_id=standing[n % len(standing)].id, typed=typed)
    else:
        royal_keeping.close(session, project_id=standing[n % len(standing)].id, at=world.at)


DOINGS: dict[str, Doing] = {
    one.__name__: one
    for one in (
        choose_method, do_it_ourselves, take_step, sign_contract, divide_contract, receive, amend_contract,
        mend_slip, end_contract, finish_purchase, report, look_at_report, report_done, take_photo,
        take_photo_off,
        ask_change, decide_change, close_work, look_again, answer_for_village, keep_royal,
    )
}  # fmt: skip
