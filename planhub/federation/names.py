"""What a link is called everywhere: slot, subscription, publication, and the three tables of it."""

from planhub.cluster import LINK
from planhub.errors import Invalid
from planhub.linkage.provinces import PROVINCES
from planhub.thai.folding import arabic_digits
from planhub.wording import N_, say

ROLE = LINK
TABLES = ("plan_item", "plan_item_text", "node_report")
"""Partitioned by province; a node publishes its own partition of each and nothing else."""


def province(typed: str) -> str:
    """A province's code; Invalid for anything else."""
    code = arabic_digits(typed.strip())
    if code not in PROVINCES:
        raise Invalid({"province": say(N_("ไม่มีจังหวัดรหัส %(code)s พิมพ์รหัสสองหลัก เช่น 32"), code=typed)})
    return code


def link(code: str) -> str:
    """Name of the publication and slot at the node, and of the subscription at the centre."""
    return f"planhub_{province(code)}"


def leaves(code: str) -> tuple[str, ...]:
    """The province's own partitions."""
    return tuple(f"{table}_{province(code)}" for table in TABLES)
