"""Fixtures of the place reader's tests: the country's names, and a few villages of our own making."""

import pytest

from planhub.places.gazetteer import Gazetteer, build, built_in
from planhub.places.gazetteer_rows import Row, built_in_rows

VILLAGES = {
    "32011101": "บ้านหนองบัว",
    "32011102": "บ้านโคกเพชร",
    "32011103": "บ้านโคกเพชร",
    "32011104": "บ้านละเอาะ",
    "32011105": "บ้านหนองบ้านหนองบัว",
    "32011201": "บ้านหนองบัว",
    "32011202": "บ้านคอโค",
    "45010101": "บ้านท่านคร",
    "45010105": "บ้านหนองบัว",
    "30010105": "บ้านประตูพล",
}
"""Codes of real subdistricts (ต.นอกเมือง, ต.คอโค, both ต.ในเมือง) with names as villages have them."""


@pytest.fixture(scope="session")
def country() -> Gazetteer:
    """All provinces, districts and subdistricts, living and retired, and no village."""
    return built_in()


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """The country with the villages above, one of them without a name of its own."""
    rows = built_in_rows()
    rows += [Row(code, "village", name) for code, name in VILLAGES.items()]
    rows += [Row("32011106", "village", "หมู่ที่ 6", schematic=True), Row("C-5320112-001", "community", "ริมน้ำ")]
    return build(rows)
