"""The pages of those who decide: inbox, item, sitting, round, plan, seal, upkeep."""
