"""COMMITTEES: ranking, the plan of a province and year; what กบต., กบอ. and ก.บ.จ. do together."""
