"""Typing slips of a signed contract: which values may be mended, and by whom. Pure.

A slip is a value that the signed paper has otherwise. What the parties have agreed upon since is a change,
and is asked for (planhub.workflow.powers); so is a sum, for money was bound by it.
"""

from planhub.wording import N_
from planhub.workflow.above import reviews
from planhub.workflow.judging import Facts, carries_out
from planhub.workflow.roles import Hat

SLIPS = {
    "number": N_("เลขที่สัญญาหรือใบสั่ง"),
    "contractor": N_("ผู้รับจ้างหรือผู้ขาย"),
    "egp_no": N_("เลขที่โครงการ e-GP"),
    "estimate": N_("ราคากลาง"),
    "signed_on": N_("วันที่ลงนาม"),
    "starts_on": N_("วันเริ่มงาน"),
    "days": N_("ระยะเวลาตามสัญญา"),
    "guarantee": N_("หลักประกันสัญญา"),
    "guarantee_until": N_("หลักประกันถึงวันที่"),
    "liability_days": N_("ประกันความชำรุดบกพร่อง"),
    "fine_kind": N_("ชนิดของสัญญาที่ใช้คิดค่าปรับ"),
    "fine_per_day": N_("ค่าปรับต่อวัน"),
}
"""What may be mended; also the names of the form's boxes."""
AFTER_ITS_END = frozenset({"number", "contractor"})
"""What may be mended of a contract that was ended."""
OF_DAYS = frozenset({"starts_on", "days"})
OF_FINE = frozenset({"fine_kind", "fine_per_day"})
OF_GUARANTEE = frozenset({"guarantee", "guarantee_until", "liability_days"})
WEIGHTY = OF_DAYS | OF_FINE
"""What late days and fines are reckoned from: whoever typed it does not make it otherwise alone."""


def mends(facts: Facts, hat: Hat) -> bool:
    """Whether this hat mends slips of such a work: the office that carries it out, or the level above."""
    return carries_out(facts, hat) or reviews(facts, hat)


def mends_weighty(facts: Facts, hat: Hat, *, recorded_by: int | None) -> bool:
    """Whether it mends what fines are reckoned from: the level above, and never who recorded the contract."""
    return reviews(facts, hat) and hat.account_id != recorded_by
