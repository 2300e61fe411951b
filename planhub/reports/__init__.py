"""REPORTS: official forms, slips and workbooks."""
