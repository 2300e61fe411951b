"""How the bench reads our pages, and what each role decides."""

import re

ITEM = re.compile(r'[?&;]item=(\d+)|href="/items/(\d+)')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')

DECISIONS = {
    "subdistrict_secretary": {"action": "classify", "classification": "self"},
    "district_secretary": {"action": "defer", "reason": "รองบประมาณรอบถัดไป"},
    "planner": {"action": "include", "envelope": "within", "plan_year": "2571"},
}
"""What each role decides: a committee sorts, a district waits for money, a province includes in its plan."""
