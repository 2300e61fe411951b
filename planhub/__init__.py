"""PlanHub: one code, one record, one map for the development plans of Thailand's 76 provinces."""
