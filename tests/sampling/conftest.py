"""Areas small enough to fill in a moment: the show chain in Surin, and two provinces of subdistricts."""

import pytest
from sqlalchemy.orm import Session

from planhub.sampling import filling
from tests.factories.areas import area


@pytest.fixture
def small_country(session: Session, monkeypatch: pytest.MonkeyPatch) -> Session:
    """Surin with the show subdistrict's villages and some more, and two provinces whose subdistricts ask."""
    area(session, "32", "สุรินทร์")
    area(session, "3201", "เมืองสุรินทร์")
    area(session, "320102", "ตั้งใจ")
    for moo in range(1, 11):
        area(session, f"320102{moo:02}", f"หมู่ที่ {moo}", schematic_name=True)
    area(session, "32010301", "บ้านแสลงพันธ์")
    area(session, "32020101", "บ้านชุมพลบุรี")
    area(session, "810101", "ปากน้ำ", point=None)
    area(session, "500101", "ศรีภูมิ", point=None)
    monkeypatch.setattr(filling, "SHOW", {"32": 60, "45": 40})
    monkeypatch.setattr(filling, "ELSEWHERE", 25)
    return session
