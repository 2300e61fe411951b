"""The close-out of a completed work: what was delivered, to whom it belongs now; a later look falls due."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from planhub.errors import IllegalMove
from planhub.proposals.proposal import Proposal
from planhub.proposals.typed_form import TypedForm
from planhub.results.indicators import MOST, Indicator
from planhub.results.result import LaterLook, WorkResult
from planhub.thai.folding import arabic_digits, visible
from planhub.wording import N_, say
from planhub.workflow.stages import Stage
from planhub.works.beginning import take
from planhub.works.following import Recorder

_PARTS = ("name", "target", "actual", "unit")


def close_out(
    session: Session,
    *,
    proposal: Proposal,
    typed: Mapping[str, str],
    version: int | None,
    by: Recorder,
) -> WorkResult:
    """Keep the close-out, or mend the one that stands while nobody has looked again.

    Fields: `name-1`, `target-1`, `actual-1`, `unit-1` … of the indicators, `problems`, `impact_good`,
    `impact_bad`, `benefit`, `people`, `owner`, `maintainer`, `handover_no`, `handover_on`. Raises Invalid,
    Conflict, or IllegalMove for a work that is not completed.
    """
    work = take(session, proposal, version=version, at=by.at)
    if proposal.stage != Stage.COMPLETED:
        raise IllegalMove(N_("บันทึกผลงานได้เมื่องานแล้วเสร็จ และก่อนการประเมินผล"))
    form = TypedForm(typed)
    shown = _indicators(form, typed)
    values = {
        "delivered": {"indicators": [vars(one) for one in shown]},
        "problems": form.words("problems"),
        "impact_good": form.words("impact_good"),
        "impact_bad": form.words("impact_bad"),
        "benefit": form.words("benefit", missing=N_("บอกว่าประชาชนได้ประโยชน์อะไร")),
        "people": form.count("people", missing=N_("พิมพ์จำนวนคนที่ได้ประโยชน์ เช่น 250")),
        "owner": form.line("owner", missing=N_("พิมพ์ชื่อหน่วยงานที่เป็นเจ้าของทรัพย์สิน")),
        "maintainer": form.line("maintainer", missing=N_("พิมพ์ชื่อหน่วยงานที่ดูแลรักษา")),
        "handover_no": form.line("handover_no", most=100),
        "handover_on": form.day("handover_on", last=by.day),
    }
    if values["handover_no"] and not values["handover_on"] and "handover_on" not in form.wrong:
        form.wrong["handover_on"] = say(N_("พิมพ์วันที่ของหนังสือส่งมอบ"))
    form.check()
    result = session.get(WorkResult, work.proposal_id) or WorkResult(proposal_id=work.proposal_id)
    signed = {"at": by.at, "by": by.hat.account_id, "capacity": by.capacity}
    for name, value in (values | signed).items():
        setattr(result, name, value)
    session.add(result)
    if session.get(LaterLook, work.proposal_id) is None:
        session.add(LaterLook(proposal_id=work.proposal_id, due_on=year_after(by.day)))
    session.flush()
    return result


def year_after(day: date) -> date:
    """The same day a year later; 28 February after 29 February."""
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def typed_indicators(typed: Mapping[str, str]) -> list[Indicator]:
    """The rows of the form as typed, up to the last that says anything."""
    rows = [
        Indicator(*(visible(typed.get(f"{part}-{n}", "")) for part in _PARTS)) for n in range(1, MOST + 1)
    ]
    while rows and rows[-1] == Indicator(""):
        rows.pop()
    return rows


def _indicators(form: TypedForm, typed: Mapping[str, str]) -> list[Indicator]:
    found = []
    for n in range(1, MOST + 1):
        if not any(visible(typed.get(f"{part}-{n}", "")) for part in ("name", "target", "actual")):
            continue
        found.append(
            Indicator(
                form.line(f"name-{n}", missing=N_("พิมพ์ชื่อตัวชี้วัด")),
                arabic_digits(form.line(f"target-{n}", most=60)),
                arabic_digits(form.line(f"actual-{n}", most=60, missing=N_("พิมพ์ผลที่ทำได้ ถ้าไม่ได้เลยพิมพ์ 0"))),
                form.line(f"unit-{n}", most=60),
            )
        )
    if not found:
        form.wrong["name-1"] = say(N_("พิมพ์ตัวชี้วัดอย่างน้อยหนึ่งตัว และผลที่ทำได้"))
    return found
