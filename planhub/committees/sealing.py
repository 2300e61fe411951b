"""Sealing an edition of a plan: what it holds, who signed it, and the hash that ties it to the one before."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planhub.committees.editions import KIND_WORD
from planhub.committees.plan_content import baht_of, content_of, digest_of
from planhub.committees.sealed_plan import SealedPlan
from planhub.errors import Conflict, Invalid
from planhub.thai.folding import visible
from planhub.wording import N_, Sentence, say

LATER_KINDS = ("additional", "change", "correction")
REASON_MOST, MEETING_MOST = 1000, 300


def seal(
    session: Session,
    *,
    province_code: str,
    year: int,
    typed: Mapping[str, str],
    at: datetime,
    by: int | None,
    capacity: str,
) -> SealedPlan:
    """Seal the plan as it stands.

    Fields: `seen` (digest of what the page showed), `meeting`, and from the second edition on `kind` and
    `reason`. Raises Invalid, or Conflict when the plan is no longer what the page showed.
    """
    key = f"seal {province_code} {year}"
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
    last = latest(session, province_code=province_code, year=year)
    kind, reason, meeting = _read(typed, first=last is None)
    content = content_of(session, province_code=province_code, year=year)
    if not content:
        raise Invalid({"kind": say(N_("ยังไม่มีโครงการในแผนของปีนี้ จึงยังลงนามไม่ได้"))})
    digest = digest_of(content, last.digest if last else "")
    if typed.get("seen") != digest:
        raise Conflict(N_("แผนเปลี่ยนไปหลังจากเปิดหน้านี้ ตรวจรายการล่าสุดข้างล่าง แล้วลงนามใหม่"))
    if last is not None and content == last.content:
        raise Invalid({"kind": say(N_("แผนยังตรงกับฉบับที่ %(n)d ทุกรายการ ไม่มีอะไรให้ลงนามใหม่"), n=last.edition)})
    sealed = SealedPlan(
        province_code=province_code,
        fiscal_year=year,
        edition=last.edition + 1 if last else 1,
        kind=kind,
        content=content,
        digest=digest,
        items=len(content),
        baht=baht_of(content),
        reason=reason,
        meeting=meeting,
        at=at,
        by=by,
        capacity=capacity,
    )
    session.add(sealed)
    session.flush()
    return sealed


def latest(session: Session, *, province_code: str, year: int) -> SealedPlan | None:
    """The newest edition of a plan."""
    return session.scalars(
        select(SealedPlan)
        .where(SealedPlan.province_code == province_code, SealedPlan.fiscal_year == year)
        .order_by(SealedPlan.edition.desc())
        .limit(1)
    ).one_or_none()


def _read(typed: Mapping[str, str], *, first: bool) -> tuple[str, str, str]:
    wrong: dict[str, Sentence] = {}
    kind = "first" if first else typed.get("kind", "")
    reason, meeting = visible(typed.get("reason", "")), visible(typed.get("meeting", ""))
    if not first and kind not in LATER_KINDS:
        words = N_("เลือกว่าเป็นฉบับ%(a)s %(b)s หรือ%(c)s")
        wrong["kind"] = say(
            words, a=KIND_WORD["additional"], b=KIND_WORD["change"], c=KIND_WORD["correction"]
        )
    if not first and not reason:
        wrong["reason"] = say(N_("บอกเหตุผลที่ต้องมีฉบับใหม่"))
    for name, text, most in (("reason", reason, REASON_MOST), ("meeting", meeting, MEETING_MOST)):
        if len(text) > most:
            wrong[name] = say(N_("พิมพ์ได้ไม่เกิน %(most)d ตัวอักษร"), most=most)
    if wrong:
        raise Invalid(wrong)
    return kind, reason, meeting
