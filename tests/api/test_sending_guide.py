"""The guide for systems that send: its example is answered as it says."""

import json
import re
from pathlib import Path

from tests.api.conftest import System
from tests.api.test_guide import covers

GUIDE = (Path(__file__).parents[2] / "docs" / "sending.md").read_text()
SENT, PROMISED = (json.loads(text) for text in re.findall(r"```json\n(.*?)\n```", GUIDE, re.S))


def test_the_example_is_answered_as_the_guide_says(system: System) -> None:
    answer = system.send(*SENT["items"], key="2026-11-21-0001")
    assert answer.status_code == 200
    assert covers(answer.get_json(), PROMISED), answer.get_json()


def test_every_outcome_and_address_that_the_guide_names_is_real(system: System) -> None:
    described = system.client.get("/api/v1/openapi.json").get_json()
    outcomes = described["components"]["schemas"]["Sent"]["properties"]["outcome"]["enum"]
    named = set(re.findall(r"`(new|changed|unchanged|conflict|unclear|wrong)`", GUIDE))
    assert named <= set(outcomes)
    for address in re.findall(r"(?:GET|POST) (/api/v1/[\w/]+)", GUIDE):
        assert address.rstrip(".") in described["paths"] or address == "/api/v1/openapi", address
