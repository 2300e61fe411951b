"""Imports every mapped class once, so that Alembic and the tests see the whole schema."""

from planhub.accounts import account, account_event, holding
from planhub.areas import area, local_authority
from planhub.base import Base
from planhub.committees import rank_change, sealed_plan, source_envelope
from planhub.federation import installation, node_event, node_link, node_report
from planhub.linkage import plan_change, plan_item, plan_month, plan_pyramid, way
from planhub.maps import tile_area
from planhub.money import money_entry
from planhub.progress import progress
from planhub.proposals import need, planning_round, proposal, review, upkeep
from planhub.results import result, royal_project
from planhub.sources import import_run, settlement, source, source_item, source_token
from planhub.works import work

__all__ = [
    "Base",
    "account",
    "account_event",
    "area",
    "holding",
    "import_run",
    "installation",
    "local_authority",
    "money_entry",
    "need",
    "node_event",
    "node_link",
    "node_report",
    "plan_change",
    "plan_item",
    "plan_month",
    "plan_pyramid",
    "planning_round",
    "progress",
    "proposal",
    "rank_change",
    "result",
    "review",
    "royal_project",
    "sealed_plan",
    "settlement",
    "source",
    "source_envelope",
    "source_item",
    "source_token",
    "tile_area",
    "upkeep",
    "way",
    "work",
]
