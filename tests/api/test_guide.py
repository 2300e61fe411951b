"""The guide's examples do what they say, and the guide of an installation stands."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories.country import country, retired
from tests.factories.plan_items import plan_item

GUIDE = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
EXAMPLES = re.findall(r"```http\nGET (\S+)\n```\n```json\n(.*?)\n```", GUIDE, re.S)


def covers(answer: Any, promised: Any) -> bool:
    """Whether the answer has all that the guide shows of it."""
    if isinstance(promised, dict):
        return isinstance(answer, dict) and all(
            k in answer and covers(answer[k], v) for k, v in promised.items()
        )
    if isinstance(promised, list):
        return len(answer) == len(promised) and all(map(covers, answer, promised))
    return bool(answer == promised)


@pytest.mark.parametrize(("address", "promised"), EXAMPLES, ids=[address for address, _ in EXAMPLES])
def test_an_example_of_the_guide(client: FlaskClient, session: Session, address: str, promised: str) -> None:
    country(session)
    retired(session, "3298", "3201")
    plan_item(
        session,
        "32010204",
        "planned",
        amount=1_250_000,
        title="ขุดลอกหนองน้ำ",
        side="water",
        number="32010204-2571-007",
        point=(103.6, 14.9),
    )
    answer = client.get(address)
    assert answer.status_code == 200
    assert covers(answer.get_json(), json.loads(promised)), answer.get_json()


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == 8


def test_the_guide_of_an_installation(client: FlaskClient, session: Session) -> None:
    country(session)
    plan_item(session, "32010204")
    html = client.get("/api/").text
    for word in ("/api/v1/summary", "in_plan", "water", "changed_since", "2571"):
        assert word in html
    for address in re.findall(r'href="(/api/v1/[^"]+)"', html):
        assert client.get(address.replace("&amp;", "&")).status_code == 200, address
