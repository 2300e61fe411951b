"""What a reader of the map chose: year, stages, side, and what the colours show. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from planhub.wording import N_
from planhub.workflow.stages import NOT_COUNTED, STAGE_GROUP, STAGE_WORD, Stage

COUNTED = frozenset(Stage) - NOT_COUNTED
"""What is counted unless a stage is chosen: needs that stand, each once."""

GROUP_WORD = {
    "waiting": N_("รอพิจารณา"),
    "in_plan": N_("อยู่ในแผน ยังไม่เริ่มงาน"),
    "in_works": N_("กำลังดำเนินการ"),
    "done": N_("แล้วเสร็จ"),
    "not_agreed": N_("ไม่เห็นชอบหรือถอนเรื่อง"),
}
"""Groups of stages that may be chosen together, in the order of the way."""

STAGE_CHOICES: dict[str, str] = GROUP_WORD | {
    stage.value: word for stage, word in STAGE_WORD.items() if stage is not Stage.DRAFT
}
"""Every value of the stage filter with its word: groups first, then single stages."""

NO_SIDE = "-"
"""The value of the side filter for items that name no side."""


class Measure(StrEnum):
    """What the colours of the map show."""

    ITEMS = "items"
    BAHT = "baht"
    SHARE = "share"
    PER_HEAD = "per_head"
    FUNDED = "funded"
    DONE = "done"
    DAYS = "days"


SHARES = frozenset({Measure.SHARE, Measure.FUNDED, Measure.DONE})
"""Percents of all that counts, whatever stage is chosen."""

WHOLE = frozenset({Measure.ITEMS, Measure.DAYS})
"""Counts: whole numbers."""

MEASURE_WORD = {
    Measure.ITEMS: N_("จำนวนรายการ"),
    Measure.BAHT: N_("วงเงิน"),
    Measure.SHARE: N_("ร้อยละที่บรรจุในแผน"),
    Measure.PER_HEAD: N_("วงเงินต่อคน"),
    Measure.FUNDED: N_("ร้อยละที่ได้รับงบประมาณ"),
    Measure.DONE: N_("ร้อยละที่แล้วเสร็จ"),
    Measure.DAYS: N_("วันที่รอพิจารณา (เฉลี่ย)"),
}


@dataclass(frozen=True)
class Choice:
    """Filters of one map; empty means all."""

    year: int | None = None
    """Buddhist fiscal year; None: all years (each item stands in one year only)."""
    stage: str = ""
    """A stage or a group of stages; "": all that count."""
    side: str = ""
    """A side's id, or NO_SIDE."""

    @property
    def stages(self) -> frozenset[Stage]:
        """The stages that are counted under this choice."""
        return stages_named(self.stage) if self.stage else COUNTED


def stages_named(name: str) -> frozenset[Stage]:
    """The stages of a group, or the one stage of that name; empty for any other word."""
    grouped = frozenset(stage for stage, group in STAGE_GROUP.items() if group == name)
    return grouped or frozenset(stage for stage in Stage if stage.value == name)


def share(planned: int, counted: int) -> Decimal | None:
    """Percent of the counted items that are in the plan, one decimal; None where nothing is counted."""
    return (Decimal(100 * planned) / counted).quantize(Decimal("0.1")) if counted else None


def per_head(baht: Decimal, population: int | None) -> Decimal | None:
    """Baht for each registered person, two decimals; None where the population is not known."""
    return (baht / population).quantize(Decimal("0.01")) if population else None
