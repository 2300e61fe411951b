"""Imports every mapped class once, so that Alembic and the tests see the whole schema."""

from planhub.accounts import account, holding
from planhub.areas import area, local_authority
from planhub.base import Base
from planhub.linkage import plan_item
from planhub.proposals import need, planning_round, proposal, review

__all__ = ["Base", "account", "area", "holding", "local_authority", "need", "plan_item", "planning_round", "proposal", "review"]
